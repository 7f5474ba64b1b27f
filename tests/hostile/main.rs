//! Nothing that a description says becomes code.
//!
//! `base.yaml` has text wherever a description can have some, and `payloads.rs` has texts that end, open or turn
//! something. Each is put everywhere in the base, and what is generated must be what is generated of the base, but for
//! names and texts: the same tokens, the same tables. The worst mix is compiled, documented, and its examples tried, of
//! which there must be as many as in the base. `careless.rs` does the same to templates that print such texts where they
//! should not: there, an error at the template's line will do.

mod careless;
mod payloads;
mod skeleton;
mod variant;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::Command;

use oasmith::config::{Config, Package};
use oasmith::diagnostics::Diagnostics;
use oasmith::{Sources, report};
use rayon::prelude::*;
use serde_json::Value;
use tests::comparison::Files;
use tests::{has_turn, workspace};
use variant::Worse;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn base() -> Result<Value> {
    Ok(serde_yaml::from_str(include_str!("base.yaml"))?)
}

/// The name of the crate, where it is only looked at.
const NAME: &str = "hostile";

/// The files of the crate that is made of a description, and of these those that were rendered.
struct Made {
    whole: Files,
    rendered: Files,
}

fn generate(document: &Value, name: &str) -> Result<Made> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("spec.json"), format!("{document:#}"))?;
    let config = Config {
        directory: folder.path().to_owned(),
        spec: "spec.json".into(),
        out: "crate".into(),
        package: Package { name: Some(name.to_owned()), ..Package::default() },
        ..Config::default()
    };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let Some(generation) = oasmith::generate(&config, &mut sources, &mut diagnostics) else {
        return Err(report::human(&diagnostics, &sources, false, false).into());
    };
    let mut made = Made { whole: Files::new(), rendered: Files::new() };
    for (path, file) in generation.tree.files {
        let contents = file.contents.as_bytes().to_vec();
        if file.rendered {
            made.rendered.insert(path.clone(), contents.clone());
        }
        made.whole.insert(path, contents);
    }
    Ok(made)
}

/// The skeletons of the files that are made of the base.
fn clean() -> Result<BTreeMap<String, usize>> {
    skeleton::of(&generate(&base()?, NAME)?.rendered)
}

/// How what is made of a description differs from these; empty if it does not.
fn difference(what: &str, document: &Value, clean: &BTreeMap<String, usize>) -> String {
    let found = generate(document, NAME).and_then(|made| Ok((skeleton::of(&made.rendered)?, made.rendered)));
    let (found, rendered) = match found {
        Ok(found) => found,
        Err(fault) => return format!("{what}: {fault}"),
    };
    if found == *clean {
        return String::new();
    }
    let mut told = format!("{what}: not what is made of the base\n");
    for (path, text) in &rendered {
        let skeleton = skeleton::file(path, &String::from_utf8_lossy(text)).unwrap_or_default();
        if clean.get(&skeleton) != found.get(&skeleton) {
            let (here, there) = skeleton::departure(&skeleton, clean.keys());
            told += &format!("{path} has {here:?}\nin the place of {there:?}\n");
        }
    }
    told
}

fn expect_none(differences: Vec<String>) {
    let differences: Vec<String> = differences.into_iter().filter(|difference| !difference.is_empty()).collect();
    let named: Vec<&str> = differences.iter().filter_map(|difference| difference.lines().next()).collect();
    assert!(differences.is_empty(), "{}\n\n{}", differences.join("\n"), named.join("\n"));
}

#[test]
fn no_text_becomes_code() -> Result<()> {
    let (clean, document) = (clean()?, base()?);
    let payloads = payloads::all();
    let differences =
        payloads.par_iter().enumerate().filter(|(index, _)| has_turn(*index, 6)).map(|(index, (name, payload))| {
            let (how, mut worse) =
                if index % 2 == 0 { ("instead", Worse::instead(payload)) } else { ("around", Worse::around(payload)) };
            difference(&format!("{name:?} {how}"), &worse.document(&document), &clean)
        });
    expect_none(differences.collect());
    Ok(())
}

#[test]
fn no_name_becomes_code() -> Result<()> {
    let (clean, document) = (clean()?, base()?);
    let keyword = |number: usize| {
        let word = payloads::KEYWORDS[number % payloads::KEYWORDS.len()];
        format!("{word}{}", "_".repeat(number / payloads::KEYWORDS.len()))
    };
    let only_case = |number: usize| {
        let letter = |bit: usize| if number >> bit & 1 == 1 { 'A' } else { 'a' };
        (0..8).map(letter).collect()
    };
    let namings: [(&str, Worse<'_>); 3] = [
        ("keywords", Worse::named(keyword)),
        ("names that differ in case", Worse::named(only_case)),
        ("names without a letter", Worse::named(|number| "*/".repeat(number))),
    ];
    let clean = skeleton::words(&clean);
    for (what, mut worse) in namings {
        let words = skeleton::words(&skeleton::of(&generate(&worse.document(&document), NAME)?.rendered)?);
        // Names that are not told apart can leave something out, but bring nothing in.
        assert!(words.is_subset(&clean), "{what}: {:?}", words.difference(&clean));
    }
    Ok(())
}

/// One place at a time, so that no two payloads hide each other.
#[test]
fn no_single_text_becomes_code() -> Result<()> {
    let (clean, document) = (clean()?, base()?);
    let payloads = texts();
    let differences = (0..16_usize).into_par_iter().map(|sample| {
        let payload = &payloads[sample * 17 % payloads.len()];
        let mut worse = Worse::once(payload, sample * 11);
        difference(&format!("{payload:?} once"), &worse.document(&document), &clean)
    });
    expect_none(differences.collect());
    Ok(())
}

fn texts() -> Vec<String> {
    payloads::all().into_iter().map(|(_, payload)| payload).collect()
}

/// What rustc, rustdoc and Cargo say of the worst there is. A code block in somebody's prose would be a test.
#[test]
fn the_worst_compiles() -> Result<()> {
    let (payloads, document) = (texts(), base()?);
    let mut files = Files::new();
    let members = ["clean", "first", "second"];
    for (seed, member) in members.iter().enumerate() {
        let worse = if seed == 0 { document.clone() } else { Worse::mixed(&payloads, seed).document(&document) };
        let made = generate(&worse, member)?;
        for (path, contents) in made.whole {
            let contents = match path.as_str() {
                "Cargo.toml" => workspace::manifest(&String::from_utf8(contents)?).into_bytes(),
                _ => contents,
            };
            files.insert(format!("{member}/{path}"), contents);
        }
    }
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let directory = temporary.parent().unwrap_or(temporary).join("hostile-crates");
    workspace::write(&directory, &members.map(str::to_owned), files)?;
    for arguments in [&["build", "--keep-going"][..], &["doc", "--no-deps", "--keep-going"], &["test", "--doc"]] {
        let output = Command::new(env!("CARGO"))
            .current_dir(&directory)
            .args(arguments)
            // What the crates of the golden cases depend on, these do too.
            .args(["--target-dir", "../golden-crates/target", "--color", "never"])
            .env("RUSTFLAGS", "-D warnings")
            .env("RUSTDOCFLAGS", "-D warnings")
            .output()?;
        let (told, said) = (String::from_utf8(output.stdout)?, String::from_utf8(output.stderr)?);
        assert!(output.status.success(), "cargo {} failed\n{said}\n{told}", arguments.join(" "));
        // The examples of the runtime, and none of the description's.
        let tests = |member: &str| told.lines().filter(|line| line.starts_with(&format!("test {member}/"))).count();
        let counts = members.map(tests);
        assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}\n{told}");
        assert_eq!(arguments == ["test", "--doc"], counts[0] > 0, "{told}");
    }
    Ok(())
}
