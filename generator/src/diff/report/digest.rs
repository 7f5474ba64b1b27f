//! A report by what it means to its readers, with what is alike told once.

use std::collections::BTreeMap;

use crate::diff::{Change, Kind, Level, Report};

/// Changes of one weight.
pub(super) struct Section<'r> {
    /// Their weight.
    pub weight: Weight,
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

/// How much changes weigh, the most serious first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Breaking,
    BreakingOnTheWire,
    Additive,
    Invisible,
}

impl Weight {
    const ALL: [Self; 4] = [Self::Breaking, Self::BreakingOnTheWire, Self::Additive, Self::Invisible];

    fn of(change: &Change) -> Self {
        match (change.source.level, change.level()) {
            (Level::Breaking, _) => Self::Breaking,
            (_, Level::Breaking) => Self::BreakingOnTheWire,
            (_, Level::Additive) => Self::Additive,
            (_, Level::Invisible) => Self::Invisible,
        }
    }

    /// The title of its section.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Breaking => "Breaking for code",
            Self::BreakingOnTheWire => "Breaking on the wire only",
            Self::Additive => "Additive",
            Self::Invisible => "Invisible",
        }
    }
}

/// The sections that are not empty, the most serious first.
pub(super) fn of(report: &Report) -> Vec<Section<'_>> {
    let sections = Weight::ALL.into_iter().map(|weight| {
        let changes = report.changes.iter().filter(|change| Weight::of(change) == weight);
        Section { weight, entries: entries(changes.collect()) }
    });
    sections.filter(|section| !section.entries.is_empty()).collect()
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
