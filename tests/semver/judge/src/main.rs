//! The lints of cargo-semver-checks, run on pairs of crates as rustdoc's JSON has them.
//!
//! `judge LINTS DOC`, where `LINTS` is the folder `src/lints` of the package `cargo-semver-checks`, and `DOC` is rustdoc's
//! JSON of a crate whose modules stand for crates. Each line of standard input names two of them, the old one first; for
//! each a line goes out with the lints that found something:
//! `{"old": …, "new": …, "found": [{"lint": …, "update": "Major"}]}`.
//!
//! Why not cargo-semver-checks itself: most of its four hundred dependencies fetch crates and read repositories, and
//! compiling them takes five times as long.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, Result};
use ron::extensions::Extensions;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use trustfall::TransparentValue;
use trustfall_core::frontend;
use trustfall_core::ir::IndexedQuery;
use trustfall_rustdoc::{VersionedIndex, VersionedRustdocAdapter, VersionedStorage, load_rustdoc};

mod slice;

fn main() -> Result<()> {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let usage = "usage: judge LINTS DOC";
    let (lints, doc) = (arguments.next().context(usage)?, arguments.next().context(usage)?);
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let pairs: Vec<(&str, &str)> = text.lines().filter_map(|line| line.split_once(' ')).collect();
    let names: BTreeSet<&str> = pairs.iter().flat_map(|&(old, new)| [old, new]).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let whole = serde_json::from_str(&fs::read_to_string(&doc)?)?;
    let crates = each(&names, |name| load(&whole, name, &doc.with_extension(name)))?;
    let crates: BTreeMap<&str, VersionedStorage> = names.into_iter().zip(crates).collect();
    let lints = read_lints(&lints)?;
    let indexes: Vec<(&str, &VersionedStorage)> = crates.iter().map(|(name, storage)| (*name, storage)).collect();
    let indexes = each(&indexes, |(name, storage)| Ok((*name, VersionedIndex::from_storage(storage))))?;
    let judge = Judge { queries: parse(lints, crates.values().next())?, indexes: indexes.into_iter().collect() };
    let mut out = std::io::stdout().lock();
    for verdict in each(&pairs, |&(old, new)| judge.verdict(old, new))? {
        serde_json::to_writer(&mut out, &verdict)?;
        writeln!(out)?;
    }
    Ok(())
}

struct Judge<'a> {
    queries: Vec<(Lint, Arc<IndexedQuery>)>,
    indexes: BTreeMap<&'a str, VersionedIndex<'a>>,
}

/// What the lints found in a pair.
#[derive(Serialize)]
struct Verdict<'a> {
    old: &'a str,
    new: &'a str,
    found: Vec<Found<'a>>,
}

#[derive(Serialize)]
struct Found<'a> {
    lint: &'a str,
    update: Update,
}

/// A file of `src/lints`, as far as it matters here.
#[derive(Deserialize)]
#[serde(rename = "SemverQuery")]
struct Lint {
    id: String,
    required_update: Update,
    lint_level: Level,
    query: String,
    #[serde(default)]
    arguments: BTreeMap<String, TransparentValue>,
}

/// The step of the version that a finding asks for.
#[derive(Clone, Copy, Deserialize, Serialize)]
enum Update {
    Minor,
    Major,
}

/// Whether a finding counts. Of those that only warn, cargo-semver-checks asks for no step.
#[derive(Deserialize, PartialEq, Eq)]
enum Level {
    Allow,
    Warn,
    Deny,
}

impl<'a> Judge<'a> {
    fn verdict(&'a self, old: &'a str, new: &'a str) -> Result<Verdict<'a>> {
        let adapter = VersionedRustdocAdapter::new(&self.indexes[new], Some(&self.indexes[old]))?;
        let mut found = Vec::new();
        for (lint, query) in &self.queries {
            let mut results = adapter.run_query_with_indexed_query(Arc::clone(query), lint.arguments.clone())?;
            if results.next().is_some() {
                found.push(Found { lint: &lint.id, update: lint.required_update });
            }
        }
        Ok(Verdict { old, new, found })
    }
}

/// Takes a crate out of the whole. It is loaded from a file.
fn load(whole: &Value, name: &str, file: &Path) -> Result<VersionedStorage> {
    fs::write(file, slice::of(whole, name).with_context(|| format!("there is no module {name}"))?)?;
    let loaded = load_rustdoc(file, None);
    fs::remove_file(file)?;
    Ok(loaded?)
}

fn read_lints(folder: &Path) -> Result<Vec<Lint>> {
    let options = ron::Options::default().with_default_extension(Extensions::IMPLICIT_SOME);
    let mut lints = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "ron") {
            let lint: Lint =
                options.from_str(&fs::read_to_string(&path)?).with_context(|| path.display().to_string())?;
            lints.push(lint);
        }
    }
    lints.retain(|lint| lint.lint_level == Level::Deny);
    lints.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(lints)
}

/// Parsing takes longer than running: once for all pairs.
fn parse(lints: Vec<Lint>, any: Option<&VersionedStorage>) -> Result<Vec<(Lint, Arc<IndexedQuery>)>> {
    let Some(any) = any else { return Ok(Vec::new()) };
    let index = VersionedIndex::from_storage(any);
    let adapter = VersionedRustdocAdapter::new(&index, Some(&index))?;
    let parsed = each(&lints, |lint| Ok(frontend::parse(adapter.schema(), &lint.query)?))?;
    Ok(lints.into_iter().zip(parsed).collect())
}

/// A function of each of these, on all cores.
fn each<'a, T: Sync, R: Send>(of: &'a [T], function: impl Fn(&'a T) -> Result<R> + Sync) -> Result<Vec<R>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((index, one)) = Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, of.get(n)?))) {
            done.push((index, function(one)));
        }
        done
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut done = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect::<Vec<_>>()
    });
    done.sort_by_key(|(index, _)| *index);
    anyhow::ensure!(done.len() == of.len(), "a thread panicked");
    done.into_iter().map(|(_, one)| one).collect()
}
