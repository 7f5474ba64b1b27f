//! What was once given stays, whatever becomes of the description.
//!
//! `base/` is a description of all whose names, places and orders something else could decide; `additions.yaml` is what
//! later versions have more. Versions are made of it that are in another order, have more in it, or both, each with the
//! lock of the version before. Whatever users could name of the first must mean the same in all of them; and `program.rs`,
//! which someone wrote against the first, compiles against the others and sends every argument in its place.

mod description;
mod programs;
mod surface;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use description::{Addition, Description, Position};
use oasmith::config::{Config, Package};
use oasmith::output::Lock;
use oasmith::{Diagnostics, Generation, Sources, report};
use tests::comparison::Files;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The files of the description, the root first.
const FILES: &[&str] = &["openapi.yaml", "orders.yaml", "people.yaml"];

const POSITIONS: [Position; 3] = [Position::First, Position::Middle, Position::Last];

fn base() -> Result<Description> {
    Description::read(Path::new("stable/base"), FILES)
}

/// The additions that would take nothing away without the lock either: their names are kept apart by other means.
const HARMLESS: &[&str] = &[
    "a module within one",
    "a number",
    "a parameter called as a property",
    "a schema of another file called as others",
    "a scheme called as one of ours",
    "a server of an operation",
    "a value called as that for unknown ones",
];

/// What later versions have more, by what it is.
fn additions() -> Result<BTreeMap<String, Vec<Addition>>> {
    Ok(serde_yaml::from_str(&std::fs::read_to_string("stable/additions.yaml")?)?)
}

/// All of it.
fn extended(description: Description, position: Position) -> Result<Description> {
    Ok(description.extended(additions()?.values().flatten(), position))
}

#[test]
fn a_new_order_changes_nothing() -> Result<()> {
    let first = Version::first()?;
    for seed in 0..24 {
        first.stays_in(&format!("shuffled by {seed}"), &base()?.shuffled(seed))?;
    }
    Ok(())
}

#[test]
fn what_is_added_takes_nothing_away() -> Result<()> {
    let first = Version::first()?;
    for (what, additions) in additions()? {
        for position in POSITIONS {
            first.stays_in(&format!("{what}, {position:?}"), &base()?.extended(&additions, position))?;
        }
    }
    Ok(())
}

#[test]
fn all_at_once_changes_nothing() -> Result<()> {
    let first = Version::first()?;
    for position in POSITIONS {
        for seed in 0..4 {
            let description = extended(base()?, position)?;
            let again = |seed| description.clone().shuffled(seed);
            let second = first.stays_in(&format!("all, {position:?}"), &description)?;
            let shuffled = first.stays_in(&format!("all, {position:?}, shuffled by {seed}"), &again(seed))?;
            // Nor does what was added lose anything later.
            second.stays_in("shuffled again", &again(seed + 100))?;
            shuffled.stays_in("in order again", &description)?;
        }
    }
    Ok(())
}

#[test]
fn one_thing_after_the_other_changes_nothing() -> Result<()> {
    let all = additions()?;
    for position in POSITIONS {
        let (first, mut description) = (Version::first()?, base()?);
        let mut version = Version::first()?;
        for (seed, (what, additions)) in (0..).zip(&all) {
            description = description.extended(additions, position).shuffled(seed);
            version = version.stays_in(&format!("{what} after others, {position:?}"), &description)?;
            first.is_part_of(what, &version)?;
        }
    }
    Ok(())
}

#[test]
fn without_the_lock_it_changes() -> Result<()> {
    let (first, without) = (Version::first()?, Lock::default());
    let same = |description: Description| -> Result<bool> {
        Ok(first.lines.is_subset(&Version::of(&description, &without)?.lines))
    };
    // If an order changed nothing even so, this would be no test of the lock.
    for seed in 0..24 {
        assert!(!same(base()?.shuffled(seed))?, "shuffled by {seed}");
    }
    let mut harmless = Vec::new();
    for (what, additions) in additions()? {
        let is_same = POSITIONS.map(|position| same(base()?.extended(&additions, position)));
        let is_same = is_same.into_iter().collect::<Result<Vec<bool>>>()?;
        harmless.extend(is_same.iter().all(|same| *same).then_some(what));
    }
    assert_eq!(harmless, HARMLESS);
    Ok(())
}

/// A version of the SDK.
struct Version {
    /// What its users can name.
    lines: BTreeSet<String>,
    /// What it remembers.
    lock: Lock,
}

impl Version {
    fn first() -> Result<Self> {
        Self::of(&base()?, &Lock::default())
    }

    fn of(description: &Description, before: &Lock) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        description.write(folder.path())?;
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let understood = oasmith::understand(&config(folder.path()), Some(before), &mut sources, &mut diagnostics);
        let Some((api, orders)) = understood.filter(|_| !diagnostics.has_errors()) else {
            return Err(report::human(&diagnostics, &sources, false, false).into());
        };
        Ok(Self { lines: surface::lines(&api), lock: Lock { orders, ..Lock::default() } })
    }

    /// The next version, in which all of this one is.
    fn stays_in(&self, what: &str, description: &Description) -> Result<Self> {
        let next = Self::of(description, &self.lock)?;
        self.is_part_of(what, &next)?;
        Ok(next)
    }

    fn is_part_of(&self, what: &str, next: &Self) -> Result<()> {
        let lost: Vec<&str> = self.lines.difference(&next.lines).map(String::as_str).collect();
        let new: Vec<&str> = next.lines.difference(&self.lines).map(String::as_str).collect();
        let told = || format!("{what}, which loses\n  {}\nand has\n  {}", lost.join("\n  "), new.join("\n  "));
        if lost.is_empty() { Ok(()) } else { Err(told().into()) }
    }
}

/// The crate of a description, and the lock after it.
fn generate(description: &Description, before: &Lock) -> Result<(Files, Lock)> {
    let folder = tempfile::tempdir()?;
    description.write(folder.path())?;
    let config = config(folder.path());
    std::fs::create_dir(config.out_path())?;
    std::fs::write(config.out_path().join(oasmith::output::LOCK), before.text())?;
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let Some(Generation { tree, lock, .. }) = oasmith::generate(&config, &mut sources, &mut diagnostics) else {
        return Err(report::human(&diagnostics, &sources, false, false).into());
    };
    let files = tree.files.into_iter().map(|(path, file)| (path, file.contents.as_bytes().to_vec()));
    Ok((files.collect(), lock))
}

fn config(folder: &Path) -> Config {
    let package = Package { name: Some("stable".to_owned()), ..Package::default() };
    let (directory, spec, out) = (folder.to_owned(), FILES[0].into(), "sdk".into());
    Config { directory, spec, out, package, ..Config::default() }
}
