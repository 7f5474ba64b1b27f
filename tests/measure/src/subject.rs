//! A crate that is measured: made from a description by oasmith or by another generator, or found as it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;

use crate::usage::{self, Usage};
use crate::{Failure, Result};

/// Other generators whose crates are measured beside ours: the installed command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Peer {
    #[value(name = "openapi-to-rust")]
    OpenapiToRust,
}

/// A crate on disk, in a workspace.
#[derive(Debug)]
pub struct Subject {
    /// Who made it.
    pub maker: String,
    /// The folder of the crate.
    pub folder: PathBuf,
    /// The name of the package.
    pub name: String,
    /// What generating it took, if that was done here.
    pub generate: Option<Usage>,
}

impl Subject {
    /// A crate that is there already.
    pub fn found(folder: &Path) -> Result<Self> {
        let manifest = manifest(folder)?;
        let name = manifest.get("package").and_then(|package| package.get("name")).and_then(toml::Value::as_str);
        let name = name.ok_or_else(|| Failure(format!("{} has no package", folder.display())))?.to_owned();
        Ok(Self { maker: "as it is".to_owned(), folder: folder.to_owned(), name, generate: None })
    }

    /// The crate that oasmith makes of a description.
    pub fn ours(oasmith: &Path, description: &Path, name: &str, workspace: &Path) -> Result<Self> {
        let folder = workspace.join(name);
        let mut command = Command::new(oasmith);
        command.arg("generate").arg(description).arg("--out").arg(&folder).args(["--name", name]);
        let generate = generated(&mut command, workspace)?;
        make_workspace(workspace, name)?;
        Ok(Self { maker: "oasmith".to_owned(), folder, name: name.to_owned(), generate: Some(generate) })
    }

    /// The crate that another generator makes of a description.
    pub fn by(peer: Peer, description: &Path, name: &str, workspace: &Path) -> Result<Self> {
        let folder = workspace.join(name);
        let source = folder.join("src");
        let maker = peer.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default();
        let mut command = Command::new(&maker);
        match peer {
            Peer::OpenapiToRust => command.arg("generate").arg(description).arg("--output-dir").arg(&source),
        };
        let generate = generated(&mut command, workspace)?;
        // It writes a module, which becomes a crate with the dependencies that it asks for.
        fs::rename(source.join("mod.rs"), source.join("lib.rs"))?;
        let dependencies = fs::read_to_string(source.join("REQUIRED_DEPS.toml"))?;
        let package = format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n");
        fs::write(folder.join("Cargo.toml"), package + &dependencies)?;
        make_workspace(workspace, name)?;
        Ok(Self { maker, folder, name: name.to_owned(), generate: Some(generate) })
    }

    /// The features of resources: those that turn on nothing but themselves.
    pub fn resources(&self) -> Result<Vec<String>> {
        let manifest = manifest(&self.folder)?;
        let features = manifest.get("features").and_then(toml::Value::as_table).into_iter().flatten();
        let of_crate = |value: &toml::Value| !value.to_string().contains('/');
        let resources = features.filter(|(name, value)| *name != "default" && of_crate(value));
        Ok(resources.map(|(name, _)| name.clone()).collect())
    }

    /// Bytes of Rust in its sources.
    pub fn source_bytes(&self) -> Result<u64> {
        bytes_of_rust(&self.folder.join("src"))
    }
}

fn generated(command: &mut Command, workspace: &Path) -> Result<Usage> {
    if workspace.exists() {
        fs::remove_dir_all(workspace)?;
    }
    fs::create_dir_all(workspace)?;
    usage::of(command, &workspace.join("generate.log"))
}

fn make_workspace(folder: &Path, member: &str) -> Result<()> {
    fs::write(folder.join("Cargo.toml"), format!("[workspace]\nresolver = \"3\"\nmembers = [\"{member}\"]\n"))?;
    Ok(())
}

fn manifest(folder: &Path) -> Result<toml::Table> {
    let path = folder.join("Cargo.toml");
    let text = fs::read_to_string(&path).map_err(|error| Failure(format!("{}: {error}", path.display())))?;
    Ok(text.parse()?)
}

fn bytes_of_rust(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            sum += bytes_of_rust(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sum += fs::metadata(&path)?.len();
        }
    }
    Ok(sum)
}
