//! `program.rs`, compiled against several versions of the SDK, and run.

use std::path::{Path, PathBuf};
use std::process::Command;

use oasmith::output::Lock;
use tests::comparison::Files;
use tests::workspace::{manifest, write_files};

use crate::description::{Description, Position};
use crate::{Result, base, extended, generate};

/// A version whose constructors take their arguments in another order, since nothing kept it.
const UNLOCKED: &str = "unlocked";

#[test]
fn every_argument_still_lands_in_its_field() -> Result<()> {
    let mut versions = versions()?;
    // All of its types and names are the same: the program compiles, and sends something else.
    let operation = "openapi.yaml#/paths/~1orgs~1{org}~1users~1{id}/put";
    let properties = format!("{operation}/requestBody/content/application~1json/schema/properties");
    let reordered = base()?.reversed(&format!("{operation}/parameters")).reversed(&properties);
    versions.push((UNLOCKED.to_owned(), generate(&reordered, &Lock::default())?.0));
    let directory = directory();
    write_files(&directory, &workspace(&versions))?;
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    if !directory.join("Cargo.lock").exists() && own.is_file() {
        std::fs::copy(own, directory.join("Cargo.lock"))?;
    }
    let output = Command::new(env!("CARGO"))
        .current_dir(&directory)
        .args(["run", "--quiet", "--package", "program", "--color", "never"])
        // What the crates of the golden cases depend on, these do too.
        .args(["--target-dir", "../golden-crates/target"])
        .env("RUSTFLAGS", "-D warnings")
        .output()?;
    let (told, said) = (String::from_utf8(output.stdout)?, String::from_utf8_lossy(&output.stderr).into_owned());
    assert!(output.status.success(), "{told}{said}");
    for (version, _) in &versions {
        assert!(told.contains(&format!("{version} is done\n")), "{told}");
        let faults: Vec<&str> = told.lines().filter(|line| line.starts_with(&format!("{version}: "))).collect();
        let swapped = faults.iter().any(|fault| fault.starts_with("unlocked: replace"));
        assert_eq!(swapped, version == UNLOCKED, "{version}:\n{}", faults.join("\n"));
        assert!(swapped || faults.is_empty(), "{}", faults.join("\n"));
    }
    Ok(())
}

/// The crates of some versions, each once.
fn versions() -> Result<Vec<(String, Files)>> {
    let (first, lock) = generate(&base()?, &Lock::default())?;
    let mut versions = vec![("first".to_owned(), first)];
    let mut add = |name: String, description: Description, before: &Lock| -> Result<Lock> {
        let (files, lock) = generate(&description, before)?;
        if versions.iter().all(|(_, known)| *known != files) {
            versions.push((name, files));
        }
        Ok(lock)
    };
    add("shuffled".to_owned(), base()?.shuffled(1), &lock)?;
    for (name, position) in [("before", Position::First), ("between", Position::Middle), ("after", Position::Last)] {
        add(name.to_owned(), extended(base()?, position)?, &lock)?;
    }
    let second = add("second".to_owned(), extended(base()?, Position::First)?.shuffled(2), &lock)?;
    add("third".to_owned(), extended(base()?, Position::Middle)?.shuffled(3), &second)?;
    Ok(versions)
}

/// The versions, and a program that runs `program.rs` against each of them.
fn workspace(versions: &[(String, Files)]) -> Files {
    let mut files = Files::new();
    let (mut members, mut dependencies, mut modules, mut calls) =
        (String::new(), String::new(), String::new(), String::new());
    for (version, sdk) in versions {
        for (path, contents) in sdk {
            let contents = match path.as_str() {
                "Cargo.toml" => renamed(&String::from_utf8_lossy(contents), version).into_bytes(),
                _ => contents.clone(),
            };
            files.insert(format!("{version}/{path}"), contents);
        }
        members += &format!("\"{version}\", ");
        dependencies += &format!("{version} = {{ path = \"../{version}\" }}\n");
        modules += &format!("mod {version} {{\n    use ::{version} as sdk;\n    include!(\"program.rs\");\n}}\n");
        calls += &format!("    tell(\"{version}\", {version}::faults().await.map_err(|error| error.to_string()));\n");
    }
    let own = [
        (
            "Cargo.toml",
            format!(
                "[workspace]\nresolver = \"3\"\nmembers = [{members}\"program\"]\n\n[profile.dev]\ndebug = false\nincremental = false\n"
            ),
        ),
        (
            "program/Cargo.toml",
            format!(
                "[package]\nname = \"program\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}serde_json = \"1\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\", \"time\"] }}\n"
            ),
        ),
        ("program/src/program.rs", include_str!("program.rs").to_owned()),
        ("program/src/main.rs", MAIN.replace("MODULES\n", &modules).replace("CALLS\n", &calls)),
    ];
    files.extend(own.map(|(path, text)| (path.to_owned(), text.into_bytes())));
    files
}

const MAIN: &str = r#"MODULES
#[tokio::main(flavor = "current_thread")]
async fn main() {
CALLS
}

fn tell(version: &str, faults: Result<Vec<String>, String>) {
    let faults = faults.unwrap_or_else(|error| vec![error]);
    faults.iter().for_each(|fault| println!("{version}: {fault}"));
    println!("{version} is done");
}
"#;

/// The manifest of a version: all are the same package otherwise.
fn renamed(text: &str, name: &str) -> String {
    manifest(text).replacen("name = \"stable\"", &format!("name = \"{name}\""), 1)
}

/// `target/stable-crates`, wherever the target directory is.
fn directory() -> PathBuf {
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    temporary.parent().unwrap_or(temporary).join("stable-crates")
}
