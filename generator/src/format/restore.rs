//! Turns the sentinels in printed text back into what they stand for.

use super::scan::{self, Line};
use super::weave::{Note, Woven};

/// The text without sentinels.
pub fn restore(printed: &str, woven: &Woven) -> String {
    let mut out = Out { text: String::with_capacity(printed.len() + 1024) };
    let note = format!("{}_note", woven.prefix);
    let end = format!("{}_end", woven.prefix);
    let kept = format!("{}_macro", woven.prefix);
    for line in printed.lines() {
        if !line.contains(&woven.prefix) {
            out.line(line);
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        if let Some((before, after)) = line.split_once(&note) {
            let before = before.strip_suffix("//").unwrap_or(before).trim_end();
            if !before.is_empty() {
                out.line(before);
            }
            if let Some(note) = woven.notes.get(number(after)) {
                out.note(note, indent);
            }
        } else if let Some((before, after)) = line.split_once(&end) {
            // What was made to carry a sentinel at the end of a list is a line of its own.
            let after = [": (),", ": ()", " => {},", " => {}", ","]
                .iter()
                .find_map(|made| after.strip_prefix(made))
                .unwrap_or(after);
            if !before.trim().is_empty() || !after.trim().is_empty() {
                out.line(&format!("{before}{after}"));
            }
        } else {
            out.line(&macros(line, &kept, indent, woven));
        }
    }
    out.text
}

struct Out {
    text: String,
}

impl Out {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn note(&mut self, note: &Note, indent: usize) {
        if let Some(comment) = &note.trailing {
            self.trailing(comment, indent);
        }
        for line in &note.lines {
            match line {
                Line::Blank => {
                    if !self.text.is_empty() && !self.text.ends_with("\n\n") {
                        self.text.push('\n');
                    }
                }
                Line::Comment(_, column, comment) => self.comment(comment, *column, indent),
            }
        }
    }

    /// Appends to the line before, unless that ends in a comment or there is none.
    fn trailing(&mut self, comment: &str, indent: usize) {
        let last = self.text.trim_end_matches('\n').lines().next_back().unwrap_or_default();
        if last.trim().is_empty() || last.contains("//") {
            self.comment(comment, 0, indent);
            return;
        }
        self.text.truncate(self.text.trim_end_matches('\n').len());
        self.text.push(' ');
        self.line(comment);
    }

    /// A comment on lines of its own. The lines of a block comment keep their places below its first one.
    fn comment(&mut self, comment: &str, column: usize, indent: usize) {
        for (index, line) in comment.lines().enumerate() {
            let blank = line.len() - line.trim_start_matches(' ').len();
            let line = if index == 0 { line } else { line.get(blank.min(column)..).unwrap_or_default() }.trim_end();
            let indent = if line.is_empty() { 0 } else { indent };
            self.line(&format!("{:indent$}{line}", ""));
        }
    }
}

fn number(text: &str) -> usize {
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    text.get(..digits).and_then(|digits| digits.parse().ok()).unwrap_or(usize::MAX)
}

/// A line with its macro calls as they were written.
fn macros(line: &str, kept: &str, indent: usize, woven: &Woven) -> String {
    let mut parts = line.split(kept);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let Some(written) = woven.macros.get(number(part)) else { continue };
        let rest = part.trim_start_matches(|c: char| c.is_ascii_digit());
        let rest = ["! {}", "!()", "![]", "!{}"].iter().find_map(|call| rest.strip_prefix(call)).unwrap_or(rest);
        text.push_str(&indented(written, indent));
        text.push_str(rest);
    }
    text
}

/// A macro call moved to another indentation, all of its lines alike, but for those that belong to a string.
pub fn indented(written: &str, indent: usize) -> String {
    let literal = scan::literal_lines(written);
    let mut at = 0;
    let mut lines: Vec<(&str, bool)> = Vec::new();
    for line in written.split('\n') {
        lines.push((line, literal.binary_search(&at).is_ok()));
        at += line.len() + 1;
    }
    let depth = |line: &str| line.len() - line.trim_start().len();
    let last = lines.len().saturating_sub(1);
    let closes = |line: &str| line.trim_start().starts_with(['}', ')', ']']);
    let shallowest = lines
        .iter()
        .enumerate()
        .filter(|(index, (line, literal))| *index > 0 && !literal && !line.trim().is_empty())
        .filter(|(index, (line, _))| *index < last || !closes(line))
        .map(|(_, (line, _))| depth(line))
        .min()
        .unwrap_or(0);
    let mut text = String::with_capacity(written.len());
    for (index, (line, is_literal)) in lines.iter().enumerate() {
        let continues = lines.get(index + 1).is_some_and(|(_, literal)| *literal);
        let shown = if continues { line } else { line.trim_end() };
        if index > 0 {
            text.push('\n');
        }
        if index == 0 || *is_literal {
            text.push_str(shown);
        } else if index == last && closes(line) {
            text.push_str(&format!("{:indent$}{}", "", shown.trim_start()));
        } else if !shown.trim().is_empty() {
            let depth = depth(line).saturating_sub(shallowest) + indent + 4;
            text.push_str(&format!("{:depth$}{}", "", shown.trim_start()));
        }
    }
    text
}
