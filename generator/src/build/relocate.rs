//! Code of a crate, made code of a module in another: paths from `crate` go through the module.

use std::ops::Range;

use proc_macro2::{TokenStream, TokenTree};

/// The text of a file with `crate::x` as `crate::module::x`, in documentation too. Examples in documentation, which
/// name the crate that is not, are shown but not compiled.
pub fn into_module(text: &str, module: &str) -> String {
    // What is no Rust was copied, and stays as it is.
    let Ok(tokens) = text.parse::<TokenStream>() else { return text.to_owned() };
    let mut edits = Vec::new();
    find(tokens, text, module, &mut Fence::default(), &mut edits);
    let mut moved = String::with_capacity(text.len() + 64 * edits.len());
    let mut end = 0;
    for (range, new) in edits {
        moved.push_str(text.get(end..range.start).unwrap_or_default());
        moved.push_str(&new);
        end = range.end;
    }
    moved.push_str(text.get(end..).unwrap_or_default());
    moved
}

/// Whether documentation is inside a block of code.
#[derive(Default)]
struct Fence {
    is_open: bool,
}

/// Collects, in order, what to put where.
fn find(tokens: TokenStream, text: &str, module: &str, fence: &mut Fence, edits: &mut Vec<(Range<usize>, String)>) {
    for token in tokens {
        let range = token.span().byte_range();
        let written = text.get(range.clone()).unwrap_or_default();
        match token {
            TokenTree::Group(group) if !is_comment(written) => find(group.stream(), text, module, fence, edits),
            // A comment is an attribute to the parser, of which every token has the comment's place.
            TokenTree::Group(_) => {
                let new = fence.line(&written.replace("crate::", &format!("crate::{module}::")));
                if new != written {
                    edits.push((range, new));
                }
            }
            TokenTree::Ident(ident)
                if ident == "crate" && text.get(range.end..).is_some_and(|t| t.starts_with("::")) =>
            {
                edits.push((range, format!("crate::{module}")));
            }
            _ => {}
        }
    }
}

fn is_comment(written: &str) -> bool {
    written.starts_with("//") || written.starts_with("/*")
}

impl Fence {
    /// A line of documentation, with a block that would be compiled marked as one that is not.
    fn line(&mut self, line: &str) -> String {
        let Some((marker, rest)) = line.split_once("```") else { return line.to_owned() };
        if !matches!(marker.trim(), "///" | "//!") {
            return line.to_owned();
        }
        self.is_open = !self.is_open;
        match self.is_open && matches!(rest, "" | "no_run" | "rust") {
            true => format!("{marker}```ignore"),
            false => line.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::into_module;

    #[test]
    fn paths_go_through_the_module() {
        let text = "\
//! See [`x`](crate::runtime::X).
//! ```no_run
//! let a = 1;
//! ```
/// crate::a
pub(crate) fn f() -> crate::a::B { $crate::m! { \"crate::no\" }; { crate::c() } } // crate::not
pub(in crate::a) use crate::{d, e};
";
        let moved = "\
//! See [`x`](crate::apis::pets::runtime::X).
//! ```ignore
//! let a = 1;
//! ```
/// crate::apis::pets::a
pub(crate) fn f() -> crate::apis::pets::a::B { $crate::apis::pets::m! { \"crate::no\" }; { crate::apis::pets::c() } } // crate::not
pub(in crate::apis::pets::a) use crate::apis::pets::{d, e};
";
        assert_eq!(into_module(text, "apis::pets"), moved);
        assert_eq!(into_module("no \"Rust", "x"), "no \"Rust");
    }
}
