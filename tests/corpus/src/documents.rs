//! Which documents a run is about, what they are called, and which of them are compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// A description on disk.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Document {
    /// Its path below the folder that was given, or its file name: the same on every machine.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// The name of its crate, and of the crate's folder.
    pub package: String,
    /// Its length in bytes.
    pub size: usize,
}

impl Document {
    /// Whose API it is: a directory of many APIs has a folder for each provider, or a prefix in the file's name.
    pub fn provider(&self) -> &str {
        match self.name.split_once('/') {
            Some((folder, _)) => folder,
            None => self.name.split("__").next().map_or(&*self.name, |name| name.trim_end_matches(".json")),
        }
    }
}

/// The documents among these files and in these folders, by name. A file that was named is taken as it is; what is found
/// in a folder must look like the root of a description.
pub fn find(paths: &[PathBuf]) -> io::Result<Vec<Document>> {
    let mut documents = Vec::new();
    for path in paths {
        if path.is_dir() {
            search(path, path, &mut documents)?;
        } else {
            let size = std::fs::metadata(path)?.len() as usize;
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            documents.push(Document { name, path: path.clone(), package: String::new(), size });
        }
    }
    documents.sort();
    let mut taken = BTreeSet::new();
    for document in &mut documents {
        document.package = package(&document.name, &mut taken);
    }
    Ok(documents)
}

fn search(folder: &Path, root: &Path, documents: &mut Vec<Document>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if path.is_dir() {
            search(&path, root, documents)?;
        } else if matches!(extension, "json" | "yaml" | "yml") {
            let text = std::fs::read(&path)?;
            let text = String::from_utf8_lossy(&text);
            if is_root(&text) {
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                documents.push(Document { name, path, package: String::new(), size: text.len() });
            }
        }
    }
    Ok(())
}

/// Whether a file has the key by which a description says what it is: there are fragments and notes beside them.
fn is_root(text: &str) -> bool {
    let starts = |key: &str| text.starts_with(key) || text.contains(&format!("\n{key}"));
    ["openapi", "swagger"].iter().any(|key| text.contains(&format!("\"{key}\"")) || starts(&format!("{key}:")))
}

/// A name for the crate that is no other's, and not that of a crate that it depends on.
fn package(name: &str, taken: &mut BTreeSet<String>) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let words = stem.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    let base = format!("api-{}", words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-"));
    let mut package = base.clone();
    let mut number = 2;
    while !taken.insert(package.clone()) {
        package = format!("{base}-{number}");
        number += 1;
    }
    package
}

/// Which documents are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Selection {
    /// All.
    All,
    /// One of so many parts, another with each rotation.
    Part(NonZeroUsize),
    /// So many, of as many providers, at random.
    Random(usize),
}

impl FromStr for Selection {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parsed = match (text, text.strip_prefix("1/")) {
            ("all", _) => Some(Self::All),
            (_, Some(parts)) => parts.parse().ok().map(Self::Part),
            (number, None) => number.parse().ok().map(Self::Random),
        };
        parsed.ok_or_else(|| "expected `all`, a part such as `1/3`, or a number".to_owned())
    }
}

/// What a selection depends on beside the documents.
#[derive(Clone, Copy, Debug, Default)]
pub struct Chance {
    /// The start of the random choice.
    pub seed: u64,
    /// Which part.
    pub rotation: usize,
}

/// The names of the documents that are selected.
pub fn select(documents: &[Document], selection: Selection, chance: Chance) -> BTreeSet<String> {
    let name = |document: &&Document| document.name.clone();
    match selection {
        Selection::All => documents.iter().map(|document| document.name.clone()).collect(),
        Selection::Part(parts) => {
            // By size, so that the large ones, which take longest, are spread over the parts.
            let mut by_size: Vec<&Document> = documents.iter().collect();
            by_size.sort_by_key(|document| (document.size, &document.name));
            by_size.iter().skip(chance.rotation % parts).step_by(parts.get()).map(name).collect()
        }
        Selection::Random(count) => {
            let mut random = fastrand::Rng::with_seed(chance.seed);
            let mut providers: BTreeMap<&str, Vec<&Document>> = BTreeMap::new();
            for document in documents {
                providers.entry(document.provider()).or_default().push(document);
            }
            let mut providers: Vec<Vec<&Document>> = providers.into_values().collect();
            random.shuffle(&mut providers);
            providers.iter().take(count).filter_map(|of_one| random.choice(of_one)).map(|d| d.name.clone()).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn documents(names: &[&str]) -> Vec<Document> {
        let one = |(index, name): (usize, &&str)| Document {
            name: (*name).to_owned(),
            path: PathBuf::new(),
            package: String::new(),
            size: index,
        };
        names.iter().enumerate().map(one).collect()
    }

    #[test]
    fn parts_are_all_documents_together_and_each_document_once() {
        let all = documents(&["a", "b", "c", "d", "e", "f", "g"]);
        let selection: Selection = "1/3".parse().expect("a part");
        let third = |rotation| select(&all, selection, Chance { seed: 0, rotation });
        assert!("1/0".parse::<Selection>().is_err());
        assert_eq!(third(0).len() + third(1).len() + third(2).len(), all.len());
        assert_eq!(third(0).union(&third(1)).chain(&third(2)).collect::<BTreeSet<_>>().len(), all.len());
        assert_eq!(third(4), third(1));
    }

    #[test]
    fn a_random_choice_is_of_different_providers_and_the_same_for_a_seed() {
        let all = documents(&["a.com/one.json", "a.com/two.json", "b.com.json", "c.com__x.json", "c.com__y.json"]);
        let chosen = |count, seed| select(&all, Selection::Random(count), Chance { seed, rotation: 0 });
        assert_eq!(chosen(2, 7), chosen(2, 7));
        assert_eq!(chosen(2, 7).len(), 2);
        let providers = |names: BTreeSet<String>| {
            all.iter().filter(|d| names.contains(&d.name)).map(|d| d.provider().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(providers(chosen(9, 7)), ["a.com", "b.com", "c.com"]);
    }

    #[test]
    fn crates_are_told_apart_and_never_named_like_a_dependency() {
        let mut taken = BTreeSet::new();
        let mut package = |name| super::package(name, &mut taken);
        assert_eq!(package("http.json"), "api-http");
        assert_eq!(package("1.Forge_x/v1.yaml"), "api-1-forge-x-v1");
        assert_eq!(package("http.yaml"), "api-http-2");
    }

    #[test]
    fn a_root_is_told_by_its_key() {
        assert!(is_root("{ \"openapi\": \"3.0.0\" }"));
        assert!(is_root("# Pets\nswagger: '2.0'\n"));
        assert!(!is_root("{ \"openapi-to-rust 0.23.0\": true }"));
        assert!(!is_root("see openapi: it is a standard"));
    }
}
