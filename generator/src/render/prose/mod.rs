//! Prose of a description as rustdoc, comments and Markdown.
//!
//! What comes out of [`doc`] passes `cargo doc` without warnings and is never run by `cargo test --doc`, whatever goes
//! in. The Markdown is parsed, and edited where it would not do as documentation; the rest stands as the author wrote
//! it. Text is not wrapped anew.

mod html;
mod markdown;

/// Which documentation comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// `///`, on what follows.
    Outer,
    /// `//!`, on what it stands in.
    Inner,
}

/// Prose as documentation comment lines, without a line break at the end. Nothing for blank prose.
pub fn doc(prose: &str, marker: Marker) -> String {
    let marker = match marker {
        Marker::Outer => "///",
        Marker::Inner => "//!",
    };
    prefixed(&markdown(prose), marker)
}

/// Text as `//` lines, without a line break at the end. It is not read as Markdown.
pub fn comment(text: &str) -> String {
    prefixed(&clean(text), "//")
}

/// Prose as it stands in a Markdown file: safe documentation, without comment markers.
pub fn markdown(prose: &str) -> String {
    let clean = clean(prose);
    if is_plain(&clean) {
        return trim_lines(&clean);
    }
    let tamed = trim_lines(&markdown::tame(&html::to_markdown(&clean)));
    if markdown::is_tame(&tamed) {
        return tamed;
    }
    // What cannot be edited so that it is safe is no markup at all.
    let lines: Vec<String> = clean.lines().map(|line| escape_markdown(line.trim())).collect();
    trim_lines(&lines.join("\n"))
}

/// A plain string as text of Markdown: nothing in it is markup, and it stays on one line.
pub fn escape_markdown(text: &str) -> String {
    let clean = clean(text);
    let mut escaped = String::with_capacity(clean.len());
    let mut before = ' ';
    let mut rest = clean.chars().peekable();
    while let Some(c) = rest.next() {
        let inside_word = before.is_alphanumeric() && rest.peek().is_some_and(|next| next.is_alphanumeric());
        match c {
            '\n' => escaped.push(' '),
            '_' if inside_word => escaped.push(c),
            // A backslash means nothing in a block of HTML.
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => escaped.extend(['\\', c]),
            '#' | '+' | '-' | '=' if escaped.trim().is_empty() => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
        before = c;
    }
    escaped
}

/// Text as a code span of Markdown.
pub fn code_span(text: &str) -> String {
    let text = clean(text).replace('\n', " ");
    let fence = "`".repeat(longest_run(&text, '`') + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

fn prefixed(text: &str, marker: &str) -> String {
    let text = text.trim_matches('\n');
    if text.trim().is_empty() {
        return String::new();
    }
    let lines = text.lines().map(|line| match line.trim_end() {
        "" => marker.to_owned(),
        line => format!("{marker} {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Without trailing blanks, and outside of code with one blank line where there were several.
fn trim_lines(text: &str) -> String {
    let mut trimmed = String::with_capacity(text.len());
    let mut in_code = false;
    for line in text.lines().map(str::trim_end) {
        let starts = line.trim_start_matches([' ', '>']);
        in_code ^= starts.starts_with("```") || starts.starts_with("~~~");
        if !line.is_empty() || in_code || !(trimmed.is_empty() || trimmed.ends_with("\n\n")) {
            trimmed.push_str(line);
            trimmed.push('\n');
        }
    }
    trimmed.trim_matches('\n').to_owned()
}

/// One kind of line break, no tabs, and no characters that are invisible or turn the direction of what follows:
/// those show as `\u{…}`.
fn clean(text: &str) -> String {
    if text.bytes().all(|byte| byte == b'\n' || (b' '..0x7f).contains(&byte)) {
        return text.to_owned();
    }
    let mut clean = String::with_capacity(text.len());
    let text = text.replace("\r\n", "\n");
    for c in text.strip_prefix('\u{feff}').unwrap_or(&text).chars() {
        match c {
            '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => clean.push('\n'),
            '\t' => clean.push_str("    "),
            c if c.is_control() || is_hidden(c) => clean.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            c => clean.push(c),
        }
    }
    clean
}

/// Whether a character shows nothing of itself, and is no part of a script or an emoji as the joiners are.
pub fn is_hidden(c: char) -> bool {
    let is_format = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    let is_nothing = matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe;
    is_format || is_nothing
}

/// Whether nothing in the text needs an edit: no link, no code, no HTML, no indented line.
fn is_plain(text: &str) -> bool {
    !text.contains(['[', '<', '`', '\\', '~'])
        && !text.contains("://")
        && !text.lines().any(|line| line.starts_with("    ") || line.ends_with("  ") || line.contains("     "))
}

fn longest_run(text: &str, wanted: char) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for c in text.chars() {
        run = if c == wanted { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    longest
}

/// Replacements of byte ranges of a text, made in any order and applied at once.
#[derive(Default)]
struct Edits(Vec<(std::ops::Range<usize>, String)>);

impl Edits {
    fn replace(&mut self, range: std::ops::Range<usize>, with: impl Into<String>) {
        self.0.push((range, with.into()));
    }

    fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// The text with all edits made. An edit inside of another one is dropped.
    fn apply(mut self, text: &str) -> String {
        self.0.sort_by_key(|(range, _)| (range.start, range.end));
        let mut edited = String::with_capacity(text.len() + 64);
        let mut position = 0;
        for (range, with) in self.0 {
            if range.start < position {
                continue;
            }
            edited.push_str(text.get(position..range.start).unwrap_or_default());
            edited.push_str(&with);
            position = range.end;
        }
        edited.push_str(text.get(position..).unwrap_or_default());
        edited
    }
}

#[cfg(test)]
mod tests;
