//! Two surfaces to what differs.
//!
//! [`pairs`] says what of the one is what of the other, also where it has another name; the other modules compare pairs
//! of their kind.

mod access;
mod fields;
mod operations;
mod pairs;
mod reach;
mod spelling;
mod types;
mod words;

use super::{Change, Kind, Level, Report, Side};
use crate::surface::{Fingerprint, Surface};
use pairs::Pairs;
use spelling::Spelling;

/// What differs for the users of a crate.
pub fn compare(old: &Surface, new: &Surface) -> Report {
    let (operations, types) = pairs::of(old, new);
    let spelling = Spelling::new(old, new, &types);
    let mut comparison = Comparison { old, new, spelling, changes: Vec::new() };
    operations::compare(&mut comparison, &operations);
    types::compare(&mut comparison, &types, &operations);
    access::compare(&mut comparison);
    Report { old: Side::of(old), new: Side::of(new), changes: comparison.changes }
}

/// A comparison under way.
struct Comparison<'a> {
    old: &'a Surface,
    new: &'a Surface,
    spelling: Spelling,
    changes: Vec<Change>,
}

impl Comparison<'_> {
    fn add(&mut self, change: Change) {
        self.changes.push(change);
    }

    /// What is discouraged now, or no longer, and what is said otherwise.
    fn remarks(&mut self, about: &Change, deprecated: (bool, bool), docs: (Fingerprint, Fingerprint)) {
        let of_kind = |kind, what: &str| Change { kind, what: what.to_owned(), ..about.clone() };
        match deprecated {
            (false, true) => self.add(
                of_kind(Kind::DeprecationChanged, "is deprecated now")
                    .source(Level::Additive, "the compiler warns of code that uses it"),
            ),
            (true, false) => self.add(of_kind(Kind::DeprecationChanged, "is not deprecated any more")),
            _ => {}
        }
        if docs.0 != docs.1 {
            self.add(of_kind(Kind::DocumentationChanged, "is described otherwise"));
        }
    }
}

/// Which way a type travels: what the server must go on taking, and what it must go on giving.
#[derive(Clone, Copy, Debug)]
struct Way {
    sent: bool,
    received: bool,
}

impl Way {
    /// The verdict on the wire where a change means one thing for what is sent and another for what is received.
    fn verdict(self, change: Change, sent: (Level, &str), received: (Level, &str)) -> Change {
        let none = (Level::Invisible, "");
        let (sent, received) = (if self.sent { sent } else { none }, if self.received { received } else { none });
        let (level, because) = if received.0 > sent.0 { received } else { sent };
        change.wire(level, because)
    }
}
