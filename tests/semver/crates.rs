//! The crates of all pairs as modules of one.
//!
//! Nearly all of a small crate is its runtime, which is the same in each: as modules beside one runtime, hundreds of
//! crates compile in the time of a few. What a module has is otherwise what the crate has, with `crate::` followed by
//! the module's name.

use std::collections::{BTreeMap, BTreeSet};

use tests::comparison::Files;
use tests::workspace;

use crate::directory;
use crate::pairs::{Package, Pair};
use crate::users;

/// The crate of the crates.
pub const NAME: &str = "pairs";

/// What stands beside the modules of the crates: what is the same in each, or says nothing to their users.
const SHARED: [&str; 5] = ["ext", "formats", "runtime", "settings", "testing"];

/// Writes the crates, and the programs that use them. Crates that are the same get the same name.
pub fn write(mut pairs: Vec<Pair>) -> Result<Vec<Pair>, String> {
    let mut named = Named::default();
    for pair in &mut pairs {
        named.name(&mut pair.old);
        named.name(&mut pair.new);
    }
    let mut bundle = Bundle::default();
    for (files, name) in &named.names {
        bundle.add(name, files)?;
    }
    let mut files = bundle.into_files();
    users::write(&pairs, &mut files);
    let members: Vec<String> = [&[NAME], &users::PACKAGES[..]].concat().into_iter().map(str::to_owned).collect();
    workspace::write(&directory().join("crates"), &members, files).map_err(|error| error.to_string())?;
    Ok(pairs)
}

/// The crates by their files.
#[derive(Default)]
struct Named {
    names: BTreeMap<Files, String>,
    taken: BTreeSet<String>,
}

impl Named {
    fn name(&mut self, package: &mut Package) {
        let files = std::mem::take(&mut package.files);
        let name = self.names.entry(files).or_insert_with(|| {
            let mut name = package.name.clone();
            while !self.taken.insert(name.clone()) {
                name.push_str("_again");
            }
            name
        });
        package.name.clone_from(name);
    }
}

/// The one crate, as it grows.
#[derive(Default)]
struct Bundle {
    /// Its files under `src/`.
    files: Files,
    modules: BTreeSet<String>,
    manifest: toml::Table,
}

impl Bundle {
    /// Adds a crate as a module.
    fn add(&mut self, name: &str, files: &Files) -> Result<(), String> {
        for (path, contents) in files {
            let text = String::from_utf8_lossy(contents);
            if path == "Cargo.toml" {
                self.depend(text.parse().map_err(|error| format!("{name}: {error}"))?);
            }
            let Some(path) = path.strip_prefix("src/") else { continue };
            match SHARED.into_iter().find(|shared| is_of(shared, path)) {
                Some(shared) => {
                    let known = self.files.insert(path.to_owned(), contents.clone());
                    if shared == "runtime" && known.is_some_and(|known| known != *contents) {
                        return Err(format!("{name} has another {path}: it cannot share its runtime"));
                    }
                    self.modules.insert(shared.to_owned());
                }
                None => {
                    let place = if path == "lib.rs" { "mod.rs" } else { path };
                    self.files.insert(format!("{name}/{place}"), of_module(name, &text).into_bytes());
                }
            }
        }
        self.modules.insert(name.to_owned());
        Ok(())
    }

    /// Takes over the features and dependencies of a crate.
    fn depend(&mut self, manifest: toml::Table) {
        for (key, value) in manifest {
            match (self.manifest.get_mut(&key).and_then(toml::Value::as_table_mut), value) {
                (Some(known), toml::Value::Table(more)) if key == "features" => {
                    for (feature, value) in more {
                        let known = known.entry(feature).or_insert_with(|| toml::Value::Array(Vec::new()));
                        let (Some(known), Some(more)) = (known.as_array_mut(), value.as_array()) else { continue };
                        let new: Vec<_> = more.iter().filter(|it| !known.contains(it)).cloned().collect();
                        known.extend(new);
                    }
                }
                (Some(known), toml::Value::Table(more)) if key == "dependencies" => known.extend(more),
                (Some(_), _) => {}
                (None, value) => drop(self.manifest.insert(key, value)),
            }
        }
    }

    fn into_files(mut self) -> Files {
        if let Some(package) = self.manifest.get_mut("package").and_then(toml::Value::as_table_mut) {
            package.insert("name".to_owned(), NAME.into());
        }
        let modules = self.modules.iter().map(|module| format!("pub mod {module};\n"));
        let lib = format!("#![allow(warnings)]\n\n{}", modules.collect::<String>());
        self.files.insert("lib.rs".to_owned(), lib.into_bytes());
        let files = self.files.into_iter().map(|(path, contents)| (format!("{NAME}/src/{path}"), contents));
        let manifest = workspace::manifest(&self.manifest.to_string()).into_bytes();
        files.chain([(format!("{NAME}/Cargo.toml"), manifest)]).collect()
    }
}

/// Whether a file is that of a module, or below it.
fn is_of(module: &str, path: &str) -> bool {
    path.strip_prefix(module).is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// The text of a file of a crate, as that of a file of the module.
fn of_module(name: &str, text: &str) -> String {
    let mut text = text.replace("crate::", &format!("crate::{name}::"));
    for shared in SHARED {
        text = text.replace(&format!("crate::{name}::{shared}::"), &format!("crate::{shared}::"));
        text = text.replace(&format!("\npub mod {shared};"), &format!("\npub use crate::{shared};"));
        text = text.replace(&format!("\nmod {shared};"), &format!("\nuse crate::{shared};"));
    }
    // They are the whole crate's to say.
    text.replace("#[rustfmt::skip]\npub use", "pub use").replace("#[rustfmt::skip]\nuse", "use")
}
