//! A report as Markdown.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::digest::{self, Entry, Section, Weight};
use super::{conclusion, count};
use crate::diff::{Change, Fate, Level, Report, Topic, Verdict};

/// The report as Markdown, for a pull request.
pub fn markdown(report: &Report) -> String {
    let Report { old, new, .. } = report;
    let name = if new.title.is_empty() { "the API" } else { &new.title };
    // Writing to a string does not fail.
    let mut text = format!("# What changes in {name}: {} → {}\n\n", old.api_version, new.api_version);
    let _ = writeln!(text, "{}.\n", capitalized(&conclusion(report)));
    if report.changes.is_empty() {
        return text;
    }
    text.push_str("| changes | for source | on the wire |\n|---|---|---|\n");
    for level in [Level::Breaking, Level::Additive, Level::Invisible] {
        let (source, wire) =
            (count(report, |change| change.source.level, level), count(report, |change| change.wire.level, level));
        let _ = writeln!(text, "| {level} | {source} | {wire} |");
    }
    text.push_str("\n| | added | removed | changed |\n|---|---|---|---|\n");
    for topic in Topic::ALL.into_iter().filter(|topic| *topic != Topic::Documentation) {
        let [added, removed, changed] =
            [Fate::Added, Fate::Removed, Fate::Changed].map(|fate| subjects(report, topic, fate));
        let _ = writeln!(text, "| {} | {added} | {removed} | {changed} |", topic.label().to_lowercase());
    }
    for section in digest::of(report) {
        let _ = write!(text, "\n## {}\n\n{}", section.weight.title(), lines(&section));
    }
    text
}

/// Of how many things the changes are of one sort.
fn subjects(report: &Report, topic: Topic, fate: Fate) -> usize {
    let changes = report.changes.iter().filter(|change| (change.kind.topic(), change.kind.fate()) == (topic, fate));
    changes.map(Change::subject).collect::<BTreeSet<_>>().len()
}

/// The report as an entry of a changelog: a heading for `version`, and what matters to those who use the crate.
pub fn changelog_entry(report: &Report, version: &str) -> String {
    let mut text = format!("## {version}\n");
    for section in digest::of(report).iter().filter(|section| section.weight != Weight::Invisible) {
        let _ = write!(text, "\n### {}\n\n{}", section.weight.title(), lines(section));
    }
    text
}

fn lines(section: &Section<'_>) -> String {
    section.entries.iter().map(|entry| format!("- {}\n", line(entry))).collect()
}

/// One entry, on a line.
fn line(entry: &Entry<'_>) -> String {
    match entry {
        Entry::Group { of, what, names } => {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            format!("`{of}` {what} {}.", names.join(", "))
        }
        Entry::Change(change) => {
            let mut text = format!("`{}` {}", change.subject(), change.what);
            let because = |verdict: &Verdict| !verdict.because.is_empty();
            match (because(&change.source), because(&change.wire)) {
                (true, true) => {
                    let _ = write!(text, ": {}; on the wire, {}", change.source.because, change.wire.because);
                }
                (true, false) => {
                    let _ = write!(text, ": {}", change.source.because);
                }
                (false, true) => {
                    let _ = write!(text, ": {}", change.wire.because);
                }
                (false, false) => {}
            }
            text.push('.');
            text.push_str(&declared(change));
            text
        }
    }
}

/// What it was and is, where code that breaks may want to see it.
fn declared(change: &Change) -> String {
    match (&change.before, &change.after) {
        (Some(before), Some(after)) if change.source.level == Level::Breaking && before != after => {
            format!(" `{before}` → `{after}`")
        }
        _ => String::new(),
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
