//! What is said about an element: its prose, and in words what limits it. How that becomes documentation is `prose`'s.

use super::prose::code_span;
use super::tokens::Presence;
use crate::ir::{Constraints, Docs, Field, Type};

/// Summary and description, as one text.
pub fn prose(docs: &Docs) -> String {
    let parts = [docs.summary.as_deref(), docs.description.as_deref()];
    let mut parts: Vec<&str> = parts.into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.dedup();
    let mut parts = parts.into_iter();
    let Some(first) = parts.next() else { return String::new() };
    // A summary is a line of its own, and rustdoc's lists end it like a sentence.
    let ended = first.ends_with(['.', '!', '?', ':', '\\']) || first.contains('\n');
    let mut text = if ended { first.to_owned() } else { format!("{first}.") };
    for part in parts {
        text.push_str("\n\n");
        text.push_str(part);
    }
    text
}

/// The prose of a field, what limits it, unless that is not to be said, and what holds without it.
pub fn field_docs(field: &Field, presence: Presence, says_limits: bool) -> String {
    let mut text = prose(&field.docs);
    let mut notes = if says_limits { limits(&field.constraints) } else { Vec::new() };
    if let Some(default) = default(field) {
        // Who sees `None` where `null` is a value too cannot know whether the default holds.
        let is_either = presence == Presence::Optional && field.nullable && !field.required && field.ty != Type::Json;
        let but = if is_either { ", but not for `null`, which is `None` too" } else { "" };
        notes.push(format!("Default: {}{but}.", code_span(&default)));
    }
    if field.read_only {
        notes.push("Only received: requests leave it out.".to_owned());
    }
    if field.write_only {
        notes.push("Only sent.".to_owned());
    }
    if presence == Presence::ThreeValued {
        notes.push("Sent as `null` if set to `None`.".to_owned());
    }
    if !notes.is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&notes.join(" "));
    }
    text
}

/// The default of a field as readers know it: a string without quotes, unless it is empty.
pub fn default(field: &Field) -> Option<String> {
    let default = field.default.as_ref().filter(|default| !default.is_null())?;
    Some(default.as_str().filter(|text| !text.is_empty()).map_or_else(|| default.to_string(), str::to_owned))
}

/// Limits in words.
fn limits(constraints: &Constraints) -> Vec<String> {
    let mut notes = Vec::new();
    match (&constraints.minimum, &constraints.maximum) {
        (Some((least, false)), Some((most, false))) => notes.push(format!("From {least} to {most}.")),
        (least, most) => {
            notes.extend(least.as_ref().map(|(least, exclusive)| match exclusive {
                true => format!("Greater than {least}."),
                false => format!("At least {least}."),
            }));
            notes.extend(most.as_ref().map(|(most, exclusive)| match exclusive {
                true => format!("Less than {most}."),
                false => format!("At most {most}."),
            }));
        }
    }
    notes.extend(constraints.multiple_of.as_ref().map(|factor| format!("A multiple of {factor}.")));
    match (constraints.min_length, constraints.max_length) {
        (None | Some(0), None) => {}
        (Some(least), Some(most)) if least == most => notes.push(format!("Length: {least}.")),
        (Some(least), Some(most)) => notes.push(format!("Length: {least} to {most}.")),
        (Some(least), None) => notes.push(format!("Length: at least {least}.")),
        (None, Some(most)) => notes.push(format!("Length: at most {most}.")),
    }
    if let Some(pattern) = constraints.pattern.as_deref().filter(|pattern| !pattern.contains(['`', '\n'])) {
        notes.push(format!("Pattern: `{pattern}`."));
    }
    if !constraints.values.is_empty() {
        let values: Vec<String> = constraints.values.iter().map(|value| code_span(&value.to_string())).collect();
        notes.push(format!("{}{}.", if values.len() == 1 { "Always " } else { "One of " }, values.join(", ")));
    }
    if constraints.unique {
        notes.push("All items differ.".to_owned());
    }
    notes
}

/// Prose on one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
