//! What a template says of itself in a comment at its top: the version of the view that it is for, and the built-in
//! that it was copied from.
//!
//! ```text
//! {# oasmith: view = 1; based on default/src/client.rs.jinja of oasmith 0.1.0 #}
//! ```

use std::ops::Range;

use super::DEFAULT;
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::render::view;
use crate::source::FileId;

/// What marks a comment as such a statement.
pub const MARK: &str = "oasmith:";

/// How a statement is written.
const FORM: &str = "write `{# oasmith: view = 1 #}` as the first thing in the template";

/// A statement at the top of a template.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Statement {
    /// The version of the view, and where it stands.
    pub view: Option<(u32, Range<usize>)>,
    /// Whether it names a built-in template that it was copied from.
    pub is_copy: bool,
    /// How long it is, with the line break after it.
    pub length: usize,
}

/// A copy of a built-in template, which says at its top what it is. That does not change what is rendered, or copied.
pub fn copy(path: &str, text: &str) -> String {
    let base = format!("based on {DEFAULT}{path} of {}", crate::GENERATOR);
    if path.ends_with(".jinja") {
        format!("{{# {MARK} view = {}; {base} #}}\n{text}", view::VERSION)
    } else if path.ends_with(".rs") {
        format!("// {MARK} {base}\n{text}")
    } else {
        text.to_owned()
    }
}

/// A template without the statement at its top, if that is one that says what it is a copy of.
pub fn without<'t>(path: &str, text: &'t str) -> &'t str {
    match read(path, text) {
        Ok(Some(statement)) if statement.is_copy => text.get(statement.length..).unwrap_or_default(),
        _ => text,
    }
}

/// The statement of a template, if it has one.
///
/// # Errors
/// Where it is no such statement, and why.
pub fn read(path: &str, text: &str) -> Result<Option<Statement>, (Range<usize>, String)> {
    let (open, close) = match path.rsplit_once('.') {
        Some((_, "jinja")) => ("{#", "#}"),
        Some((_, "rs")) => ("//", "\n"),
        _ => return Ok(None),
    };
    let start = text.len() - text.trim_start().len();
    let Some(rest) = text.get(start..).and_then(|text| text.strip_prefix(open)) else { return Ok(None) };
    let Some(length) = rest.find(close) else { return Ok(None) };
    let inside = rest.get(..length).unwrap_or_default();
    let Some(said) = inside.trim_start_matches(['-', '+']).trim_start().strip_prefix(MARK) else { return Ok(None) };
    let end = start + open.len() + length + close.len();
    let after = text.get(end..).unwrap_or_default();
    let line_break = if close == "\n" || !after.starts_with('\n') { 0 } else { 1 };
    let mut statement = Statement { length: end + line_break, ..Statement::default() };
    // All parts are taken from `text`, so their places in it are known.
    let place = |part: &str| {
        let at = part.as_ptr().addr() - text.as_ptr().addr();
        at..at + part.len()
    };
    for part in said.trim_end_matches(['-', '+', '\r']).split(';').map(str::trim) {
        let number = part.strip_prefix("view").map(str::trim_start).and_then(|rest| rest.strip_prefix('='));
        match number.map(|number| number.trim().parse()) {
            Some(Ok(number)) => statement.view = Some((number, place(part))),
            None if part.starts_with("based on ") => statement.is_copy = true,
            _ => return Err((place(part), format!("`{part}` is not what a template can say of itself"))),
        }
    }
    Ok(Some(statement))
}

/// What is wrong with the statement of a template that is rendered.
pub fn check(text: &str, file: FileId) -> Option<Diagnostic> {
    let fault = |range, message: String| Diagnostic::new(Code::TemplateView, Place::span(file, range), message);
    let statement = match read(".jinja", text) {
        Ok(statement) => statement,
        Err((range, message)) => return Some(fault(range, message).help(FORM)),
    };
    let Some((number, range)) = statement.and_then(|statement| statement.view) else {
        return misplaced(text)
            .map(|range| fault(range, "this is not at the top of the template".to_owned()).help(FORM));
    };
    let (tool, version) = (crate::GENERATOR, view::VERSION);
    let help = match number.cmp(&version) {
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Less => format!(
            "the changelog says what is different, and `oasmith templates check` what is missing; then write `view = {version}`"
        ),
        std::cmp::Ordering::Greater => {
            format!("use a newer oasmith, or write `view = {version}` if it was written for that")
        }
    };
    Some(
        fault(range, format!("the template is for version {number} of the view, and {tool} has version {version}"))
            .help(help),
    )
}

/// Where a statement stands that is not at the top, and would go unread.
fn misplaced(text: &str) -> Option<Range<usize>> {
    let at_top = text.len() - text.trim_start().len();
    let comments = text.match_indices("{#").map(|(at, open)| at + open.len());
    comments.filter(|start| *start > at_top + 2).find_map(|start| {
        let rest = text.get(start..)?;
        let said = rest.trim_start_matches(['-', '+']).trim_start();
        said.starts_with(MARK).then(|| {
            let at = start + rest.len() - said.len();
            at..at + MARK.len()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_says_what_it_is_and_is_read_back() {
        for (path, text) in [("src/a.rs.jinja", "\n{% block a %}\n"), ("src/a.rs", "//! A.\n"), ("LICENSE", "MIT\n")] {
            let copy = copy(path, text);
            assert_eq!(without(path, &copy), text);
            assert_eq!(read(path, &copy).unwrap().is_some(), path != "LICENSE", "{copy}");
        }
        let mut environment = super::super::environment();
        for text in ["\n\n  a {{ 1 }}\n", "{%- set x = 1 -%}\n b"] {
            environment.add_template_owned("a.txt.jinja", text).unwrap();
            environment.add_template_owned("b.txt.jinja", copy("b.txt.jinja", text)).unwrap();
            let render = |name| environment.get_template(name).unwrap().render(()).unwrap();
            assert_eq!(render("a.txt.jinja"), render("b.txt.jinja"));
        }
    }

    #[test]
    fn only_this_version_of_the_view_will_do() {
        let version = view::VERSION;
        let file = crate::Sources::new().add("a.jinja", "");
        let said = |text: &str| check(text, file).map(|diagnostic| diagnostic.message);
        for text in [
            "a {# a comment #}".to_owned(),
            format!("{{#- oasmith: view = {version} -#}}\na"),
            format!("\n{{# oasmith:view={version};based on default/a of oasmith 0.0.1 #}}"),
            "{# for oasmith: #}".to_owned(),
        ] {
            assert_eq!(said(&text), None, "{text}");
        }
        for (text, expected) in [
            ("{# oasmith: view = 0 #}", "the template is for version 0 of the view"),
            ("{#- oasmith: view = 99 -#}", "the template is for version 99 of the view"),
            ("{# oasmith: view = one #}", "`view = one` is not"),
            ("{# oasmith: views = 1 #}", "`views = 1` is not"),
            ("{# oasmith: #}", "`` is not"),
            ("{% extends 'a' %}{# oasmith: view = 1 #}", "this is not at the top"),
        ] {
            assert!(said(text).unwrap().starts_with(expected), "{text}: {:?}", said(text));
        }
        let (range, _) = read(".jinja", "{# oasmith: view = one #}").unwrap_err();
        assert_eq!(range, 12..22);
    }
}
