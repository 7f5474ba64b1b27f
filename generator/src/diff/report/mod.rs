//! Reports: one comparison, laid out for people and programs.
//!
//! [`text`] is for terminals, [`markdown`] for pull requests and changelogs, [`json()`] for programs, [`html()`] a page to
//! look through. The first two say what [`digest`] makes of it; what is said of each change is decided by the comparison.

mod digest;
mod html;
mod markdown;
mod text;

use serde_json::{Value, json};

use super::{Change, Level, Report};

pub use html::html;
pub use markdown::{changelog_entry, markdown};
pub use text::text;

/// The report for programs: verdicts, counts, and all changes.
pub fn json(report: &Report) -> Value {
    let change = |change: &Change| {
        let (topic, fate) = (change.kind.topic(), change.kind.fate());
        let mut value = json!({ "subject": change.subject(), "level": change.level(), "topic": topic, "fate": fate });
        if let (Value::Object(value), Ok(Value::Object(change))) = (&mut value, serde_json::to_value(change)) {
            value.extend(change);
        }
        value
    };
    json!({
        "generator": crate::GENERATOR,
        "old": report.old,
        "new": report.new,
        "source": report.source(),
        "wire": report.wire(),
        "step": report.step(),
        "version": report.version(),
        "counts": { "source": counts(report, |change| change.source.level), "wire": counts(report, |change| change.wire.level) },
        "changes": report.changes.iter().map(change).collect::<Vec<_>>(),
    })
}

/// How many changes there are of each level.
fn counts(report: &Report, of: fn(&Change) -> Level) -> Value {
    let count = |level| count(report, of, level);
    json!({
        "breaking": count(Level::Breaking),
        "additive": count(Level::Additive),
        "invisible": count(Level::Invisible),
    })
}

fn count(report: &Report, of: fn(&Change) -> Level, level: Level) -> usize {
    report.changes.iter().filter(|change| of(change) == level).count()
}

/// What a report comes to, in a sentence without its end: what it means, and the version that follows.
pub fn conclusion(report: &Report) -> String {
    let old = &report.old.version;
    if report.changes.is_empty() {
        return "nothing changes for users".to_owned();
    }
    let next = report.version().map(|next| format!(", {old} to {next}")).unwrap_or_default();
    format!("{} for source, {} on the wire: a {} step{next}", report.source(), report.wire(), report.step())
}
