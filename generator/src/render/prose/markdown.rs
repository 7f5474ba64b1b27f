//! Markdown of an author as Markdown that rustdoc takes without a word.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{Edits, longest_run};

/// What rustdoc reads beyond CommonMark, but for footnotes, which few descriptions mean when they write `[^`.
pub const OPTIONS: Options =
    Options::ENABLE_TABLES.union(Options::ENABLE_STRIKETHROUGH).union(Options::ENABLE_TASKLISTS);

/// Languages that rustdoc takes for something other than Rust. Any other word may be one of its own attributes.
const LANGUAGES: &[&str] =
    &["bash", "console", "csv", "html", "http", "json", "sh", "shell", "sql", "text", "toml", "xml", "yaml"];

/// Whether a link's target leads somewhere from a page of documentation.
pub fn is_absolute(target: &str) -> bool {
    ["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme))
}

/// The text, edited where rustdoc would warn of it, run it, or take it for a link to an item.
pub fn tame(text: &str) -> String {
    let parser = Parser::new_ext(text, OPTIONS);
    let mut edits = Edits::default();
    for (_, definition) in parser.reference_definitions().iter() {
        if !is_absolute(&definition.dest) {
            // Links to it become text with the target after it.
            edits.replace(definition.span.clone(), "");
        }
    }
    let mut taming = Taming { text, edits, pending: None, links: Vec::new(), in_code: false, end: 0 };
    for (event, range) in parser.into_offset_iter() {
        taming.event(event, range);
    }
    taming.flush();
    taming.edits.apply(text)
}

/// Whether rustdoc takes the text as meant, and whatever stands below it as if the text were not there: no code that it
/// would run, no HTML, and nothing left open.
pub fn is_tame(text: &str) -> bool {
    const BELOW: &str = "below";
    let probed = format!("{text}\n\n{BELOW}");
    let (mut depth, mut last) = (0_usize, None);
    for (event, range) in Parser::new_ext(&probed, OPTIONS).into_offset_iter() {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => return false,
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) if LANGUAGES.contains(&language.as_ref()) => {
                depth += 1
            }
            Event::Start(Tag::CodeBlock(_)) => return false,
            Event::Start(Tag::Paragraph) if depth == 0 => {
                depth += 1;
                last = Some(range);
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    last.is_some_and(|last| probed.get(last) == Some(BELOW))
}

struct Taming<'a> {
    text: &'a str,
    edits: Edits,
    /// Text that may go on in the next event: the parser cuts it at every character that could have been markup.
    pending: Option<Range<usize>>,
    links: Vec<Link>,
    in_code: bool,
    /// Where the event before ended.
    end: usize,
}

struct Link {
    start: usize,
    /// What is written instead of the target, if the link is not kept.
    dropped: Option<String>,
    autolink: bool,
    image: bool,
}

impl<'a> Taming<'a> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        if let Event::Text(_) = event {
            self.end = self.end.max(range.end);
            if !self.in_code && !self.links.last().is_some_and(|link| link.autolink) {
                self.text_event(range);
            }
            return;
        }
        self.flush();
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                self.in_code = true;
                self.code_block(&kind, range.clone());
                self.end = range.start;
            }
            Event::End(TagEnd::CodeBlock) => self.in_code = false,
            Event::Start(Tag::Link { link_type, dest_url, .. }) => self.link(link_type, &dest_url, range.start, false),
            Event::Start(Tag::Image { link_type, dest_url, .. }) => self.link(link_type, &dest_url, range.start, true),
            Event::End(TagEnd::Link | TagEnd::Image) => self.link_end(range.end),
            Event::Html(_) | Event::InlineHtml(_) => {
                let html = self.text.get(range.clone()).unwrap_or_default();
                html.match_indices('<').for_each(|(at, _)| self.edits.insert(range.start + at, "\\"));
                self.end = range.end;
            }
            Event::HardBreak => {
                // Two blanks at the end of a line say the same, but do not survive.
                if self.text.get(range.clone()).is_some_and(|text| text.starts_with(' ')) {
                    self.edits.replace(range.clone(), "\\\n");
                }
                self.end = range.end;
            }
            Event::Start(_) => self.end = self.end.max(range.start),
            _ => self.end = self.end.max(range.end),
        }
    }

    fn text_event(&mut self, range: Range<usize>) {
        match &mut self.pending {
            Some(pending) if pending.end == range.start => pending.end = range.end,
            _ => {
                self.flush();
                self.pending = Some(range);
            }
        }
    }

    /// Escapes what in a run of text looks like a link or code, and links bare addresses.
    fn flush(&mut self) {
        let Some(range) = self.pending.take() else { return };
        let text = self.text.get(range.clone()).unwrap_or_default();
        let mut position = 0;
        while let Some(rest) = text.get(position..) {
            let Some(found) = rest.find(['[', ']', '`', 'h']) else { break };
            let at = position + found;
            let rest = text.get(at..).unwrap_or_default();
            let length = if self.links.is_empty() { address(rest) } else { 0 };
            if length > 0 {
                self.edits.insert(range.start + at, "<");
                self.edits.insert(range.start + at + length, ">");
            } else if !rest.starts_with('h') && !self.is_escaped(range.start + at) {
                self.edits.insert(range.start + at, "\\");
            }
            position = at + length.max(1);
        }
    }

    fn is_escaped(&self, at: usize) -> bool {
        let before = self.text.get(..at).unwrap_or_default();
        (before.len() - before.trim_end_matches('\\').len()) % 2 == 1
    }

    fn link(&mut self, kind: LinkType, target: &str, start: usize, image: bool) {
        let autolink = matches!(kind, LinkType::Autolink | LinkType::Email);
        let dropped = match (is_absolute(target), target.is_empty() || target.starts_with('#')) {
            (true, _) => None,
            _ if autolink => None,
            (false, true) => Some(String::new()),
            (false, false) => Some(format!(" ({})", super::code_span(target))),
        };
        self.end = start + if image { 2 } else { 1 };
        self.links.push(Link { start, dropped, autolink, image });
    }

    /// A link that leads nowhere from here becomes its text, with the target after it.
    fn link_end(&mut self, end: usize) {
        let Some(link) = self.links.pop() else { return };
        if let Some(dropped) = link.dropped {
            let opening = link.start + if link.image { 2 } else { 1 };
            self.edits.replace(link.start..opening, "");
            self.edits.replace(self.end.clamp(opening, end)..end, dropped);
        }
        self.end = end;
    }

    fn code_block(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>) {
        match kind {
            CodeBlockKind::Indented => self.fence(range),
            CodeBlockKind::Fenced(info) => {
                let block = self.text.get(range.clone()).unwrap_or_default();
                let line = block.lines().next().unwrap_or_default();
                let fence = line.len() - line.trim_start_matches(['`', '~']).len();
                let word = info.split([' ', ',', '{']).next().unwrap_or_default().to_ascii_lowercase();
                let language = LANGUAGES.iter().find(|language| **language == word).copied().unwrap_or("text");
                self.edits.replace(range.start + fence..range.start + line.len(), language);
                let mark = line.get(..fence).unwrap_or_default();
                // What stands before the fence in its line belongs to the list or quotation that the block is in.
                let before = self.text.get(..range.start).unwrap_or_default();
                let before = before.rsplit('\n').next().unwrap_or_default();
                let others: String = before.chars().map(|c| if c == '>' { '>' } else { ' ' }).collect();
                let last = block.lines().skip(1).last().map(|line| strip(line, others.chars().count()).trim());
                let closed =
                    last.is_some_and(|last| last.starts_with(mark) && last.chars().all(|c| mark.starts_with(c)));
                if !closed && range.end >= self.text.trim_end().len() {
                    let newline = if block.ends_with('\n') { "" } else { "\n" };
                    self.edits.insert(range.end, format!("{newline}{others}{mark}\n"));
                }
            }
        }
    }

    /// An indented block would be run as a test of the crate: it gets a fence.
    fn fence(&mut self, range: Range<usize>) {
        let before = self.text.get(..range.start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let indented = self.text.get(line_start..range.start).unwrap_or_default();
        let first = indented.get(..indented.len().saturating_sub(4)).unwrap_or_default();
        let others: String = first.chars().map(|c| if c == '>' { '>' } else { ' ' }).collect();
        let block = self.text.get(range.start..range.end).unwrap_or_default().trim_end_matches(['\n', ' ']);
        let fence = "`".repeat(3.max(longest_run(block, '`') + 1));
        let mut fenced = format!("{first}{fence}text\n");
        for (index, line) in block.split('\n').enumerate() {
            let rest = if index == 0 { line } else { strip(line, others.len() + 4) };
            fenced.push_str(&format!("{others}{rest}\n"));
        }
        fenced.push_str(&format!("{others}{fence}\n"));
        // The block's range ends before or after its last line break, by what follows.
        let rest = self.text.get(range.end..).unwrap_or_default();
        let inside = self.text.get(..range.end).is_some_and(|text| text.ends_with('\n'));
        let newline = usize::from(!inside && rest.starts_with('\n'));
        self.edits.replace(line_start..range.end + newline, fenced);
    }
}

/// A line without its first `columns` characters, as far as those are blank or mark a quotation.
fn strip(line: &str, columns: usize) -> &str {
    let blank = line.chars().take(columns).take_while(|c| matches!(c, ' ' | '>')).count();
    line.get(blank..).unwrap_or_default()
}

/// The length of the address that the text starts with, without the punctuation that ends its sentence.
fn address(text: &str) -> usize {
    if !text.starts_with("http://") && !text.starts_with("https://") {
        return 0;
    }
    let end = text.find(|c: char| c.is_whitespace() || "<>\"`[]|\\^{}".contains(c)).unwrap_or(text.len());
    let mut address = text.get(..end).unwrap_or_default();
    loop {
        let trimmed = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']);
        // A closing parenthesis belongs to the address only with its opening one.
        let unmatched = trimmed.ends_with(')') && trimmed.matches(')').count() > trimmed.matches('(').count();
        let trimmed = if unmatched { trimmed.strip_suffix(')').unwrap_or(trimmed) } else { trimmed };
        if trimmed.len() == address.len() {
            break;
        }
        address = trimmed;
    }
    if address.ends_with("://") { 0 } else { address.len() }
}
