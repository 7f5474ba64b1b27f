//! Declarations before and after, side by side, with the words marked that differ.

use similar::{Algorithm, ChangeTag};

use super::escape::escape;
use crate::diff::{Change, Fate};

/// How a thing was and is declared, if that is known.
pub(super) fn declared(change: &Change) -> String {
    match (&change.before, &change.after) {
        (None, None) => String::new(),
        (Some(before), Some(after)) if before != after => {
            let (before, after) = marked(before, after);
            beside(&pane("before", "Before", &before), &pane("after", "After", &after))
        }
        (Some(before), None) => beside(&pane("before", "Before", &escape(before)), NONE),
        (None, Some(after)) if change.kind.fate() == Fate::Added => {
            beside(NONE, &pane("after", "After", &escape(after)))
        }
        // Something else about it changed.
        (_, Some(declaration)) => {
            format!("<div class=\"declared\">{}</div>\n", pane("same", "Declared as", &escape(declaration)))
        }
    }
}

/// The place of a declaration where there is none.
const NONE: &str = "<div class=\"none\"></div>";

fn beside(before: &str, after: &str) -> String {
    format!("<div class=\"declared\">{before}{after}</div>\n")
}

fn pane(class: &str, label: &str, html: &str) -> String {
    format!("<pre class=\"{class}\"><span class=\"spoken\">{label}: </span><code>{html}</code></pre>")
}

/// Both texts, with what only one of them has in `<del>` and `<ins>`.
fn marked(before: &str, after: &str) -> (String, String) {
    let (old, new) = (words(before), words(after));
    let (mut before, mut after) = (String::new(), String::new());
    for (tag, words) in similar::utils::diff_slices(Algorithm::Myers, &old, &new) {
        let text = escape(&words.concat());
        match tag {
            ChangeTag::Equal => {
                before.push_str(&text);
                after.push_str(&text);
            }
            ChangeTag::Delete => before.push_str(&format!("<del>{text}</del>")),
            ChangeTag::Insert => after.push_str(&format!("<ins>{text}</ins>")),
        }
    }
    (before, after)
}

/// A text in its words, and what stands between them one by one.
fn words(text: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match is_word(first) {
            true => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}
