//! A report for a terminal.

use std::fmt::Write as _;

use super::conclusion;
use super::digest::{self, Entry, Weight};
use crate::diff::{Change, Level, Report};

/// The report as text. What is invisible is counted, and listed only if `verbose`.
pub fn text(report: &Report, colour: bool, verbose: bool) -> String {
    let mut text = String::new();
    for section in digest::of(report) {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}", styled(section.weight.title(), style(section.weight), colour));
        if section.weight == Weight::Invisible && !verbose {
            let count = report.changes.iter().filter(|change| change.level() == Level::Invisible).count();
            let _ = writeln!(text, "  {count} changes that users do not notice: --verbose shows them");
        } else {
            section.entries.iter().for_each(|entry| self::entry(entry, colour, &mut text));
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}", conclusion(report));
    text
}

fn entry(entry: &Entry<'_>, colour: bool, text: &mut String) {
    let _ = match entry {
        Entry::Group { of, what, names } => {
            writeln!(text, "  {} {what} {}", styled(of, BOLD, colour), names.join(", "))
        }
        Entry::Change(change) => {
            let _ = writeln!(text, "  {} {}", styled(&change.subject(), BOLD, colour), change.what);
            reasons(change, text)
        }
    };
}

fn reasons(change: &Change, text: &mut String) -> std::fmt::Result {
    for (of, verdict) in [("source", &change.source), ("wire", &change.wire)] {
        if !verdict.because.is_empty() {
            writeln!(text, "      {of}: {}", verdict.because)?;
        }
    }
    if change.source.level == Level::Breaking
        && let (Some(before), Some(after)) = (&change.before, &change.after)
        && before != after
    {
        writeln!(text, "      - {before}\n      + {after}")?;
    }
    Ok(())
}

const BOLD: &str = "\u{1b}[1m";

fn style(weight: Weight) -> &'static str {
    match weight {
        Weight::Breaking | Weight::BreakingOnTheWire => "\u{1b}[1;31m",
        Weight::Additive => "\u{1b}[1;32m",
        Weight::Invisible => BOLD,
    }
}

fn styled(text: &str, style: &str, colour: bool) -> String {
    if colour { format!("{style}{text}\u{1b}[0m") } else { text.to_owned() }
}
