//! The one renderer of diagnostics: for people, with the excerpt of the place, and for programs, as JSON.
//!
//! What is said and where is decided by the stages; here nothing is added, dropped or reworded.

use std::ops::Range;

use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str as clean,
};
use serde_json::{Value, json};

use crate::diagnostics::{Diagnostic, Diagnostics, Place, Severity};
use crate::pointer::Pointer;
use crate::source::{FileId, Sources};

/// All diagnostics as text, the most serious last, each with the place it is about; a last line counts them.
///
/// Notes are counted but not shown unless `verbose`. Empty if there are none.
pub fn human(diagnostics: &Diagnostics, sources: &Sources, colour: bool, verbose: bool) -> String {
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let mut text = String::new();
    for (diagnostic, at) in sorted(diagnostics, sources) {
        if diagnostic.severity > Severity::Note || verbose {
            text.push_str(&render(&renderer, diagnostic, &at, sources));
            text.push_str("\n\n");
        }
    }
    if let Some(line) = counts(diagnostics, verbose) {
        text.push_str(&line);
        text.push('\n');
    }
    text
}

/// All diagnostics in the same order, notes too, as one JSON object a line.
pub fn json(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let line = |object| {
        let mut line = json!({ "kind": "diagnostic" });
        extend(&mut line, object);
        format!("{line}\n")
    };
    objects(diagnostics, sources).into_iter().map(line).collect()
}

/// Each warning as a line of its own, with its place, for tools that have a line for each.
pub fn lines(diagnostics: &Diagnostics, sources: &Sources) -> Vec<String> {
    let warnings = sorted(diagnostics, sources).into_iter().filter(|(found, _)| found.severity == Severity::Warning);
    let line = |(found, at): (&Diagnostic, Located)| {
        let place = at.lines.map(|((line, column), _)| format!(":{line}:{column}")).unwrap_or_default();
        let separator = if at.path.is_empty() { "" } else { ": " };
        let message = found.message.replace(['\n', '\r'], " ");
        format!("{}{place}{separator}{message} [{}]", clean(&at.path), found.code.name())
    };
    warnings.map(line).collect()
}

/// All diagnostics as one JSON document, with how many there are of each code.
pub fn document(diagnostics: &Diagnostics, sources: &Sources) -> Value {
    let [errors, warnings, notes] =
        [Severity::Error, Severity::Warning, Severity::Note].map(|severity| diagnostics.by_code(severity));
    json!({
        "generator": crate::GENERATOR,
        "errors": errors,
        "warnings": warnings,
        "notes": notes,
        "diagnostics": objects(diagnostics, sources),
    })
}

fn objects(diagnostics: &Diagnostics, sources: &Sources) -> Vec<Value> {
    let object = |(diagnostic, at): (&Diagnostic, Located)| {
        let mut object = json!({
            "code": diagnostic.code.name(),
            "severity": name(diagnostic.severity),
            "message": diagnostic.message,
        });
        extend(&mut object, at.json());
        let label = |(place, why): &(Place, String)| {
            let mut label = Located::of(place, sources).json();
            extend(&mut label, json!({ "message": why }));
            label
        };
        let labels: Vec<_> = diagnostic.labels.iter().map(label).collect();
        extend(&mut object, json!({ "help": diagnostic.help, "labels": labels }));
        object
    };
    sorted(diagnostics, sources).into_iter().map(object).collect()
}

fn extend(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}

/// A place as it is shown.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Located {
    /// Empty for what is nowhere.
    path: String,
    /// Line and column of the first and behind the last character, from 1.
    lines: Option<((usize, usize), (usize, usize))>,
    bytes: Option<(FileId, usize, usize)>,
    pointer: Option<Pointer>,
}

impl Located {
    fn of(place: &Place, sources: &Sources) -> Self {
        match place {
            Place::Nowhere => Self::file(String::new(), None),
            Place::File(path) => Self::file(path.replace('\\', "/"), None),
            Place::Span(file, (start, end)) => Self::span(*file, *start..*end, None, sources),
            Place::Authored(file, pointer) => Self::node(*file, pointer.clone(), sources),
            // `Diagnostics::trace` has found these their place; one that it has not seen is shown by its pointer.
            Place::Node(pointer) => Self::file(String::new(), Some(pointer.clone())),
        }
    }

    fn file(path: String, pointer: Option<Pointer>) -> Self {
        Self { path, lines: None, bytes: None, pointer }
    }

    fn node(file: FileId, pointer: Pointer, sources: &Sources) -> Self {
        match sources.locate(file, &pointer) {
            Some(range) => Self::span(file, range, Some(pointer), sources),
            None => Self::file(sources.shown_path(file), Some(pointer)),
        }
    }

    fn span(file: FileId, range: Range<usize>, pointer: Option<Pointer>, sources: &Sources) -> Self {
        let range = on_boundaries(sources.text(file), range);
        Self {
            path: sources.shown_path(file),
            lines: Some((sources.position(file, range.start), sources.position(file, range.end))),
            bytes: Some((file, range.start, range.end)),
            pointer,
        }
    }

    fn json(&self) -> Value {
        let path = Some(&self.path).filter(|path| !path.is_empty());
        let place = |(line, column): (usize, usize)| json!({ "line": line, "column": column });
        json!({
            "file": path,
            "line": self.lines.map(|((line, _), _)| line),
            "column": self.lines.map(|((_, column), _)| column),
            "end": self.lines.map(|(_, end)| place(end)),
            "pointer": self.pointer.as_ref().map(Pointer::as_str),
        })
    }
}

fn on_boundaries(text: &str, range: Range<usize>) -> Range<usize> {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let start = floor(range.start);
    start..floor(range.end).max(start)
}

/// Errors last, where a terminal shows them; within a severity by file and line, and as found.
fn sorted<'a>(diagnostics: &'a Diagnostics, sources: &Sources) -> Vec<(&'a Diagnostic, Located)> {
    let located = |diagnostic: &'a Diagnostic| (diagnostic, Located::of(&diagnostic.place, sources));
    let mut list: Vec<_> = diagnostics.iter().map(located).collect();
    list.sort_by(|(a, at), (b, bt)| {
        a.severity.cmp(&b.severity).then_with(|| (&at.path, at.lines).cmp(&(&bt.path, bt.lines)))
    });
    list
}

/// One diagnostic: its message, the lines it is about, and what to do.
fn render(renderer: &Renderer, diagnostic: &Diagnostic, at: &Located, sources: &Sources) -> String {
    let title = level(diagnostic.severity).primary_title(&diagnostic.message).id(diagnostic.code.name());
    let mut group = Group::with_title(title);
    let mut excerpts = Vec::new();
    add(&mut excerpts, at, AnnotationKind::Primary, "", sources);
    let labels: Vec<_> = diagnostic.labels.iter().map(|(place, why)| (Located::of(place, sources), why)).collect();
    for (there, why) in &labels {
        add(&mut excerpts, there, AnnotationKind::Context, why, sources);
    }
    for excerpt in &excerpts {
        group = group.element(excerpt.snippet(sources));
    }
    if at.bytes.is_none() && !at.path.is_empty() {
        group = group.element(Origin::path(at.path.as_str()));
    }
    if let (true, Some(pointer)) = (at.path.is_empty(), &at.pointer) {
        group = group.element(Level::NOTE.message(clean(&format!("at `{pointer}`"))));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(clean(help)));
    }
    let rendered = renderer.render(&[group]);
    excerpts.iter().fold(rendered, |text, excerpt| excerpt.with_true_column(text))
}

/// Lines of one file that are shown together.
struct Excerpt<'a> {
    file: FileId,
    path: &'a str,
    /// The bytes that are shown: whole lines, or the middle of one that is very long, as in minified JSON.
    shown: Range<usize>,
    marked: Vec<(AnnotationKind, Range<usize>, &'a str)>,
    line: usize,
    /// Of a line that is cut: the column that the renderer sees, and the true one.
    columns: Option<(usize, usize)>,
    /// What stands for the part of a line that is cut off before what is shown.
    before: &'static str,
}

const LONGEST_LINE: usize = 160;

/// Adds a place to the excerpts: to one of the same file, if there is one.
fn add<'a>(excerpts: &mut Vec<Excerpt<'a>>, at: &'a Located, kind: AnnotationKind, why: &'a str, sources: &Sources) {
    let (Some(((line, column), _)), Some((file, start, end))) = (at.lines, at.bytes) else { return };
    let text = sources.text(file);
    let whole = line_around(text, start);
    let marked = start..end.clamp(start, whole.end.max(start));
    if whole.len() > LONGEST_LINE {
        let from = start.saturating_sub(LONGEST_LINE / 3).max(whole.start);
        let shown = on_boundaries(text, from..(from + LONGEST_LINE).min(whole.end));
        let seen = text.get(shown.start..start).map_or(0, |before| before.chars().count());
        let before = if shown.start > whole.start { "… " } else { "" };
        let columns = Some((before.chars().count() + seen + 1, column));
        let marked = marked.start..marked.end.clamp(marked.start, shown.end);
        excerpts.push(Excerpt {
            file,
            path: &at.path,
            shown,
            marked: vec![(kind, marked, why)],
            line,
            columns,
            before,
        });
        return;
    }
    match excerpts.iter_mut().find(|excerpt| excerpt.file == file && excerpt.columns.is_none()) {
        Some(excerpt) => {
            excerpt.shown = excerpt.shown.start.min(whole.start)..excerpt.shown.end.max(whole.end);
            excerpt.line = excerpt.line.min(line);
            excerpt.marked.push((kind, marked, why));
        }
        None => excerpts.push(Excerpt {
            file,
            path: &at.path,
            shown: whole,
            marked: vec![(kind, marked, why)],
            line,
            columns: None,
            before: "",
        }),
    }
}

fn line_around(text: &str, at: usize) -> Range<usize> {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1);
    let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |length| at + length);
    start..end
}

impl Excerpt<'_> {
    fn snippet<'a>(&'a self, sources: &'a Sources) -> Snippet<'a, Annotation<'a>> {
        let annotations = self.marked.iter().map(|(kind, range, why)| {
            let within = |at: usize| at.saturating_sub(self.shown.start) + self.before.len();
            let annotation = kind.span(within(range.start)..within(range.end));
            if why.is_empty() { annotation } else { annotation.label(*why) }
        });
        let text = sources.text(self.file).get(self.shown.clone()).unwrap_or_default();
        Snippet::source(format!("{}{text}", self.before)).path(self.path).line_start(self.line).annotations(annotations)
    }

    /// The renderer counts columns from where the line is cut.
    fn with_true_column(&self, rendered: String) -> String {
        let Some((seen, column)) = self.columns else { return rendered };
        let place = |column: usize| format!("{}:{}:{column}", self.path, self.line);
        rendered.replacen(&place(seen), &place(column), 1)
    }
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Note => Level::NOTE,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    }
}

/// What a severity is called.
pub fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// `2 errors, 1 warning, 3 notes (shown with --verbose)`; nothing where nothing is shown.
fn counts(diagnostics: &Diagnostics, verbose: bool) -> Option<String> {
    let silent = !verbose && diagnostics.iter().all(|diagnostic| diagnostic.severity == Severity::Note);
    if silent {
        return None;
    }
    let mut parts = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Note] {
        let count = diagnostics.count(severity);
        let plural = if count == 1 { "" } else { "s" };
        let hidden = if severity == Severity::Note && !verbose { " (shown with --verbose)" } else { "" };
        if count > 0 {
            parts.push(format!("{count} {}{plural}{hidden}", name(severity)));
        }
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

#[cfg(test)]
mod tests;
