//! What people and programs get to see.

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place, Severity};
use crate::pointer::Pointer;
use crate::resolve::Origins;
use crate::source::Sources;

use super::{document, human, json};

const YAML: &str = "openapi: 3.0.3\npaths:\n  /pets:\n    get:\n      operationId: list\n";

fn one(diagnostic: Diagnostic, text: &str) -> String {
    let mut sources = Sources::new();
    let file = sources.add("spec/api.yaml", text);
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(diagnostic);
    diagnostics.trace(&Origins::new(file));
    human(&diagnostics, &sources, false, true)
}

fn sources() -> (Sources, crate::source::FileId) {
    let mut sources = Sources::new();
    let file = sources.add("spec/api.yaml", YAML);
    (sources, file)
}

#[test]
fn a_node_is_shown_with_its_line_and_help() {
    let place = Pointer::parse("/paths/~1pets/get/operationId");
    let diagnostic = Diagnostic::new(Code::MisplacedReference, place, "something is odd").help("do this");
    let expected = "\
warning[misplaced-reference]: something is odd
 --> spec/api.yaml:5:20
  |
5 |       operationId: list
  |                    ^^^^
  |
  = help: do this

1 warning
";
    assert_eq!(one(diagnostic, YAML), expected);
}

#[test]
fn labels_in_the_same_file_share_the_excerpt() {
    let (_, file) = sources();
    let place = |pointer: &str| Place::Authored(file, Pointer::parse(pointer));
    let diagnostic = Diagnostic::new(Code::RepeatedKey, place("/paths/~1pets"), "twice")
        .label(place("/paths/~1pets/get"), "also here");
    let expected = "\
error[repeated-key]: twice
 --> spec/api.yaml:3:3
  |
3 |   /pets:
  |   ^^^^^
4 |     get:
  |     --- also here

1 error
";
    assert_eq!(one(diagnostic, YAML), expected);
}

#[test]
fn long_lines_are_cut_and_columns_are_true() {
    let text = format!("{{\"a\": \"{}\", \"b\": 1, \"c\": \"{}\"}}", "é".repeat(500), "y".repeat(500));
    let shown = one(Diagnostic::new(Code::InvalidSyntax, Pointer::parse("/b"), "odd"), &text);
    assert!(shown.contains(" --> spec/api.yaml:1:516\n"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() < 170), "{shown}");
    let line = shown.lines().find(|line| line.starts_with("1 |")).unwrap_or_default();
    assert!(line.contains("\"b\": 1, \"c\""), "{shown}");
}

#[test]
fn places_without_an_excerpt_still_say_where() {
    let file = one(Diagnostic::new(Code::UnreadableFile, Place::File("a\\b.yaml".into()), "cannot read it"), YAML);
    assert_eq!(file, "error[unreadable-file]: cannot read it\n--> a/b.yaml\n\n1 error\n");
    let nowhere = one(Diagnostic::new(Code::UnreadableFile, Place::Nowhere, "no idea").help("guess"), YAML);
    assert_eq!(nowhere, "error[unreadable-file]: no idea\n |\n = help: guess\n\n1 error\n");
    let beyond = one(Diagnostic::new(Code::InvalidSyntax, Place::span(sources().1, 9000..9001), "gone"), YAML);
    assert!(beyond.starts_with("error[invalid-syntax]: gone\n --> spec/api.yaml:6:1\n"), "{beyond}");
}

#[test]
fn errors_come_last_and_notes_only_on_request() {
    let (sources, file) = sources();
    let mut diagnostics = Diagnostics::new();
    let at = |pointer: &str| Place::Authored(file, Pointer::parse(pointer));
    diagnostics.push(Diagnostic::new(Code::InvalidSyntax, at("/paths"), "second"));
    diagnostics.push(Diagnostic::new(Code::InvalidSyntax, at("/openapi"), "first"));
    diagnostics.push(Diagnostic::new(Code::RenamedImport, at("/openapi"), "a note"));
    diagnostics.push(Diagnostic::new(Code::IgnoredSibling, at("/paths"), "a warning"));
    let text = human(&diagnostics, &sources, false, false);
    let at = |word: &str| text.find(word).unwrap_or(usize::MAX);
    assert!(at("a warning") < at("first") && at("first") < at("second"), "{text}");
    assert!(!text.contains("a note"), "{text}");
    assert!(text.ends_with("2 errors, 1 warning, 1 note (shown with --verbose)\n"), "{text}");
}

#[test]
fn programs_get_one_object_a_line() {
    let (sources, file) = sources();
    let mut diagnostics = Diagnostics::new();
    let place = Pointer::parse("/paths/~1pets/get/operationId");
    diagnostics.push(Diagnostic::new(Code::InvalidSyntax, place, "odd").label(Place::Nowhere, "why").help("do"));
    diagnostics.trace(&Origins::new(file));
    let text = json(&diagnostics, &sources);
    let expected = serde_json::json!({
        "kind": "diagnostic", "code": "invalid-syntax", "severity": "error", "message": "odd",
        "file": "spec/api.yaml", "line": 5,
        "column": 20, "end": { "line": 5, "column": 24 }, "pointer": "/paths/~1pets/get/operationId",
        "help": "do",
        "labels": [{
            "file": null, "line": null, "column": null, "end": null, "pointer": null, "message": "why"
        }],
    });
    assert_eq!(serde_json::from_str::<serde_json::Value>(&text).ok(), Some(expected));
    assert_eq!(text.lines().count(), 1);
}

#[test]
fn the_document_counts_by_code() {
    let (sources, _) = sources();
    let mut diagnostics = Diagnostics::new();
    for code in [Code::Untyped, Code::IgnoredSibling, Code::IgnoredSibling] {
        diagnostics.push(Diagnostic::new(code, Place::Nowhere, "odd"));
    }
    let document = document(&diagnostics, &sources);
    let counts = serde_json::json!([{}, { "ignored-sibling": 2 }, { "untyped": 1 }]);
    assert_eq!(serde_json::json!([document["errors"], document["warnings"], document["notes"]]), counts);
    assert_eq!(document["diagnostics"].as_array().map(Vec::len), Some(3));
}

#[test]
fn strict_makes_errors_of_warnings_and_of_nothing_else() {
    let (mut strict, mut other) = (Diagnostics::strict(), Diagnostics::new());
    strict.push(Diagnostic::new(Code::IgnoredSibling, Place::Nowhere, "odd"));
    other.push(Diagnostic::new(Code::IgnoredSibling, Place::Nowhere, "odd"));
    other.push(Diagnostic::new(Code::Untyped, Place::Nowhere, "odd"));
    strict.append(other);
    let severities: Vec<_> = strict.iter().map(|diagnostic| diagnostic.severity).collect();
    assert_eq!(severities, [Severity::Error, Severity::Error, Severity::Note]);
}
