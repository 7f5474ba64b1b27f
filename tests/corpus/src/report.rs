//! What a run finds out about each document, as data: what the JSON output holds, and what all else is counted from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What was found out about one document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// The document.
    pub name: String,
    /// Whether it gives a crate.
    pub generates: bool,
    /// The operations that it describes.
    pub operations: usize,
    /// Those that the crate has.
    pub generated: usize,
    /// How often each code of a diagnostic was said, notes apart.
    pub diagnostics: BTreeMap<String, usize>,
    /// How many uses of a schema ended as JSON of any kind, by the reason.
    pub untyped: BTreeMap<String, usize>,
    /// Lines of Rust.
    pub lines: usize,
    /// Bytes of Rust.
    pub bytes: usize,
    /// How long generating took.
    pub seconds: f64,
    /// The most memory that generating held, where the system tells.
    pub megabytes: Option<f64>,
    /// Warnings and errors of the compiler; `None` if it was not asked.
    pub compiler: Option<Compiler>,
    /// What became of the document's own examples; `None` if they were not tried.
    pub examples: Option<Examples>,
    /// All that went wrong.
    pub failures: Vec<Failure>,
}

/// What the compiler said about a crate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compiler {
    /// Whether there is a crate.
    pub compiles: bool,
    /// How many warnings.
    pub warnings: usize,
}

impl Compiler {
    /// Whether it compiles with `-D warnings`.
    pub fn is_clean(self) -> bool {
        self.compiles && self.warnings == 0
    }
}

/// How many examples of a document did what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examples {
    /// Decoded, and encoded as the same JSON.
    pub same: usize,
    /// Not.
    pub failed: usize,
    /// Not valid by their own schema.
    pub invalid: usize,
    /// Without a type of the crate to decode them: text, XML, what nothing reaches.
    pub untried: usize,
    /// Keys of those that came through which their schemas do not describe, and which are ignored by design.
    pub undescribed_keys: usize,
    /// Nulls of those that came through which came back as nothing: an optional value of a response is there or not.
    pub dropped_nulls: usize,
}

/// Something that went wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Failure {
    /// While doing what.
    pub stage: Stage,
    /// Why, without what differs from place to place.
    pub cause: String,
    /// Where: a pointer into the document, or a file and line of the crate.
    pub place: String,
    /// What was said, or what was seen.
    pub detail: String,
}

/// What a run does with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Makes the crate.
    Generate,
    /// Compiles it.
    Compile,
    /// Decodes and encodes its examples.
    Examples,
}

impl Report {
    /// All untyped uses.
    pub fn untyped_uses(&self) -> usize {
        self.untyped.values().sum()
    }

    /// Operations that are described and not in the crate.
    pub fn skipped(&self) -> usize {
        self.operations.saturating_sub(self.generated)
    }

    /// Records a failure.
    pub fn fail(
        &mut self,
        stage: Stage,
        cause: impl Into<String>,
        place: impl Into<String>,
        detail: impl Into<String>,
    ) {
        self.failures.push(Failure { stage, cause: cause.into(), place: place.into(), detail: detail.into() });
    }
}

/// A message without the names in it, so that the same fault is the same cause in every document.
pub fn cause(message: &str) -> String {
    let mut cause = String::new();
    for (index, part) in message.lines().next().unwrap_or_default().split('`').enumerate() {
        cause.push_str(if index % 2 == 0 { part } else { "`…`" });
    }
    let (mut plain, mut in_number) = (String::new(), false);
    for c in cause.chars() {
        if !c.is_ascii_digit() {
            plain.push(c);
        } else if !in_number {
            plain.push('N');
        }
        in_number = c.is_ascii_digit();
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_fault_is_the_same_cause_in_every_document() {
        assert_eq!(cause("cannot find type `Pet` in module `types`\nnote: …"), "cannot find type `…` in module `…`");
        assert_eq!(cause("line 12: 3 of 4"), "line N: N of N");
    }
}
