//! Generating from a build script: an SDK as a module of the crate that the script belongs to.
//!
//! ```no_run
//! // build.rs
//! fn main() -> Result<(), oasmith::build::Failure> {
//!     oasmith::build::module("oasmith.toml", "pets")
//! }
//! ```
//!
//! ```ignore
//! // src/lib.rs or src/main.rs, where the module is to be
//! include!(concat!(env!("OUT_DIR"), "/pets.rs"));
//!
//! use pets::Client;
//! ```
//!
//! ```toml
//! # Cargo.toml, with the dependencies of the generated code; the build says which these are
//! [build-dependencies]
//! oasmith = "0.1"
//! ```
//!
//! Cargo runs the script again when the configuration, a description, an overlay or a template has changed; what comes
//! out the same is not written again. What is wrong with the input fails the build, and is printed with file, line and
//! column; warnings are warnings of the build. Nothing is written outside of `OUT_DIR`, and the network is not used.
//!
//! Every feature of the SDK that is on by default is on, unless the crate has one of that name: then that decides.
//!
//! What a crate publishes should not depend on what was built before, so names and argument orders are not kept from one
//! build to the next. The folder `out` of the configuration is not written, but what an `oasmith.lock` in it says is kept.
//! An SDK that others depend on is better generated as a crate of its own, by `oasmith generate`, and committed.

mod manifest;
mod relocate;

use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::output::{self, Contents, File, Lock, Tree};
use crate::{Config, GENERATOR, Sources, config::Output, report};
use manifest::Manifest;

/// How many warnings of a description are printed one by one.
const WARNINGS: usize = 20;

/// Why there is no module, with all that is to be said about it.
pub struct Failure(String);

/// Generates the SDK of a configuration as the module `path` (`pets`, or `apis::pets` where the module `apis` includes
/// it) of the crate whose build script calls this. `config` is relative to the package.
///
/// The file to include is `OUT_DIR/pets.rs`, by the last part of the path; it declares the module.
///
/// # Errors
/// If there are errors in the input, if the package lacks dependencies that the generated code has, and outside of a
/// build script.
pub fn module(config: impl AsRef<Path>, path: &str) -> Result<(), Failure> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let (Some(out), Some(package)) = (folder("OUT_DIR"), folder("CARGO_MANIFEST_DIR")) else {
        return Err(Failure("this is no build script: Cargo has not set `OUT_DIR`".to_owned()));
    };
    let made = make(config.as_ref(), path, &out, &package);
    made.instructions.iter().for_each(|line| println!("cargo::{line}"));
    made.result
}

/// What becomes of a run: also one that fails tells Cargo what it has read.
struct Made {
    instructions: Vec<String>,
    result: Result<(), Failure>,
}

fn make(config: &Path, path: &str, out: &Path, package: &Path) -> Made {
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let mut read = BTreeSet::from([config.to_owned(), package.join("Cargo.toml")]);
    let config = Config::read(config, &mut sources, &mut diagnostics);
    let written = config.and_then(|config| {
        read.insert(config.out_path().join(output::LOCK));
        write(&config, path, out, &mut sources, &mut diagnostics)
    });
    read.extend(sources.inputs().iter().cloned());
    let read = read.iter().filter(|path| path.exists());
    let mut instructions: Vec<String> = read.map(|path| format!("rerun-if-changed={}", path.display())).collect();
    let said = report::lines(&diagnostics, &sources);
    instructions.extend(said.iter().take(WARNINGS).map(|line| format!("warning={line}")));
    if said.len() > WARNINGS {
        let more = said.len() - WARNINGS;
        instructions.push(format!("warning=and {more} more: `oasmith check` prints all"));
    }
    let Some(generated) = written.filter(|_| !diagnostics.has_errors()) else {
        let failure = Failure(report::human(&diagnostics, &sources, false, false));
        return Made { instructions, result: Err(failure) };
    };
    let result = Manifest::read(&package.join("Cargo.toml")).and_then(|own| {
        instructions.extend(own.features_to_set(&generated));
        own.complain_of_missing(&generated)
    });
    Made { instructions, result: result.map_err(Failure) }
}

/// Writes the module, and gives the manifest that its crate would have.
fn write(
    config: &Config,
    path: &str,
    out: &Path,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Manifest> {
    let is_plain = |part: &str| syn::parse_str::<syn::Ident>(part).is_ok();
    let name = path.rsplit("::").next().filter(|_| path.split("::").all(is_plain));
    let Some(name) = name else {
        let message = format!("`{path}` is not the path of a module: name it as in `apis::pets`");
        diagnostics.push(Diagnostic::new(Code::InvalidConfig, Place::File("build.rs".to_owned()), message));
        return None;
    };
    let config = Config { output: Output { surface: false, ..config.output.clone() }, ..config.clone() };
    let generation = crate::generate(&config, sources, diagnostics)?;
    let directory = out.join(name);
    let mut claim = match output::Claim::take(&directory) {
        Ok((claim, _)) => claim,
        Err(diagnostic) => {
            diagnostics.push(diagnostic);
            return None;
        }
    };
    let before = Lock::load(&directory, sources, diagnostics)?;
    let lock = Lock { generator: GENERATOR.to_owned(), ..Lock::default() };
    let options = output::Options { keep: Vec::new(), force: true };
    let tree = module_tree(&generation.tree, path);
    let plan = output::plan(&tree, &before, lock, &directory, &options, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let written = claim.write(&plan).and_then(|()| declare(&out.join(format!("{name}.rs")), name));
    written.map_err(|diagnostic| diagnostics.push(diagnostic)).ok()?;
    let manifest = generation.tree.files.get("Cargo.toml").map(|file| file.contents.as_bytes().to_vec());
    Some(Manifest::parse(&String::from_utf8(manifest.unwrap_or_default()).unwrap_or_default()).unwrap_or_default())
}

/// The crate's code, as it is inside another.
fn module_tree(tree: &Tree, path: &str) -> Tree {
    let file = |(path_of_file, file): (&String, &File)| {
        let inside = path_of_file.strip_prefix("src/")?.to_owned();
        let mut file = file.clone();
        // What no template makes is copied as bytes, and is Rust as well.
        if let Ok(text) = std::str::from_utf8(file.contents.as_bytes()) {
            file.contents = Contents::Text(relocate::into_module(text, path));
        }
        Some((inside, file))
    };
    Tree { files: tree.files.iter().filter_map(file).collect() }
}

/// Writes the file to include. It leads to the module as a file of its own, since only such may begin with attributes
/// and documentation of itself.
fn declare(file: &Path, name: &str) -> Result<(), Diagnostic> {
    // What is not used is for others to use; and lints of the crate are for what people write.
    let text = format!(
        "#[allow(dead_code, unused_imports, clippy::all, clippy::pedantic)]\n#[path = \"{name}/lib.rs\"]\npub mod {name};\n"
    );
    if fs::read_to_string(file).is_ok_and(|present| present == text) {
        return Ok(());
    }
    fs::write(file, text).map_err(|error| {
        let place = Place::File(file.display().to_string());
        Diagnostic::new(Code::UnwritableOutput, place, format!("the output cannot be written: {error}"))
    })
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_end())
    }
}

/// The same: it is what a `main` prints that ends with it.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests;
