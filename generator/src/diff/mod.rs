//! What a change of a description means for the users of the crate that is generated from it.
//!
//! Two [`Surface`]s are compared ([`compare`]). Each [`Change`] has two verdicts: on the *source*, whether code that
//! compiled against the old crate compiles against the new one; and on the *wire*, whether a program with the old crate
//! goes on working with a server that does what the new description says. Reports are laid out by [`report`].

mod compare;
mod kind;
pub mod report;
mod step;

use std::fmt;

use serde::Serialize;

use crate::surface::Surface;

pub use compare::compare;
pub use kind::{Fate, Kind, Topic};
pub use step::Step;

/// What differs between two crates.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The crate before.
    pub old: Side,
    /// The crate after.
    pub new: Side,
    /// What differs: operations first, then types, then all else; each in the order of their names.
    pub changes: Vec<Change>,
}

/// A crate that was compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub api_version: String,
    /// The package's version.
    pub version: String,
}

impl Side {
    fn of(surface: &Surface) -> Self {
        let Surface { title, api_version, version, .. } = surface.clone();
        Self { title, api_version, version }
    }
}

/// How much a change means to those whom it reaches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing.
    #[default]
    Invisible,
    /// There is more, and what there was goes on as before.
    Additive,
    /// Something that worked no longer does.
    Breaking,
}

impl Level {
    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invisible => "invisible",
            Self::Additive => "additive",
            Self::Breaking => "breaking",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How much a change means, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// How much.
    pub level: Level,
    /// Why, as a clause: "code that read it no longer compiles". Empty where there is nothing to say.
    pub because: String,
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What kind of change it is.
    pub kind: Kind,
    /// The operation or type that it is about, by its path with dots; of a rename, the new one.
    pub of: String,
    /// What of that, if it is a part: a field, the call of an operation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// The id of the operation that it belongs to, if it belongs to one alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// What became of it, to be read after its name: "became optional".
    pub what: String,
    /// For code that uses the crate.
    pub source: Verdict,
    /// For programs that were built with the old crate.
    pub wire: Verdict,
    /// How it was declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// How it is declared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl Change {
    fn new(kind: Kind, of: impl Into<String>, what: impl Into<String>) -> Self {
        let (source, wire) = (Verdict::default(), Verdict::default());
        let (of, what) = (of.into(), what.into());
        Self { kind, of, part: None, operation: None, what, source, wire, before: None, after: None }
    }

    fn part(mut self, part: impl Into<String>) -> Self {
        self.part = Some(part.into());
        self
    }

    fn source(mut self, level: Level, because: impl Into<String>) -> Self {
        self.source = Verdict { level, because: because.into() };
        self
    }

    fn wire(mut self, level: Level, because: impl Into<String>) -> Self {
        self.wire = Verdict { level, because: because.into() };
        self
    }

    fn declared(mut self, before: Option<String>, after: Option<String>) -> Self {
        (self.before, self.after) = (before, after);
        self
    }

    /// What it is about: `b2b.sessions.ExchangeResponse.member_session`.
    pub fn subject(&self) -> String {
        match &self.part {
            Some(part) => format!("{}.{part}", self.of),
            None => self.of.clone(),
        }
    }

    /// The more serious of the two verdicts.
    pub fn level(&self) -> Level {
        self.source.level.max(self.wire.level)
    }
}

impl Report {
    /// The most serious verdict for code that uses the crate.
    pub fn source(&self) -> Level {
        self.changes.iter().map(|change| change.source.level).max().unwrap_or_default()
    }

    /// The most serious verdict for programs that were built with the old crate.
    pub fn wire(&self) -> Level {
        self.changes.iter().map(|change| change.wire.level).max().unwrap_or_default()
    }

    /// The more serious of the two.
    pub fn level(&self) -> Level {
        self.source().max(self.wire())
    }

    /// The step of the version that follows.
    pub fn step(&self) -> Step {
        Step::of(self)
    }
}
