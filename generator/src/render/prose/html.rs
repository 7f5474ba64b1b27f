//! HTML in prose: the few tags that descriptions use become Markdown, all others show as text.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::Edits;
use super::markdown::OPTIONS;

/// The text with its HTML replaced. What comes out may still hold tags that were hidden by the first ones; those are
/// escaped when the Markdown is tamed.
pub fn to_markdown(text: &str) -> String {
    if !text.contains('<') {
        return text.to_owned();
    }
    let mut edits = Edits::default();
    let mut open = Vec::new();
    let mut in_table = false;
    for (event, range) in Parser::new_ext(text, OPTIONS).into_offset_iter() {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => {
                for tag in tags(text, range) {
                    replace(text, &tag, in_table, &mut open, &mut edits);
                }
            }
            Event::Start(Tag::Table(_)) => in_table = true,
            Event::End(TagEnd::Table) => in_table = false,
            Event::End(
                TagEnd::Paragraph | TagEnd::HtmlBlock | TagEnd::Heading(_) | TagEnd::Item | TagEnd::TableCell,
            ) => {
                // Inline markup does not reach across blocks: an opening tag that is left over shows as text.
                open.drain(..).for_each(|tag: Open| edits.replace(tag.range, format!("\\{}", tag.text)));
            }
            _ => {}
        }
    }
    open.drain(..).for_each(|tag| edits.replace(tag.range, format!("\\{}", tag.text)));
    edits.apply(text)
}

/// A tag that waits for its end.
struct Open {
    name: String,
    range: Range<usize>,
    text: String,
}

/// The ranges of the tags and comments within a range of HTML.
fn tags(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut position = range.start;
    while let Some(rest) = text.get(position..range.end) {
        let Some(start) = rest.find('<') else { break };
        let tail = rest.get(start..).unwrap_or_default();
        let length = match tail.starts_with("<!--") {
            true => tail.find("-->").map_or(tail.len(), |end| end + 3),
            false => tail.find('>').map_or(1, |end| end + 1),
        };
        found.push(position + start..position + start + length);
        position += start + length;
    }
    found
}

fn replace(text: &str, range: &Range<usize>, in_table: bool, open: &mut Vec<Open>, edits: &mut Edits) {
    let tag = text.get(range.clone()).unwrap_or_default();
    if tag.starts_with("<!--") {
        return edits.replace(range.clone(), "");
    }
    let inner = tag.trim_start_matches('<').trim_end_matches('>').trim_end_matches('/').trim();
    let closing = inner.starts_with('/');
    let name = inner.trim_start_matches('/').split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
    match name.as_str() {
        "br" if in_table => edits.replace(range.clone(), " "),
        "br" => line_break(text, range, edits),
        "p" | "div" | "ul" | "ol" | "section" => edits.replace(range.clone(), if in_table { " " } else { "\n\n" }),
        "li" => edits.replace(range.clone(), if closing || in_table { "" } else { "\n- " }),
        "b" | "strong" | "i" | "em" | "code" | "tt" | "a" | "u" | "span" | "sup" | "sub" | "small" => {
            if closing {
                close(text, &name, range, open, edits);
            } else {
                open.push(Open { name, range: range.clone(), text: tag.to_owned() });
            }
        }
        _ => edits.replace(range.clone(), format!("\\{tag}")),
    }
}

fn line_break(text: &str, range: &Range<usize>, edits: &mut Edits) {
    let rest = text.get(range.end..).unwrap_or_default();
    let spaces = rest.len() - rest.trim_start_matches(' ').len();
    let newline = usize::from(rest.get(spaces..).is_some_and(|rest| rest.starts_with('\n')));
    let ends_here = rest.trim_start_matches(' ').is_empty() || rest.trim_start_matches(' ').starts_with("\n\n");
    let before = text.get(..range.start).unwrap_or_default();
    let starts_line = before.trim_end_matches(' ').is_empty() || before.trim_end_matches(' ').ends_with(['\n', '>']);
    // A break before a blank line is none, and two in a row are a new paragraph.
    let with = if ends_here || starts_line { "\n" } else { "\\\n" };
    edits.replace(range.start..range.end + spaces + newline, with);
}

/// Replaces a pair of tags by what Markdown has for it. An end without a start shows as text.
fn close(text: &str, name: &str, range: &Range<usize>, open: &mut Vec<Open>, edits: &mut Edits) {
    let Some(at) = open.iter().rposition(|tag| tag.name == name) else {
        let tag = text.get(range.clone()).unwrap_or_default();
        return edits.replace(range.clone(), format!("\\{tag}"));
    };
    let start = open.remove(at);
    let inside = text.get(start.range.end..range.start).unwrap_or_default();
    let mark = match name {
        // Emphasis marks that touch blanks or stand around nothing are no emphasis.
        _ if inside.trim() != inside || inside.is_empty() => "",
        "b" | "strong" => "**",
        "i" | "em" => "*",
        "code" | "tt" if !inside.contains(['`', '<', '\n']) => "`",
        _ => "",
    };
    match (name, href(&start.text)) {
        ("a", Some(target)) if !inside.trim().is_empty() && !inside.contains(['[', ']']) => {
            edits.replace(start.range, "[");
            edits.replace(range.clone(), format!("](<{target}>)"));
        }
        _ => {
            edits.replace(start.range, mark);
            edits.replace(range.clone(), mark);
        }
    }
}

fn href(tag: &str) -> Option<&str> {
    let (_, rest) = tag.split_once("href=")?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let target = rest.get(1..)?.split(quote).next()?;
    (super::markdown::is_absolute(target) && !target.contains(['<', '>', '\n'])).then_some(target)
}
