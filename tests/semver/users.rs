//! Programs that use the crates: those that must compile are modules of one crate, since the compiler says which of them
//! do not; those that must not are examples of another, since a fault in one could hide those in others.

use std::collections::{BTreeMap, BTreeSet};

use oasmith::diff::Level;
use serde_json::Value;
use tests::comparison::Files;

use crate::pairs::Pair;
use crate::{cargo, crates};

/// The packages of the programs.
pub const PACKAGES: [&str; 2] = [GOING_ON, BROKEN];

const GOING_ON: &str = "programs_going_on";

const BROKEN: &str = "programs_broken";

/// Writes the programs.
pub fn write(pairs: &[Pair], files: &mut Files) {
    let mut modules = String::from("#![allow(warnings)]\n");
    for program in programs(pairs) {
        if program.compiles {
            modules.push_str(&format!("mod {};\n", program.file));
            program.put(&format!("{GOING_ON}/src"), "", files);
        } else {
            program.put(&format!("{BROKEN}/examples"), "fn main() {}\n", files);
        }
    }
    files.insert(format!("{GOING_ON}/src/lib.rs"), modules.into_bytes());
    for package in PACKAGES {
        let manifest = format!(
            "[package]\nname = \"{package}\"\nedition = \"2024\"\n\n[dependencies]\n{0} = {{ path = \"../{0}\" }}\n",
            crates::NAME
        );
        files.insert(format!("{package}/Cargo.toml"), manifest.into_bytes());
    }
    files.entry(format!("{BROKEN}/src/lib.rs")).or_default();
}

/// What compiles and should not, or does not and should.
pub fn faults(pairs: &[Pair]) -> Result<Vec<String>, String> {
    let packages: Vec<String> = PACKAGES.iter().map(|name| format!("--package={name}")).collect();
    let mut arguments = vec!["check", "--lib", "--examples", "--keep-going", "--message-format=json"];
    arguments.extend(packages.iter().map(String::as_str));
    let output = cargo(&arguments, &[])?;
    let messages = String::from_utf8_lossy(&output.stdout);
    if !messages.contains("\"build-finished\"") {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let mut said = errors(&messages);
    let mut faults = Vec::new();
    for program in programs(pairs) {
        match (program.compiles, said.remove(&program.file)) {
            (true, Some(said)) => faults.push(format!("{} does not compile:\n{said}", program.about)),
            (false, None) => faults.push(format!("{} compiles", program.about)),
            _ => {}
        }
    }
    // What is wrong with the crates themselves says all: no program has seen the compiler then.
    Ok(if said.is_empty() { faults } else { said.into_values().collect() })
}

/// What the compiler says, by the names of the files that it says it of.
fn errors(messages: &str) -> BTreeMap<String, String> {
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for line in messages.lines() {
        let message: Value = serde_json::from_str(line).unwrap_or_default();
        let (target, message) = (&message["target"]["src_path"], &message["message"]);
        let counts_others = message["message"].as_str().is_some_and(|text| text.starts_with("aborting due to"));
        if message["level"] == "error" && !counts_others {
            // Other spans show what it compares that with.
            let spans = message["spans"].as_array().into_iter().flatten();
            let primary = spans.filter(|span| span["is_primary"] == true).find_map(|span| span["file_name"].as_str());
            let place = primary.or(target.as_str()).unwrap_or_default();
            let file = place.rsplit(['/', '\\']).next().unwrap_or_default().trim_end_matches(".rs");
            *said.entry(file.to_owned()).or_default() += message["rendered"].as_str().unwrap_or_default();
        }
    }
    said
}

/// A program with one of the crates of its pair.
struct Program<'a> {
    about: String,
    file: String,
    package: &'a str,
    statements: &'a str,
    compiles: bool,
}

impl Program<'_> {
    fn put(&self, folder: &str, end: &str, files: &mut Files) {
        let Self { about, package, statements, .. } = self;
        let text = format!(
            "//! {about}\n#![allow(warnings)]\n\nuse {0}::{package} as sdk;\n\n\
             async fn program(client: &sdk::Client) -> Result<(), sdk::Error> {{\n{statements}Ok(())\n}}\n{end}",
            crates::NAME
        );
        files.insert(format!("{folder}/{}.rs", self.file), text.into_bytes());
    }
}

fn programs(pairs: &[Pair]) -> Vec<Program<'_>> {
    let mut programs = Vec::new();
    let mut seen = BTreeSet::new();
    for pair in pairs {
        let Some(statements) = pair.program.as_deref() else { continue };
        let word: String = pair.name.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        let sides = [("old", &pair.old.name, true), ("new", &pair.new.name, pair.stated != Level::Breaking)];
        for (side, package, compiles) in sides {
            if seen.insert((package, statements)) {
                let about = format!("{}: the program with the {side} crate", pair.name);
                programs.push(Program { about, file: format!("{word}_{side}"), package, statements, compiles });
            }
        }
    }
    programs
}
