//! A report by what it means to its readers, with what is alike told once.

use std::collections::BTreeMap;

use crate::diff::{Change, Kind, Level, Report};

/// Changes of one level.
pub(super) struct Section<'r> {
    /// Its title.
    pub title: &'static str,
    /// What is said in it.
    pub entries: Vec<Entry<'r>>,
}

/// Something that is said about changes.
pub(super) enum Entry<'r> {
    /// One change.
    Change(&'r Change),
    /// Several of one kind, of what they are parts of or of the module that they are in.
    Group {
        /// What has changed so.
        of: String,
        /// What became of it, to be read before the names: "gained the fields".
        what: &'static str,
        /// Their names.
        names: Vec<String>,
    },
}

/// The sections that are not empty, the most serious first.
pub(super) fn of(report: &Report) -> Vec<Section<'_>> {
    let section = |title, is: fn(&Change) -> bool| {
        let changes: Vec<&Change> = report.changes.iter().filter(|change| is(change)).collect();
        Section { title, entries: entries(changes) }
    };
    let sections = [
        section("Breaking for code", |change| change.source.level == Level::Breaking),
        section("Breaking on the wire only", |change| {
            change.source.level != Level::Breaking && change.wire.level == Level::Breaking
        }),
        section("Additive", |change| change.level() == Level::Additive),
        section("Invisible", |change| change.level() == Level::Invisible),
    ];
    sections.into_iter().filter(|section| !section.entries.is_empty()).collect()
}

/// Changes as they are told: those of which there are many and little is to be said come together.
fn entries(changes: Vec<&Change>) -> Vec<Entry<'_>> {
    let mut entries = Vec::new();
    let mut groups: BTreeMap<(Kind, String), Vec<String>> = BTreeMap::new();
    for change in changes {
        let of = match (change.level(), change.kind) {
            (Level::Breaking, _) => None,
            (_, Kind::OperationAdded | Kind::TypeAdded | Kind::DocumentationChanged) => Some(module(&change.of)),
            (_, Kind::FeatureAdded) => Some("Cargo.toml".to_owned()),
            (_, Kind::FieldAdded | Kind::LimitsChanged) => Some(change.of.clone()),
            _ => None,
        };
        match of {
            None => entries.push(Entry::Change(change)),
            Some(of) => {
                let subject = change.subject();
                let name = subject.strip_prefix(&of).map_or(subject.as_str(), |rest| rest.trim_start_matches('.'));
                let name = name.trim_start_matches("feature ").to_owned();
                groups.entry((change.kind, of)).or_default().push(name);
            }
        }
    }
    let groups =
        groups.into_iter().map(|((kind, of), names)| Entry::Group { what: what(kind, names.len()), of, names });
    // What came first, then what became of what was there.
    groups.chain(entries).collect()
}

fn what(kind: Kind, count: usize) -> &'static str {
    match (kind, count) {
        (Kind::OperationAdded, 1) => "has the new operation",
        (Kind::OperationAdded, _) => "has the new operations",
        (Kind::TypeAdded, 1) => "has the new type",
        (Kind::TypeAdded, _) => "has the new types",
        (Kind::FieldAdded, 1) => "gained the field",
        (Kind::FieldAdded, _) => "gained the fields",
        (Kind::LimitsChanged, _) => "has other limits of",
        (Kind::DocumentationChanged, _) => "has another description of",
        (Kind::FeatureAdded, 1) => "has the new feature",
        (Kind::FeatureAdded, _) => "has the new features",
        _ => "has",
    }
}

/// The path that a name is in.
fn module(path: &str) -> String {
    path.rsplit_once('.').map_or("the crate", |(module, _)| module).to_owned()
}
