//! What compiling a crate takes: the `rustc` of that crate alone, from nothing, with its dependencies built before.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use serde::Serialize;

use crate::subject::Subject;
use crate::usage::{self, Usage};
use crate::{Failure, Result};

/// What is done with a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    Check,
    Release,
}

/// A crate with some of its features, compiled.
#[derive(Debug, Serialize)]
pub struct Compiled {
    /// The features, or nothing for those that are on by default.
    pub features: Option<String>,
    /// Of `cargo check`, the fastest of all runs.
    pub check: Option<Usage>,
    /// Of `cargo build --release`.
    pub release: Option<Usage>,
    /// Bytes of the library that this gives.
    pub library: Option<u64>,
}

/// How crates are compiled.
#[derive(Clone, Debug)]
pub struct Compiler {
    /// Where compiled code goes.
    pub target: PathBuf,
    /// How often each crate is compiled; the fastest counts.
    pub runs: usize,
}

impl Compiler {
    /// `cargo check`, and if wanted `cargo build --release`, with all features that are on by default or only with some.
    pub fn compile(&self, subject: &Subject, features: Option<&str>, release: bool) -> Result<Compiled> {
        let check = self.measure(subject, Profile::Check, features)?;
        let mut compiled =
            Compiled { features: features.map(str::to_owned), check: Some(check), release: None, library: None };
        if release {
            compiled.release = Some(self.measure(subject, Profile::Release, features)?);
            let library = format!("release/lib{}.rlib", subject.name.replace('-', "_"));
            compiled.library = Some(fs::metadata(self.target.join(library))?.len());
        }
        Ok(compiled)
    }

    fn measure(&self, subject: &Subject, profile: Profile, features: Option<&str>) -> Result<Usage> {
        let log = self.target.join("measure.log");
        fs::create_dir_all(&self.target)?;
        let mut runs = Vec::new();
        for _ in 0..self.runs.max(1) {
            touch(&subject.folder.join("src/lib.rs"))?;
            runs.push(usage::of_crate(&mut self.cargo(subject, profile, features), &subject.name, &log)?);
        }
        // In the first run dependencies may be built at the same time.
        runs.sort_by(|a, b| a.cpu.total_cmp(&b.cpu));
        runs.first().copied().ok_or_else(|| Failure("nothing was run".to_owned()))
    }

    fn cargo(&self, subject: &Subject, profile: Profile, features: Option<&str>) -> Command {
        let mut cargo = Command::new("cargo");
        match profile {
            Profile::Check => cargo.arg("check"),
            Profile::Release => cargo.args(["build", "--release"]),
        };
        cargo.args(["--lib", "-p", &subject.name]).current_dir(&subject.folder);
        if let Some(features) = features {
            cargo.args(["--no-default-features", "--features", features]);
        }
        cargo.env("CARGO_TARGET_DIR", &self.target).env("CARGO_INCREMENTAL", "0");
        cargo
    }
}

/// So that Cargo takes a file for changed.
pub fn touch(file: &Path) -> Result<()> {
    File::options().append(true).open(file)?.set_modified(SystemTime::now())?;
    Ok(())
}
