//! What the tool has to say about its input: a closed list of codes, and messages collected, never first-fail.
//!
//! Printing is left to [`crate::report`], finding the line and column of a place to [`crate::source`].

mod code;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::pointer::Pointer;
use crate::resolve::Origins;
use crate::source::FileId;

pub use code::{Code, Explanation};

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// For the record: something was decided that the author may want to know. Shown on request.
    Note,
    /// The output is usable, but something was repaired, guessed or left out.
    Warning,
    /// Nothing is written.
    Error,
}

/// Where in the input something was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// Nowhere in particular.
    Nowhere,
    /// A node of the bundled document, as every stage after `resolve` sees it, until [`Diagnostics::trace`].
    Node(Pointer),
    /// A node of one of the author's files.
    Authored(FileId, Pointer),
    /// A range of bytes of one of the author's files: a description, a configuration or a template.
    Span(FileId, (usize, usize)),
    /// A file as a whole, by the path to show.
    File(String),
}

impl Place {
    /// A byte range of a file.
    pub fn span(file: FileId, range: Range<usize>) -> Self {
        Self::Span(file, (range.start, range.end))
    }
}

impl From<&Pointer> for Place {
    fn from(pointer: &Pointer) -> Self {
        Self::Node(pointer.clone())
    }
}

impl From<Pointer> for Place {
    fn from(pointer: Pointer) -> Self {
        Self::Node(pointer)
    }
}

/// One message: what was found, where, and what to do.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    /// Which of the closed list this is.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What was found: lower case, no full stop.
    pub message: String,
    /// Where.
    pub place: Place,
    /// Other places that belong to it, each with a word on why.
    pub labels: Vec<(Place, String)>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic with its code's own severity.
    pub fn new(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            place: place.into(),
            labels: Vec::new(),
            help: None,
        }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Points at another place that belongs to it.
    #[must_use]
    pub fn label(mut self, place: impl Into<Place>, why: impl Into<String>) -> Self {
        self.labels.push((place.into(), why.into()));
        self
    }
}

/// All that was found in one run, in the order in which it was found.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    strict: bool,
}

impl Diagnostics {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// None yet; every warning will be an error, so that nothing is written that was repaired, guessed or left out.
    pub fn strict() -> Self {
        Self { strict: true, ..Self::default() }
    }

    /// Records one.
    pub fn push(&mut self, mut diagnostic: Diagnostic) {
        if self.strict && diagnostic.severity == Severity::Warning {
            diagnostic.severity = Severity::Error;
        }
        self.list.push(diagnostic);
    }

    /// Makes errors of all of this code.
    pub fn raise(&mut self, code: Code) {
        self.list.iter_mut().filter(|d| d.code == code).for_each(|d| d.severity = Severity::Error);
    }

    /// Takes over what another stage collected.
    pub fn append(&mut self, other: Self) {
        other.list.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// Whether any of them is an error, so that nothing may be written.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many have this severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.list.iter().filter(|d| d.severity == severity).count()
    }

    /// How many there are of each code with this severity.
    pub fn by_code(&self, severity: Severity) -> BTreeMap<&'static str, usize> {
        let mut counts = BTreeMap::new();
        for diagnostic in self.list.iter().filter(|d| d.severity == severity) {
            *counts.entry(diagnostic.code.name()).or_default() += 1;
        }
        counts
    }

    /// All, in the order found.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    /// Keeps those for which this holds.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    /// Replaces places in the bundled document by those in the authors' files.
    pub fn trace(&mut self, origins: &Origins) {
        let trace = |place: &mut Place| {
            if let Place::Node(pointer) = place {
                let (file, pointer) = origins.author(pointer);
                *place = Place::Authored(file, pointer);
            }
        };
        for diagnostic in &mut self.list {
            trace(&mut diagnostic.place);
            diagnostic.labels.iter_mut().for_each(|(place, _)| trace(place));
        }
    }

    /// Drops what follows from a reference that could not be resolved: the empty object in its place is not the
    /// author's, nor is it their fault that what holds it lacks something.
    pub fn drop_follow_ups(&mut self) {
        let broken = [
            Code::UnresolvedReference,
            Code::RemoteReference,
            Code::UnreadableFile,
            Code::UnfetchedRemote,
            Code::ChangedRemote,
            Code::ReferenceCycle,
            Code::MisplacedReference,
        ];
        let places = self.list.iter().filter(|d| broken.contains(&d.code)).filter_map(|d| match &d.place {
            Place::Authored(file, pointer) => Some((*file, pointer.parent()?)),
            _ => None,
        });
        let places: BTreeSet<(FileId, Pointer)> = places.collect();
        let holds_one = |file: FileId, pointer: &Pointer| {
            places.iter().any(|(other, place)| *other == file && place.below(pointer).is_some())
        };
        self.list.retain(|d| match &d.place {
            Place::Authored(file, pointer) if d.code == Code::InvalidElement => !holds_one(*file, pointer),
            Place::Authored(file, pointer) => !places.contains(&(*file, pointer.clone())),
            _ => true,
        });
    }

    /// Drops warnings of templates that then failed to be rendered for what they warned of.
    pub fn drop_foreseen(&mut self) {
        let is_failure = |d: &&Diagnostic| {
            d.severity == Severity::Error && matches!(d.code, Code::TemplateError | Code::UnescapedText)
        };
        let failures: Vec<Diagnostic> = self.list.iter().filter(is_failure).cloned().collect();
        let same_file = |a: &Place, b: &Place| matches!((a, b), (Place::Span(a, _), Place::Span(b, _)) if a == b);
        let overlap =
            |a: &Place, b: &Place| matches!((a, b), (Place::Span(_, a), Place::Span(_, b)) if a.0 < b.1 && b.0 < a.1);
        self.list.retain(|d| {
            let is_met = |failure: &Diagnostic| {
                let is_said = match d.code {
                    Code::UnescapedText => failure.code == d.code && overlap(&failure.place, &d.place),
                    _ => failure.message.starts_with(&d.message),
                };
                same_file(&failure.place, &d.place) && is_said
            };
            let is_warning = matches!(d.code, Code::UnescapedText | Code::UnknownName) && d.severity < Severity::Error;
            !is_warning || !failures.iter().any(is_met)
        });
    }

    /// The same message at the same place once only, and of a file that cannot be read once at all; order kept.
    pub fn dedup(&mut self) {
        let mut seen = BTreeSet::new();
        self.list.retain(|d| {
            let is_of_a_file = matches!(d.code, Code::UnreadableFile | Code::UnfetchedRemote | Code::ChangedRemote);
            let place = if is_of_a_file { Place::Nowhere } else { d.place.clone() };
            seen.insert((d.code.name(), place, d.message.clone()))
        });
    }
}
