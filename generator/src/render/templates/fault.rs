//! Errors of the template engine as diagnostics: at the line, with the keys that exist.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::{Arc, Mutex};

use minijinja::value::ValueKind;
use minijinja::{Environment, Error, ErrorKind, State, Value};

use super::escape::{Dialect, Unescaped};
use super::{DEFAULT, Entry, Origin};
use crate::diagnostics::{Code, Diagnostic, Place};
use crate::nearest;
use crate::source::FileId;

/// The function by which a failed template is asked what was there.
const PROBE: &str = "oasmith_probe";

/// The word on variables.
pub const HERE: &str = "here there are";

/// How many keys a message lists.
const KEYS: usize = 40;

/// A template that does not parse.
pub fn syntax(error: &Error, template: &str, files: &BTreeMap<String, FileId>) -> Diagnostic {
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    Diagnostic::new(Code::TemplateSyntax, place(error, template, files), detail)
}

/// A template that could not be rendered.
pub struct Fault<'a> {
    pub error: &'a Error,
    pub environment: &'a Environment<'static>,
    pub files: &'a BTreeMap<String, FileId>,
}

impl Fault<'_> {
    /// The message, at the innermost template that failed; the templates that used it are labels.
    pub fn diagnostic(&self, entry: &Entry, view: &Value, subject: &str) -> Diagnostic {
        let chain = chain(self.error);
        let Some(inner) = chain.last() else {
            return Diagnostic::new(Code::TemplateError, Place::Nowhere, self.error.to_string());
        };
        let unescaped = inner.source().and_then(|source| source.downcast_ref::<Unescaped>());
        let code = if unescaped.is_some() { Code::UnescapedText } else { Code::TemplateError };
        let message = format!("{} (rendering {subject})", what(inner));
        let mut diagnostic = Diagnostic::new(code, place(inner, &entry.name, self.files), message);
        for outer in chain.iter().rev().skip(1) {
            diagnostic = diagnostic.label(place(outer, &entry.name, self.files), "used from here");
        }
        if entry.origin == Origin::BuiltIn && inner.name().is_none() {
            diagnostic = diagnostic.label(Place::File(entry.name.clone()), "of this template");
        }
        diagnostic.help = unescaped.map(|unescaped| unescaped.help.clone()).or_else(|| self.help(inner, entry, view));
        diagnostic
    }

    fn help(&self, error: &Error, entry: &Entry, view: &Value) -> Option<String> {
        match error.kind() {
            ErrorKind::UndefinedError => self.keys(error, entry, view),
            ErrorKind::UnknownFilter => {
                let filters = Dialect::of(error.name().unwrap_or(&entry.name)).filters();
                Some(format!("strings are made printable by {filters}"))
            }
            ErrorKind::TemplateNotFound => {
                let wanted = error.detail()?.split(['"', '\'']).nth(1)?;
                if self.files.contains_key(wanted) {
                    return Some(of_other_kind(wanted, error.name().unwrap_or(&entry.name)));
                }
                let near = nearest::of(wanted, self.files.keys().map(String::as_str))?;
                Some(format!("there is `{near}`"))
            }
            ErrorKind::InvalidOperation
                if error.detail().is_some_and(|detail| detail.starts_with("cycle in template")) =>
            {
                Some(format!("`{{% extends \"{DEFAULT}{}\" %}}` extends the built-in one", entry.name))
            }
            _ => None,
        }
    }

    /// Which keys there are where one is missing.
    fn keys(&self, error: &Error, entry: &Entry, view: &Value) -> Option<String> {
        let missing = error.detail()?.split('`').nth(1)?;
        let (parent, key) = match missing.rsplit_once('.') {
            Some((parent, key)) => (Some(parent), key),
            None => (None, missing),
        };
        let keys = self.probe(error, entry, view, parent).or_else(|| {
            let parent = self.environment.compile_expression(parent?).ok()?.eval(view.clone()).ok()?;
            keys_of(&parent)
        })?;
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let place = parent.map_or_else(|| HERE.to_owned(), members_of);
        Some(known_names(&place, key, &keys))
    }

    /// Renders once more, with a question put in front of the tag that failed: only there loop variables and macro
    /// arguments are what they were. Nothing is learned where no expression can stand.
    fn probe(&self, error: &Error, entry: &Entry, view: &Value, parent: Option<&str>) -> Option<Vec<String>> {
        let source = error.template_source()?;
        let before = source.get(..error.range()?.start)?;
        let tag = before.rfind("{{").max(before.rfind("{%"))?;
        let (head, tail) = source.split_at_checked(tag)?;
        let probed = format!("{head}{{{{ {PROBE}({}) }}}}{tail}", parent.unwrap_or_default());

        let seen: Arc<Mutex<Option<Vec<String>>>> = Arc::default();
        let mut environment = self.environment.clone();
        let record = Arc::clone(&seen);
        environment.add_function(PROBE, move |state: &State, value: Option<Value>| {
            let keys = match value {
                Some(value) => keys_of(&value),
                None => Some(variables(state)),
            };
            if let (Ok(mut record), Some(keys)) = (record.lock(), keys) {
                *record = Some(keys);
            }
            Value::from_safe_string(String::new())
        });
        environment.add_template_owned(error.name()?.to_owned(), probed).ok()?;
        // It fails as it did before; what counts is what the question brought to light on the way.
        let _ = environment.get_template(&entry.name).and_then(|template| template.render(view.clone()));
        seen.lock().ok()?.take()
    }
}

/// What is said of a variable or a member that does not exist, by its path.
pub fn undefined(path: &str) -> String {
    format!("`{path}` is undefined")
}

/// What there is in place of `name`, after a word on where: `here there are`.
pub fn known_names(place: &str, name: &str, known: &[&str]) -> String {
    let near = nearest::of(name, known.iter().copied()).map(|near| format!("did you mean `{near}`? "));
    let more = if known.len() > KEYS { ", …" } else { "" };
    let shown: Vec<&str> = known.iter().copied().take(KEYS).collect();
    format!("{}{place}: {}{more}", near.unwrap_or_default(), shown.join(", "))
}

/// The word on the members of something.
pub fn members_of(owner: &str) -> String {
    format!("`{owner}` has")
}

/// Why a template that is there is none to be used.
pub fn of_other_kind(wanted: &str, by: &str) -> String {
    let (used, user) = (Dialect::of(wanted).name(), Dialect::of(by).name());
    format!("`{wanted}` is a {used} template, and a {user} template may only use its like")
}

fn variables(state: &State) -> Vec<String> {
    let hidden = [PROBE, "range", "dict", "debug", "namespace"];
    let known = state.known_variables();
    known.iter().filter(|name| !hidden.contains(&name.as_ref())).map(ToString::to_string).collect()
}

fn keys_of(value: &Value) -> Option<Vec<String>> {
    match value.kind() {
        ValueKind::Map => Some(value.try_iter().ok()?.map(|key| key.to_string()).collect()),
        ValueKind::Seq | ValueKind::Iterable => Some(vec![format!("(a list of {})", value.len().unwrap_or_default())]),
        kind => Some(vec![format!("(no members: it is of kind {kind})")]),
    }
}

/// The template errors from the outermost to the innermost.
fn chain(error: &Error) -> Vec<&Error> {
    let mut chain = vec![error];
    let mut source = error.source();
    while let Some(next) = source {
        if let Some(error) = next.downcast_ref::<Error>() {
            chain.push(error);
        }
        source = next.source();
    }
    chain
}

fn what(error: &Error) -> String {
    match (error.kind(), error.detail()) {
        (ErrorKind::InvalidOperation | ErrorKind::UndefinedError, Some(detail)) => detail.to_owned(),
        (kind, Some(detail)) => format!("{kind}: {detail}"),
        (kind, None) => kind.to_string(),
    }
}

fn place(error: &Error, template: &str, files: &BTreeMap<String, FileId>) -> Place {
    let name = error.name().unwrap_or(template);
    match (files.get(name), error.range()) {
        (Some(file), Some(range)) => Place::span(*file, range),
        (Some(file), None) => match error.line().and_then(|line| line_range(error, line)) {
            Some(range) => Place::span(*file, range),
            None => Place::File(name.to_owned()),
        },
        _ => Place::File(name.to_owned()),
    }
}

fn line_range(error: &Error, line: usize) -> Option<std::ops::Range<usize>> {
    let source = error.template_source()?;
    let start = source.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum::<usize>();
    let length = source.get(start..)?.lines().next().map_or(0, str::len);
    Some(start..start + length)
}
