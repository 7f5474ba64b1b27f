//! The crates of the pairs as one workspace, each only once.

use std::collections::{BTreeMap, BTreeSet};

use tests::comparison::Files;
use tests::workspace;

use crate::directory;
use crate::pairs::{Package, Pair};
use crate::users;

/// Writes the crates, and the programs that use them. Crates that are the same get the same name.
pub fn write(mut pairs: Vec<Pair>) -> Result<Vec<Pair>, String> {
    let mut named = Named::default();
    for pair in &mut pairs {
        named.name(&mut pair.old);
        named.name(&mut pair.new);
    }
    let mut files = Files::new();
    let mut members: Vec<String> = Vec::new();
    for (contents, name) in named.names {
        for (path, mut contents) in contents {
            if path == "Cargo.toml" {
                let manifest =
                    String::from_utf8_lossy(&contents).replace("name = \"sdk\"", &format!("name = \"{name}\""));
                contents = workspace::manifest(&manifest).into_bytes();
            }
            files.insert(format!("{name}/{path}"), contents);
        }
        members.push(name);
    }
    users::write(&pairs, &members, &mut files);
    members.extend(users::PACKAGES.map(str::to_owned));
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
                name.push('_');
            }
            name
        });
        package.name.clone_from(name);
    }
}
