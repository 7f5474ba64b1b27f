//! Rendered Rust as it lands: parsed, laid out by `prettyplease`, with its blank lines and `//` comments.
//!
//! `prettyplease` prints a syntax tree, and a tree knows neither blank lines nor comments. So a scanner finds them in
//! the text ([`scan`]), each is tied to the node it stands before by a sentinel that `prettyplease` prints ([`weave`]),
//! and the sentinels are turned back into what they stand for ([`restore`]). Macro calls whose bodies have lines of
//! their own are kept as they were written in the same way. Formatting the result again changes nothing.

mod plain;
mod restore;
pub(crate) mod scan;
mod start;
mod visit;
mod weave;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use rayon::prelude::*;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::output::{Contents, Tree};

/// Rust, laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatted {
    /// The text, with a line break at its end.
    pub text: String,
    /// The comments that could not stay where they were, each with the line on which it stood.
    pub moved: Vec<(usize, String)>,
}

/// Why a text is not Rust.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What the parser says.
    pub message: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for Fault {}

/// How often a text is formatted until it stays as it is.
const ROUNDS: usize = 4;

/// Formats a file of Rust.
pub fn rust(source: &str) -> Result<Formatted, Fault> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let source = if source.contains('\r') { Cow::Owned(source.replace("\r\n", "\n")) } else { Cow::Borrowed(source) };
    plain::file(&source).map_or_else(|| parsed(&source), Ok)
}

/// The same for any Rust, by the parser and the printer.
fn parsed(source: &str) -> Result<Formatted, Fault> {
    let mut formatted = once(source)?;
    // The printer does not always keep its own layout, least of all where a comment moved or a macro call was put on
    // several lines.
    for _ in 1..ROUNDS {
        let again = once(&formatted.text)?;
        if again.text == formatted.text {
            break;
        }
        formatted.text = again.text;
    }
    Ok(formatted)
}

fn once(source: &str) -> Result<Formatted, Fault> {
    let mut file = syn::parse_file(source).map_err(|error| {
        let start = error.span().start();
        let message = match error.to_string() {
            // Said where the text is not even made of tokens.
            message if message.contains("token stream") => {
                "a bracket or a quote has no counterpart, or a character is none of Rust's".to_owned()
            }
            message => message,
        };
        Fault { message, line: start.line.max(1), column: start.column + 1 }
    })?;
    let woven = weave::weave(source, &mut file);
    // The printer stops by a panic at syntax that it does not know; for the caller that is a fault like any other.
    let printed = catch_unwind(AssertUnwindSafe(|| prettyplease::unparse(&file))).map_err(|_| Fault {
        message: "this uses syntax that the formatter does not know".to_owned(),
        line: 1,
        column: 1,
    })?;
    drop(file);
    // Else where the tokens of all texts stood is kept until the thread ends.
    proc_macro2::extra::invalidate_current_thread_spans();
    let text = restore::restore(&printed, &woven);
    let moved = woven.moved.into_iter().map(|(at, comment)| (line_of(source, at), comment)).collect();
    Ok(Formatted { text, moved })
}

/// Formats every rendered `.rs` file of the tree. What is not Rust is reported, and saved for a look at it.
pub fn tree(tree: &mut Tree, diagnostics: &mut Diagnostics) {
    let mut files: Vec<_> =
        tree.files.iter_mut().filter(|(path, file)| file.rendered && path.ends_with(".rs")).collect();
    // The largest first, so that no core waits for one that came last.
    files.sort_by_key(|(_, file)| Reverse(file.contents.as_bytes().len()));
    let mut found: Vec<(&String, Diagnostics)> = files
        .par_iter_mut()
        .with_max_len(1)
        .map(|(path, file)| {
            let mut found = Diagnostics::new();
            let Contents::Text(text) = &file.contents else { return (*path, found) };
            match rust(text) {
                Ok(formatted) => {
                    for (line, comment) in formatted.moved {
                        found.push(moved(path, &file.template, line, &comment));
                    }
                    file.contents = Contents::Text(formatted.text);
                }
                Err(fault) => found.push(not_rust(path, file, text, &fault)),
            }
            (*path, found)
        })
        .collect();
    found.sort_by_key(|(path, _)| *path);
    found.into_iter().for_each(|(_, found)| diagnostics.append(found));
}

fn moved(path: &str, template: &str, line: usize, comment: &str) -> Diagnostic {
    let message =
        format!("the comment `{comment}` on line {line} of `{path}` as rendered was moved to a line of its own");
    Diagnostic::new(Code::MovedComment, Place::File(template.to_owned()), message)
        .help("put it in front of a statement, a field or an item, or at the end of a line")
}

fn not_rust(path: &str, file: &crate::output::File, text: &str, fault: &Fault) -> Diagnostic {
    let line = text.lines().nth(fault.line.saturating_sub(1)).unwrap_or_default().trim();
    let shown: String = line.chars().take(100).collect();
    let subject = if file.subject.is_empty() { String::new() } else { format!(" for {}", file.subject) };
    let message = format!("`{path}`{subject} is not Rust: {}, on line {}: `{shown}`", fault.message, fault.line);
    let mut diagnostic = Diagnostic::new(Code::NotRust, Place::File(file.template.clone()), message);
    if let Some(saved) = save(path, text) {
        diagnostic = diagnostic.help(format!("what was rendered is in {saved}:{}:{}", fault.line, fault.column));
    }
    diagnostic
}

/// Keeps a text under the system's directory for temporary files.
fn save(path: &str, text: &str) -> Option<String> {
    let name = path.replace('/', "-");
    let stem = name.strip_suffix(".rs").unwrap_or(&name);
    let mut file = tempfile::Builder::new().prefix(&format!("oasmith-{stem}-")).suffix(".rs").tempfile().ok()?;
    std::io::Write::write_all(&mut file, text.as_bytes()).ok()?;
    let (_, saved) = file.keep().ok()?;
    Some(saved.display().to_string())
}

fn line_of(source: &str, at: usize) -> usize {
    source.get(..at).map_or(1, |before| before.matches('\n').count() + 1)
}

#[cfg(test)]
mod tests;
