//! The pairs: what `pairs/` says, generated.
//!
//! A folder of `pairs/` has a description, `base.yaml`, and `changes.yaml`, a list of what can happen to it:
//!
//! | key | what it is |
//! |---|---|
//! | `name` | of the change |
//! | `actions` | the change, as actions of an overlay |
//! | `forth`, `back` | the source verdicts on the change, and on taking it back |
//! | `before`, `after` | programs that use what changes: statements for the description as it was, and as it became |
//! | `judge` | what `cargo-semver-checks` says otherwise, `forth` or `back`, and why |

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use oasmith::config::Config;
use oasmith::diff::{self, Level, Report};
use oasmith::output::{LOCK, Lock};
use oasmith::{Diagnostics, Generation, Sources, report};
use serde::Deserialize;
use serde_json::{Value, json};
use tests::comparison::Files;

use crate::directory;
use crate::judge::Step;

/// Two descriptions that differ in one thing, and the crates that are made of them.
pub struct Pair {
    /// The subject, the change and its direction.
    pub name: String,
    /// The crate before.
    pub old: Package,
    /// The crate after.
    pub new: Package,
    /// What the change means for code that uses the crate.
    pub stated: Level,
    /// What `oasmith diff` says.
    pub report: Report,
    /// Statements that compile against the old crate.
    pub program: Option<String>,
    /// What `cargo-semver-checks` says otherwise.
    pub exception: Option<Exception>,
}

/// A crate of a pair.
#[derive(Clone)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its files.
    pub files: Files,
}

/// A verdict that differs from ours.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// The step that it asks for.
    pub step: Step,
    /// Why ours is the better one.
    pub because: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    name: String,
    actions: Vec<Value>,
    forth: Word,
    back: Word,
    before: Option<String>,
    after: Option<String>,
    #[serde(default)]
    judge: BTreeMap<Direction, Exception>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Direction {
    Forth,
    Back,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Word {
    Breaking,
    Additive,
    Invisible,
}

/// The pairs of all folders.
pub fn all() -> Result<Vec<Pair>, String> {
    let mut pairs = Vec::new();
    for folder in entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("semver/pairs"))? {
        let path = folder.join("changes.yaml");
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let changes: Vec<Change> =
            serde_yaml::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))?;
        let subject = Subject::new(&folder)?;
        for change in changes {
            pairs.extend(subject.pairs(change)?);
        }
    }
    Ok(pairs)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.sort();
    Ok(paths)
}

/// A folder of `pairs/`.
struct Subject {
    name: String,
    folder: PathBuf,
    base: Generation,
}

impl Subject {
    fn new(folder: &Path) -> Result<Self, String> {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let base = generate(folder, None, None)?;
        Ok(Self { name, folder: folder.to_owned(), base })
    }

    /// The change, and taking it back.
    fn pairs(&self, change: Change) -> Result<[Pair; 2], String> {
        let name = format!("{}/{}", self.name, change.name);
        let overlay = directory().join("overlays").join(&self.name).join(&change.name).with_extension("json");
        let info = json!({ "title": change.name, "version": "1.0.0" });
        put(&overlay, &json!({ "overlay": "1.0.0", "info": info, "actions": change.actions }).to_string())?;
        let generate = |overlay: Option<&Path>, before: Option<&Lock>| {
            generate(&self.folder, overlay, before).map_err(|said| format!("{name}: {said}"))
        };
        let changed = generate(Some(&overlay), Some(&self.base.lock))?;
        let back = generate(None, Some(&changed.lock))?;
        let pair = |old: (&Generation, &str), new: (&Generation, &str), direction, stated: Word, program| Pair {
            name: format!("{name}, {}", if direction == Direction::Forth { "forth" } else { "back" }),
            old: self.package(old.0, old.1),
            new: self.package(new.0, new.1),
            stated: stated.into(),
            report: diff::compare(&old.0.surface, &new.0.surface),
            program,
            exception: change.judge.get(&direction).cloned(),
        };
        let (base, of) = ("base", change.name.as_str());
        Ok([
            pair((&self.base, base), (&changed, of), Direction::Forth, change.forth, change.before.clone()),
            pair((&changed, of), (&back, base), Direction::Back, change.back, change.after.clone()),
        ])
    }

    fn package(&self, generation: &Generation, change: &str) -> Package {
        let files = generation.tree.files.iter();
        let files = files.map(|(path, file)| (path.clone(), file.contents.as_bytes().to_vec()));
        Package { name: format!("{}_{change}", self.name), files: files.collect() }
    }
}

/// Generates from a description, over a crate that remembers `before`.
fn generate(folder: &Path, overlay: Option<&Path>, before: Option<&Lock>) -> Result<Generation, String> {
    let out = directory().join("out");
    match before {
        Some(before) => put(&out.join(LOCK), &before.text())?,
        None => drop(fs::remove_file(out.join(LOCK))),
    }
    let mut config = Config {
        directory: folder.to_owned(),
        spec: "base.yaml".into(),
        more_overlays: overlay.map(Path::to_owned).into_iter().collect(),
        out,
        ..Config::default()
    };
    config.package.name = Some("sdk".to_owned());
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let generation = oasmith::generate(&config, &mut sources, &mut diagnostics);
    let said = report::human(&diagnostics, &sources, false, false);
    generation.filter(|_| said.is_empty()).ok_or(said)
}

fn put(path: &Path, text: &str) -> Result<(), String> {
    let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(path, text));
    written.map_err(|error| format!("{}: {error}", path.display()))
}

impl From<Word> for Level {
    fn from(word: Word) -> Self {
        match word {
            Word::Breaking => Self::Breaking,
            Word::Additive => Self::Additive,
            Word::Invisible => Self::Invisible,
        }
    }
}
