//! The oddities of YAML, limits, and places.

use serde_json::{Value, json};

use super::*;

/// A diagnostic: its code, its file, line and column.
type Said = (&'static str, String, (usize, usize));

fn parsed(name: &str, text: &str) -> (Option<Value>, Vec<Said>) {
    let mut sources = Sources::new();
    let mut diagnostics = Diagnostics::new();
    let file = sources.add(name, text);
    let document = parse(file, &sources, &mut diagnostics);
    let seen = diagnostics.iter().map(|diagnostic| {
        let at = match diagnostic.place {
            Place::Span(file, (start, _)) => sources.position(file, start),
            _ => (0, 0),
        };
        (diagnostic.code.name(), diagnostic.message.clone(), at)
    });
    (document.map(|document| document.root), seen.collect())
}

fn yaml(text: &str) -> Value {
    let (value, faults) = parsed("a.yaml", text);
    assert_eq!(faults, vec![]);
    value.unwrap_or_default()
}

#[test]
fn yaml_is_read_as_json() {
    assert_eq!(
        yaml("200: a\ntrue: b\nnull: c\n1.10: d\n~: e\n"),
        json!({"200": "a", "true": "b", "null": "c", "1.10": "d", "~": "e"})
    );
    assert_eq!(
        yaml("a: 2024-01-31\nb: no\nc: 0123\nd: 12:30\ne: 1e3\n"),
        json!({"a": "2024-01-31", "b": "no", "c": "0123", "d": "12:30", "e": 1000.0})
    );
    assert_eq!(yaml("a: 18446744073709551615\nb: -9223372036854775808"), json!({"a": u64::MAX, "b": i64::MIN}));
    assert_eq!(
        yaml("a: .inf\nb: !money 3\nc: !!str 4\nd: !list [1]"),
        json!({"a": ".inf", "b": 3, "c": "4", "d": [1]})
    );
    assert_eq!(yaml("\u{feff}{a: 1, }"), json!({"a": 1}));
    assert_eq!(yaml("--- # comment\na: |\n  b\n...\n"), json!({"a": "b\n"}));
}

#[test]
fn anchors_and_merge_keys_work() {
    let text = "a: &a {x: 1, y: 2}\nb: &b {z: 3}\nc: {<<: *a, y: 5}\nd: {<<: [*a, *b], w: *a}\n";
    let value = yaml(text);
    assert_eq!(value.get("c"), Some(&json!({"y": 5, "x": 1})));
    assert_eq!(value.get("d"), Some(&json!({"w": {"x": 1, "y": 2}, "x": 1, "y": 2, "z": 3})));
}

#[test]
fn faults_of_syntax_have_their_place() {
    let first = |name: &str, text: &str| {
        let (_, faults) = parsed(name, text);
        faults.into_iter().next().map(|(code, _, at)| (code, at))
    };
    assert_eq!(first("a.yaml", "a: 1\nb: [1, 2\nc: 3\n"), Some(("invalid-syntax", (3, 2))));
    assert_eq!(first("a.json", "{\n  \"é\": 1,\n}"), Some(("invalid-syntax", (3, 1))));
    assert_eq!(first("a.yaml", ""), Some(("invalid-syntax", (1, 1))));
    assert_eq!(first("a.yaml", "a: 1\n---\nb: 2\n"), Some(("invalid-syntax", (2, 1))));
    assert_eq!(first("a.yaml", "a:\n\tb: 1\n"), Some(("invalid-syntax", (2, 1))));
}

#[test]
fn keys_given_twice_are_all_reported() {
    let text = "a: 1\nb:\n  c: 1\n  c: 2\na: 3\n";
    let (value, faults) = parsed("a.yaml", text);
    assert_eq!(value, Some(json!({"a": 3, "b": {"c": 2}})));
    let places: Vec<_> = faults.iter().map(|(code, _, at)| (*code, *at)).collect();
    assert_eq!(places, [("repeated-key", (4, 3)), ("repeated-key", (5, 1))]);
    assert_eq!(parsed("a.json", "{\"a\": 1, \"\\u0061\": 2}").1.len(), 1);
}

#[test]
fn deep_and_exploding_files_are_refused() {
    let deep = |open: &str, close: &str| format!("a: {}{}", open.repeat(5000), close.repeat(5000));
    assert_eq!(parsed("a.yaml", &deep("[", "]")).1.len(), 1);
    assert_eq!(parsed("a.json", &"[".repeat(100_000)).1.first().map(|fault| fault.0), Some("document-limit"));
    let mut laughs = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let below = format!("*a{}, ", level - 1).repeat(9);
        laughs.push_str(&format!("a{level}: &a{level} [{below}]\n"));
    }
    assert_eq!(parsed("a.yaml", &laughs).1.first().map(|fault| fault.0), Some("document-limit"));
    let text = format!("a: &a {}\nb: [{}]", "x".repeat(100_000), "*a, ".repeat(1000));
    assert_eq!(parsed("a.yaml", &text).1.first().map(|fault| fault.0), Some("document-limit"));
}

#[test]
fn nodes_are_located_in_both_formats() {
    let located = |text: &str, pointer: &str| {
        let mut sources = Sources::new();
        let file = sources.add("a", text);
        let range = sources.locate(file, &Pointer::parse(pointer));
        range.map(|range| (sources.position(file, range.start), text.get(range).unwrap_or_default().to_owned()))
    };
    let yaml = "é: 1\nb:\n  - c: x\n    'd e': {f: long}\n  - |\n    text\ng: &g\n  h: 1\ni: *g\nj:\n  <<: *g\nk:\n";
    let at = |pointer: &str| located(yaml, pointer).unwrap_or_default();
    assert_eq!(at("/é"), ((1, 4), "1".to_owned()));
    assert_eq!(at("/b"), ((2, 1), "b".to_owned()));
    assert_eq!(at("/b/0"), ((3, 5), "c: x".to_owned()));
    assert_eq!(at("/b/0/d e/f"), ((4, 16), "long".to_owned()));
    assert_eq!(at("/b/0/d e"), ((4, 5), "'d e'".to_owned()));
    assert_eq!(at("/b/1"), ((6, 5), "text".to_owned()));
    assert_eq!(at("/i/h"), ((8, 6), "1".to_owned()));
    assert_eq!(at("/j/h"), ((8, 6), "1".to_owned()));
    assert_eq!(at("/k"), ((12, 1), "k".to_owned()));
    assert_eq!(at("/b/0/absent/more"), ((3, 5), "c: x".to_owned()));
    let json = "{\n\t\"a~/b\": [1, {\"\\u0063\": \"\\ud83d\\ude00\"}],\n\t\"d\": true}";
    assert_eq!(located(json, "/a~0~1b/1/c").unwrap_or_default(), ((2, 25), "\"\\ud83d\\ude00\"".to_owned()));
    assert_eq!(located(json, "/d").unwrap_or_default(), ((3, 7), "true".to_owned()));
}

#[test]
fn a_file_that_is_not_there_is_reported_with_a_similar_name() -> std::io::Result<()> {
    let folder = tempfile::tempdir()?;
    std::fs::write(folder.path().join("openapi.yaml"), "a: 1")?;
    let mut diagnostics = Diagnostics::new();
    assert!(read(&folder.path().join("openapi.yml"), &mut Sources::new(), &mut diagnostics).is_none());
    let help = diagnostics.iter().next().and_then(|diagnostic| diagnostic.help.clone());
    assert_eq!(help.as_deref(), Some("there is a file `openapi.yaml` in that folder"));
    Ok(())
}
