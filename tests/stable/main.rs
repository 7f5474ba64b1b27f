//! What was once given stays.

mod description;
mod surface;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::path::Path;

use description::{Addition, Description, Position};
use oasmith::config::Config;
use oasmith::output::Lock;
use oasmith::{Diagnostics, Sources, report};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FILES: &[&str] = &["openapi.yaml", "orders.yaml", "people.yaml"];

fn base() -> Result<Description> {
    Description::read(Path::new("stable/base"), FILES)
}

fn additions() -> Result<BTreeMap<String, Vec<Addition>>> {
    Ok(serde_yaml::from_str(&std::fs::read_to_string("stable/additions.yaml")?)?)
}

/// The API of a description, and the lock of a crate that was made for it, after that of an earlier run.
fn understand(description: &Description, before: &Lock) -> Result<(BTreeSet<String>, Lock)> {
    let folder = tempfile::tempdir()?;
    description.write(folder.path())?;
    let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
    let config =
        Config { directory: folder.path().to_owned(), spec: FILES[0].into(), out: "sdk".into(), ..Config::default() };
    let understood = oasmith::understand(&config, Some(before), &mut sources, &mut diagnostics);
    let Some((api, orders)) = understood.filter(|_| !diagnostics.has_errors()) else {
        return Err(report::human(&diagnostics, &sources, false, false).into());
    };
    Ok((surface::lines(&api), Lock { orders, ..Lock::default() }))
}

#[test]
fn try_it() -> Result<()> {
    let (before, lock) = understand(&base()?, &Lock::default())?;
    let all = additions()?;
    let mut lost = BTreeSet::new();
    for seed in 0..20 {
        let (after, _) = understand(&base()?.shuffled(seed), &lock)?;
        lost.extend(before.difference(&after).map(|line| format!("shuffled: {line}")));
    }
    for position in [Position::First, Position::Middle, Position::Last] {
        for (what, additions) in &all {
            let (after, _) = understand(&base()?.extended(additions, position), &lock)?;
            lost.extend(before.difference(&after).map(|line| format!("{what}: {line}")));
        }
        let (after, _) = understand(&base()?.extended(all.values().flatten(), position), &lock)?;
        lost.extend(before.difference(&after).map(|line| format!("all {position:?}: {line}")));
    }
    let lost: Vec<String> = lost.into_iter().collect();
    assert!(lost.is_empty(), "{}", lost.join("\n"));
    Ok(())
}
