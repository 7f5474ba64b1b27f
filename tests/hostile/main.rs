//! Nothing that a description says becomes code.
//!
//! `base.yaml` has text wherever a description can have some, and `payloads.rs` has texts that end, open or turn
//! something. Each is put everywhere in the base, and what is generated must be what is generated of the base, but for
//! names and texts: the same tokens, the same tables. The worst mix is compiled, documented, and its examples tried, of
//! which there must be none. `careless.rs` does the same to templates that print such texts where they should not: there,
//! an error at the template's line will do.

mod careless;
mod payloads;
mod skeleton;
mod variant;

use std::error::Error;
use std::path::Path;
use std::process::Command;

use oasmith::config::{Config, Package};
use oasmith::diagnostics::Diagnostics;
use oasmith::{Sources, report};
use rayon::prelude::*;
use serde_json::Value;
use tests::comparison::Files;
use tests::workspace;
use variant::Worse;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn base() -> Result<Value> {
    Ok(serde_yaml::from_str(include_str!("base.yaml"))?)
}

/// What came of a description.
struct Made {
    /// The files that were rendered, if there was no error.
    rendered: Option<Files>,
    /// All files.
    whole: Files,
    /// What was said.
    said: String,
    diagnostics: Diagnostics,
}

fn generate(document: &Value, templates: Option<&Path>) -> Result<Made> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("spec.json"), document.to_string())?;
    let config = Config {
        directory: folder.path().to_owned(),
        spec: "spec.json".into(),
        out: "crate".into(),
        templates: templates.map(Path::to_owned),
        package: Package { name: Some("hostile".to_owned()), ..Package::default() },
        ..Config::default()
    };
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let generation = oasmith::generate(&config, &mut sources, &mut diagnostics);
    let said = report::human(&diagnostics, &sources, false, false);
    let tree = generation.map(|generation| generation.tree.files);
    let bytes = |file: &oasmith::output::File| file.contents.as_bytes().to_vec();
    let all = || tree.iter().flatten();
    let whole = all().map(|(path, file)| (path.clone(), bytes(file))).collect();
    let rendered = all().filter(|(_, file)| file.rendered).map(|(path, file)| (path.clone(), bytes(file))).collect();
    Ok(Made { rendered: tree.is_some().then_some(rendered), whole, said, diagnostics })
}

/// How what is made of a description differs from what is made of the base; empty if it does not.
fn difference(what: &str, document: &Value, base: &Made) -> Result<String> {
    let made = generate(document, None)?;
    let (Some(rendered), Some(clean)) = (&made.rendered, &base.rendered) else {
        return Ok(format!("{what}: nothing is generated\n{}\n", made.said));
    };
    let (found, clean) = match (skeleton::of(rendered), skeleton::of(clean)?) {
        (Err(fault), _) => return Ok(format!("{what}: {fault}\n")),
        (Ok(found), clean) => (found, clean),
    };
    let only = |these: &std::collections::BTreeMap<String, usize>,
                those: &std::collections::BTreeMap<String, usize>| {
        these
            .iter()
            .filter(|(text, count)| those.get(*text) != Some(count))
            .map(|(text, _)| text.clone())
            .collect::<Vec<_>>()
    };
    let (more, less) = (only(&found, &clean), only(&clean, &found));
    if more.is_empty() && less.is_empty() {
        return Ok(String::new());
    }
    let path = rendered.iter().find(|(path, text)| {
        std::str::from_utf8(text).is_ok_and(|text| skeleton::file(path, text).is_ok_and(|text| more.contains(&text)))
    });
    let text = path.map(|(path, text)| format!("{path}\n{}", String::from_utf8_lossy(text))).unwrap_or_default();
    let text: String = text.chars().take(6000).collect();
    Ok(format!("{what}: {} other files, {} missing\n{}\n{text}\n", more.len(), less.len(), made.said))
}

fn expect_none(differences: Vec<String>) {
    let differences: Vec<String> = differences.into_iter().filter(|difference| !difference.is_empty()).collect();
    let named: Vec<&str> = differences.iter().filter_map(|difference| difference.lines().next()).collect();
    assert!(differences.is_empty(), "{}\n\n{}", differences.join("\n"), named.join("\n"));
}

#[test]
fn no_text_becomes_code() -> Result<()> {
    let (base, document) = (generate(&base()?, None)?, base()?);
    let payloads = payloads::all();
    let differences = payloads.par_iter().flat_map_iter(|(name, payload)| {
        [("instead", Worse::instead(payload)), ("around", Worse::around(payload))].map(|(how, mut worse)| {
            difference(&format!("{name:?} {how}"), &worse.document(&document), &base)
                .unwrap_or_else(|error| error.to_string())
        })
    });
    expect_none(differences.collect());
    Ok(())
}

#[test]
fn no_name_becomes_code() -> Result<()> {
    let (base, document) = (generate(&base()?, None)?, base()?);
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
    let differences = namings.map(|(what, mut worse)| difference(what, &worse.document(&document), &base));
    expect_none(differences.into_iter().collect::<Result<_>>()?);
    Ok(())
}

/// One place at a time, so that no two payloads hide each other.
#[test]
fn no_single_text_becomes_code() -> Result<()> {
    let (base, document) = (generate(&base()?, None)?, base()?);
    let payloads = texts();
    let differences = (0..60_usize).into_par_iter().map(|sample| {
        let payload = &payloads[sample * 17 % payloads.len()];
        let mut worse = Worse::once(payload, sample * 7);
        difference(&format!("{payload:?} once"), &worse.document(&document), &base)
            .unwrap_or_else(|error| error.to_string())
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
    let members = ["first", "second"];
    for (seed, member) in members.iter().enumerate() {
        let made = generate(&Worse::mixed(&payloads, seed).document(&document), None)?;
        assert!(made.rendered.is_some(), "{}", made.said);
        for (path, contents) in made.whole {
            let contents = match path.as_str() {
                "Cargo.toml" => {
                    let text = String::from_utf8(contents)?.replacen("\"hostile\"", &format!("\"{member}\""), 1);
                    workspace::manifest(&text).into_bytes()
                }
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
        assert!(arguments != ["test", "--doc"] || !told.contains("fn evil"), "{told}");
        for line in told.lines().filter(|line| line.starts_with("test ")) {
            // The template's own examples, and none of the description's.
            assert!(is_own(line), "{line}");
        }
    }
    Ok(())
}

fn is_own(test: &str) -> bool {
    test.contains(" - (line ") || test.contains("/runtime/") || test.contains("/testing.rs")
}
