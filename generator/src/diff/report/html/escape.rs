//! Text of a description, fit to stand in HTML.

use std::fmt::Write as _;

/// The text, to stand between tags or in a quoted attribute. What would show as nothing, or change how its surroundings
/// are shown, is written as Rust writes it: `\u{202e}`.
pub(super) fn escape(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            c if is_unseen(c) => {
                let _ = write!(html, "{}", c.escape_unicode());
            }
            c => html.push(c),
        }
    }
    html
}

/// A path, which may be broken after its dots where there is no room for all of it.
pub(super) fn path(text: &str) -> String {
    escape(text).replace('.', ".<wbr>")
}

/// A clause in which names stand between backticks.
pub(super) fn clause(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, (code, after))) =
        rest.split_once('`').and_then(|(before, rest)| Some((before, rest.split_once('`')?)))
    {
        let _ = write!(html, "{}<code>{}</code>", escape(before), escape(code));
        rest = after;
    }
    html + &escape(rest)
}

/// Control characters, marks that turn the direction of writing, and spaces without width. The joiners are left alone:
/// some languages and emoji are not written without them.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
