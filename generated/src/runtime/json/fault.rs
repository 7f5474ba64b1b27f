//! What is said when JSON does not fit a type: where, what was expected, what was found.
//!
//! Owns the path, which is put together only while an error travels up. Values never appear in it: they may be secret.

use std::fmt::{self, Write as _};

/// One step of a path into a JSON document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Field(&'static str),
    Key(String),
    Index(usize),
}

/// A path into a JSON document, innermost step first, because it is built from the inside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Path(Vec<Step>);

impl Path {
    pub(crate) fn of(step: Step) -> Self {
        Self(vec![step])
    }

    pub(crate) fn push_outer(&mut self, step: Step) {
        self.0.push(step);
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().rev().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Field(name) => step_name(name, i, f)?,
                Step::Key(name) => step_name(name, i, f)?,
            }
        }
        Ok(())
    }
}

/// Plain names are joined with dots; anything else is quoted, so that the path stays one unambiguous word.
fn step_name(name: &str, position: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if name.is_empty() || name.contains(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '$' | '@'))) {
        return write!(f, "[{name:?}]");
    }
    if position > 0 {
        f.write_char('.')?;
    }
    f.write_str(name)
}

/// JSON that does not fit the type it is read into.
///
/// `Display` is one line: `member.roles[3].role_id: expected a string, found a number (byte 120)`. It never contains
/// a value of the document.
#[derive(Clone, PartialEq, Eq)]
pub struct ReadError(Box<Fault>);

#[derive(Clone, PartialEq, Eq)]
struct Fault {
    path: Path,
    offset: usize,
    expected: &'static str,
    found: &'static str,
}

impl ReadError {
    /// An error at `offset` bytes into the document. Both texts are for people: "a string", "the end of the body".
    #[cold]
    pub fn new(offset: usize, expected: &'static str, found: &'static str) -> Self {
        Self(Box::new(Fault { path: Path::default(), offset, expected, found }))
    }

    /// The same error, seen from the object or array around it.
    #[cold]
    pub(crate) fn inside(mut self, step: Step) -> Self {
        self.0.path.push_outer(step);
        self
    }

    /// Where in the document, as `member.roles[3].role_id`; empty for the document itself.
    pub fn path(&self) -> String {
        self.0.path.to_string()
    }

    /// Bytes before the place where reading stopped.
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// What the type asks for.
    pub fn expected(&self) -> &'static str {
        self.0.expected
    }

    /// What kind of thing stood there instead.
    pub fn found(&self) -> &'static str {
        self.0.found
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fault { path, offset, expected, found } = &*self.0;
        if !path.0.is_empty() {
            write!(f, "{path}: ")?;
        }
        write!(f, "expected {expected}, found {found} (byte {offset})")
    }
}

impl fmt::Debug for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ReadError({self})")
    }
}

impl std::error::Error for ReadError {}
