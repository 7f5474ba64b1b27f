//! A program that makes one call: how long it takes to build it again after an edit, with a generated crate and with a
//! client of that one call, written by hand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use serde::Serialize;

use crate::subject::Subject;
use crate::usage;
use crate::{Failure, Result};

/// Seconds from an edit to the program that can be run, the median of several edits.
#[derive(Debug, Serialize)]
pub struct Rebuilt {
    pub with_crate: f64,
    pub by_hand: f64,
}

/// The folder of the programs of a description: `sdk.rs` and `by_hand.rs`.
pub fn calls(name: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("calls").join(name);
    folder.is_dir().then_some(folder)
}

/// Builds both programs, then edits each so many times, in turn.
pub fn rebuild(calls: &Path, subject: &Subject, workspace: &Path, target: &Path, edits: usize) -> Result<Rebuilt> {
    let path = fs::canonicalize(&subject.folder)?;
    let own = format!("{} = {{ path = {:?} }}", subject.name, path);
    let reqwest = r#"reqwest = { version = "0.13", default-features = false, features = ["json", "rustls"] }"#;
    let serde = r#"serde = { version = "1", features = ["derive"] }"#;
    let with_crate = Program::write(&workspace.join("sdk"), &calls.join("sdk.rs"), &own)?;
    let by_hand =
        Program::write(&workspace.join("by_hand"), &calls.join("by_hand.rs"), &format!("{reqwest}\n{serde}"))?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for edit in 0..=edits {
        let seconds = (with_crate.build(target, edit)?, by_hand.build(target, edit)?);
        // The first builds all.
        if edit > 0 {
            ours.push(seconds.0);
            theirs.push(seconds.1);
        }
    }
    Ok(Rebuilt { with_crate: median(ours)?, by_hand: median(theirs)? })
}

struct Program {
    folder: PathBuf,
    source: String,
}

impl Program {
    fn write(folder: &Path, source: &Path, dependencies: &str) -> Result<Self> {
        fs::create_dir_all(folder.join("src"))?;
        let name = folder.file_name().unwrap_or_default().display();
        let tokio = r#"tokio = { version = "1", features = ["macros", "rt-multi-thread"] }"#;
        let manifest = format!(
            "[workspace]\n\n[package]\nname = \"call-{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n\
             [dependencies]\n{dependencies}\n{tokio}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        Ok(Self { folder: folder.to_owned(), source: fs::read_to_string(source)? })
    }

    /// Changes what the program prints, and builds it as people do while they work.
    fn build(&self, target: &Path, edit: usize) -> Result<f64> {
        fs::write(self.folder.join("src/main.rs"), self.source.replace("EDIT", &edit.to_string()))?;
        let mut cargo = Command::new("cargo");
        cargo.arg("build").current_dir(&self.folder).env("CARGO_TARGET_DIR", target).env("CARGO_INCREMENTAL", "1");
        let start = Instant::now();
        usage::run(&mut cargo)?;
        Ok(start.elapsed().as_secs_f64())
    }
}

fn median(mut values: Vec<f64>) -> Result<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().ok_or_else(|| Failure("no edits".to_owned()))
}
