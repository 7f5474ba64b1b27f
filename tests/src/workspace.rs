//! The crates of all cases as one workspace: one lock file and one target directory, so that what they share is
//! compiled once.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::case::Case;
use crate::comparison::{self, Files};

/// A workspace of generated crates on disk.
#[derive(Debug)]
pub struct Workspace {
    /// Its directory.
    pub directory: PathBuf,
    /// Its packages.
    pub packages: Vec<Package>,
}

/// A package of the workspace.
#[derive(Clone, Debug)]
pub struct Package {
    /// The name of its case, which is that of its folder.
    pub case: String,
    /// Its name.
    pub name: String,
    /// The features of its resources.
    pub features: Vec<String>,
}

impl Workspace {
    /// Writes the crates of these cases. A file that already has its contents is left alone, so that Cargo compiles
    /// again only what changed.
    pub fn write(directory: &Path, cases: Vec<(Case, Files)>) -> io::Result<Self> {
        fs::create_dir_all(directory)?;
        let mut files = Files::new();
        let mut members = Vec::new();
        let mut packages = Vec::new();
        for (case, whole) in cases {
            packages.extend(package(&case, &whole));
            members.push(case.name.clone());
            for (path, mut contents) in whole {
                if path == MANIFEST {
                    contents = manifest(&String::from_utf8_lossy(&contents)).into_bytes();
                }
                files.insert(format!("{}/{path}", case.name), contents);
            }
            if let Some(check) = case.check() {
                files.insert(format!("{}/tests/check.rs", case.name), fs::read(check)?);
            }
        }
        files.insert(MANIFEST.to_owned(), workspace(&members).into_bytes());
        remove_stale(directory, &members, &files)?;
        write_files(directory, &files)?;
        let lock = directory.join("Cargo.lock");
        let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        if !lock.exists() && own.is_file() {
            // The versions that the repository has already: nothing else needs to be fetched.
            fs::copy(own, lock)?;
        }
        Ok(Self { directory: directory.to_owned(), packages })
    }
}

const MANIFEST: &str = "Cargo.toml";

fn workspace(members: &[String]) -> String {
    let members: Vec<String> = members.iter().map(|member| format!("    \"{member}\",\n")).collect();
    // Nobody debugs these, and they are many.
    format!(
        "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        members.concat()
    )
}

/// The manifest without what takes long and shows nothing (a TLS library), and with what the tests of behaviour need.
pub fn manifest(text: &str) -> String {
    let Ok(mut table) = text.parse::<toml::Table>() else { return text.to_owned() };
    let default = table.get_mut("features").and_then(|features| features.get_mut("default"));
    if let Some(default) = default.and_then(toml::Value::as_array_mut) {
        default.retain(|feature| feature.as_str().is_none_or(|feature| !is_tls(feature)));
    }
    let tests = table.entry("dev-dependencies").or_insert_with(|| toml::Table::new().into());
    if let Some(tests) = tests.as_table_mut() {
        let tokio = r#"tokio = { version = "1", features = ["macros", "rt", "time"] }"#;
        tests.extend(tokio.parse::<toml::Table>().unwrap_or_default());
        tests.entry("serde_json").or_insert_with(|| "1".into());
    }
    table.to_string()
}

fn package(case: &Case, files: &Files) -> Option<Package> {
    let text = std::str::from_utf8(files.get(MANIFEST)?).ok()?;
    let table = text.parse::<toml::Table>().ok()?;
    let name = table.get("package")?.get("name")?.as_str()?.to_owned();
    let features = table.get("features").and_then(toml::Value::as_table);
    let features = features.into_iter().flat_map(toml::Table::keys);
    let of_resources = |feature: &&String| feature.as_str() != "default" && !is_tls(feature);
    Some(Package { case: case.name.clone(), name, features: features.filter(of_resources).cloned().collect() })
}

fn is_tls(feature: &str) -> bool {
    matches!(feature, "rustls" | "native-tls")
}

fn remove_stale(directory: &Path, members: &[String], files: &Files) -> io::Result<()> {
    let members: BTreeSet<&str> = members.iter().map(String::as_str).collect();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        if !path.is_dir() || name == "target" {
            continue;
        }
        if !members.contains(name.as_str()) {
            fs::remove_dir_all(&path)?;
            continue;
        }
        for file in comparison::read(&path)?.keys() {
            if !files.contains_key(&format!("{name}/{file}")) {
                fs::remove_file(path.join(file))?;
            }
        }
    }
    Ok(())
}

/// Writes files of a workspace, but for those that already have their contents.
pub fn write_files(directory: &Path, files: &Files) -> io::Result<()> {
    files.iter().try_for_each(|(path, contents)| write_changed(&directory.join(path), contents))
}

fn write_changed(path: &Path, contents: &[u8]) -> io::Result<()> {
    if fs::read(path).is_ok_and(|known| known == contents) {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, contents)
}
