//! Ties what a syntax tree cannot hold to its nodes: each gap and each kept macro call becomes a sentinel in the tree.
//!
//! In a list of items or statements the sentinel is a macro call of its own line. In front of a field, variant, arm or
//! element it is the attribute `#[comment = "…"]`, which `prettyplease` prints as a `//` line. At the end of a list it
//! hangs on a node made for it. Comments elsewhere move in front of the innermost node that can carry a sentinel. Which
//! nodes have such lists is known to [`super::visit`].

use syn::punctuated::Punctuated;
use syn::token::Paren;
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, Attribute, File, Ident, Macro, MacroDelimiter, Token};

use super::scan::{self, Gap, Line};
use super::start;

/// What the sentinels stand for.
pub struct Woven {
    /// How every sentinel begins. No word of the text does.
    pub prefix: String,
    /// The gaps, by number.
    pub notes: Vec<Note>,
    /// The macro calls kept as they were written, by number.
    pub macros: Vec<String>,
    /// The comments that moved, with where they stood.
    pub moved: Vec<(usize, String)>,
}

/// What stands in front of a node.
#[derive(Default)]
pub struct Note {
    /// Goes to the end of the line before.
    pub trailing: Option<String>,
    /// Lines of their own.
    pub lines: Vec<Line>,
}

impl Note {
    /// Whether nothing stands there.
    pub fn is_empty(&self) -> bool {
        self.trailing.is_none() && self.lines.is_empty()
    }

    fn separate(&mut self) {
        if !matches!(self.lines.first(), Some(Line::Blank)) {
            self.lines.insert(0, Line::Blank);
        }
    }
}

/// Puts sentinels into the tree of `source`.
pub fn weave(source: &str, file: &mut File) -> Woven {
    let mut prefix = "__oasmith".to_owned();
    while source.contains(&prefix) {
        prefix.push('_');
    }
    let gaps = scan::gaps(source);
    let claimed = vec![false; gaps.len()];
    let woven = Woven { prefix, notes: Vec::new(), macros: Vec::new(), moved: Vec::new() };
    let mut weaver = Weaver { source, gaps, claimed, woven };
    weaver.visit_file_mut(file);
    weaver.woven
}

/// Puts sentinels into a tree, as far as it has come.
pub struct Weaver<'a> {
    pub source: &'a str,
    gaps: Vec<Gap>,
    claimed: Vec<bool>,
    woven: Woven,
}

/// How a list of nodes on lines of their own is woven.
pub struct Lines<T> {
    pub start: fn(&T) -> usize,
    pub visit: fn(&mut Weaver<'_>, &mut T),
    pub sentinel: fn(Macro) -> T,
    /// Whether it stands apart from its neighbours by blank lines, whatever the text says.
    pub apart: fn(&T) -> bool,
}

/// How a list of nodes with commas is woven.
pub struct Commas<T> {
    pub visit: fn(&mut Weaver<'_>, &mut T),
    pub attrs: fn(&mut T) -> Option<&mut Vec<Attribute>>,
    /// The node at the end of the list that carries what stands there, if the list can have one.
    pub end: Option<fn(Ident, Attribute) -> T>,
    /// Whether blank lines in it are kept.
    pub blanks: bool,
}

impl Weaver<'_> {
    /// Weaves nodes on lines of their own. `headed`: something stands before the first one in the same container.
    pub fn lines<T>(&mut self, nodes: &mut Vec<T>, headed: bool, close: usize, kind: &Lines<T>) {
        let mut starts: Vec<usize> = Vec::with_capacity(nodes.len() + 1);
        starts.extend(nodes.iter().map(kind.start));
        starts.push(close);
        let mut woven = Vec::with_capacity(nodes.len());
        let mut apart = false;
        let mut first = !headed;
        for (mut node, around) in std::mem::take(nodes).into_iter().zip(starts.windows(2)) {
            let [start, next] = around else { continue };
            let mut note = self.note(self.ending(*start), first);
            let stands_apart = (kind.apart)(&node);
            (kind.visit)(self, &mut node);
            self.hoist(*start, *next, &mut note);
            if !first && (apart || stands_apart) {
                note.separate();
            }
            if !note.is_empty() {
                woven.push((kind.sentinel)(self.call(note)));
            }
            woven.push(node);
            (apart, first) = (stands_apart, false);
        }
        let note = self.end_note(close, first);
        if !note.is_empty() {
            woven.push((kind.sentinel)(self.call(note)));
        }
        *nodes = woven;
    }

    /// Weaves nodes with commas between the offsets `span`.
    pub fn commas<T>(&mut self, nodes: &mut Punctuated<T, Token![,]>, span: (usize, usize), kind: &Commas<T>) {
        let (open, close) = span;
        // Where the token before each node ends, and before what follows the last one.
        let mut ends = vec![open];
        ends.extend(nodes.pairs().filter_map(|pair| pair.punct().map(|comma| comma.span.byte_range().end)));
        for (index, node) in nodes.iter_mut().enumerate() {
            let Some(end) = ends.get(index).copied() else { continue };
            let next = ends.get(index + 1).map_or(close, |end| self.after(*end));
            let can_carry = (kind.attrs)(node).is_some();
            let gap = if can_carry { self.starting(end) } else { None };
            let mut note = self.note(gap, index == 0);
            (kind.visit)(self, node);
            if can_carry {
                self.hoist(self.after(end), next, &mut note);
            }
            if !kind.blanks {
                note.lines.retain(|line| matches!(line, Line::Comment(..)));
            }
            if let (false, Some(attrs)) = (note.is_empty(), (kind.attrs)(node)) {
                attrs.insert(0, self.attribute(note));
            }
        }
        let Some(make) = kind.end else { return };
        let note = self.end_note(close, nodes.is_empty());
        if !note.is_empty() {
            let ident = self.ident("end");
            nodes.push(make(ident, self.attribute(note)));
        }
    }

    /// Weaves the arms of a `match`.
    pub fn arms(&mut self, arms: &mut Vec<Arm>, close: usize) {
        let mut starts: Vec<usize> = arms.iter().map(start::arm).collect();
        starts.push(close);
        for (index, (arm, around)) in arms.iter_mut().zip(starts.windows(2)).enumerate() {
            let [start, next] = around else { continue };
            let mut note = self.note(self.ending(*start), index == 0);
            visit_mut::visit_arm_mut(self, arm);
            self.hoist(*start, *next, &mut note);
            if !note.is_empty() {
                arm.attrs.insert(0, self.attribute(note));
            }
        }
        let note = self.end_note(close, arms.is_empty());
        if !note.is_empty() {
            let (ident, attr) = (self.ident("end"), self.attribute(note));
            arms.push(syn::parse_quote!(#attr #ident => {}));
        }
    }

    /// The gap that ends where a token begins.
    pub fn ending(&self, at: usize) -> Option<usize> {
        self.gaps.binary_search_by_key(&at, |gap| gap.end).ok()
    }

    /// The gap that begins where a token ends.
    fn starting(&self, at: usize) -> Option<usize> {
        self.gaps.binary_search_by_key(&at, |gap| gap.start).ok()
    }

    /// Where the next token begins, as far as that matters.
    fn after(&self, end: usize) -> usize {
        self.starting(end).and_then(|gap| self.gaps.get(gap)).map_or(end, |gap| gap.end)
    }

    /// What a gap holds, unless it was taken. The first node of a list has no blank line before it.
    pub fn note(&mut self, gap: Option<usize>, first: bool) -> Note {
        let Some(index) = gap else { return Note::default() };
        let (Some(gap), Some(claimed)) = (self.gaps.get(index), self.claimed.get_mut(index)) else {
            return Note::default();
        };
        if std::mem::replace(claimed, true) {
            return Note::default();
        }
        let skip = usize::from(first && matches!(gap.lines.first(), Some(Line::Blank)));
        Note { trailing: gap.trailing.clone(), lines: gap.lines.iter().skip(skip).cloned().collect() }
    }

    /// What stands before the end of a list.
    fn end_note(&mut self, close: usize, empty: bool) -> Note {
        let mut note = self.note(self.ending(close), empty);
        while matches!(note.lines.last(), Some(Line::Blank)) {
            note.lines.pop();
        }
        note
    }

    /// Takes the comments within a node that nothing inside of it could carry.
    pub fn hoist(&mut self, start: usize, next: usize, note: &mut Note) {
        let from = self.gaps.partition_point(|gap| gap.start < start);
        for (gap, claimed) in self.gaps.iter().zip(self.claimed.iter_mut()).skip(from) {
            if gap.end >= next {
                break;
            }
            if *claimed || !gap.has_comment() {
                continue;
            }
            *claimed = true;
            if let Some(comment) = &gap.trailing {
                self.woven.moved.push((gap.start, comment.clone()));
                note.lines.push(Line::Comment(gap.start, 0, comment.clone()));
            }
            for line in gap.lines.iter().filter(|line| matches!(line, Line::Comment(..))) {
                if let Line::Comment(at, _, comment) = line {
                    self.woven.moved.push((*at, comment.clone()));
                }
                note.lines.push(line.clone());
            }
        }
    }

    fn ident(&self, what: &str) -> Ident {
        Ident::new(&format!("{}_{what}", self.woven.prefix), proc_macro2::Span::call_site())
    }

    /// Records a note, and names its sentinel.
    pub fn add(&mut self, note: Note) -> String {
        self.woven.notes.push(note);
        format!("{}_note{}", self.woven.prefix, self.woven.notes.len() - 1)
    }

    fn attribute(&mut self, note: Note) -> Attribute {
        let name = self.add(note);
        syn::parse_quote!(#[comment = #name])
    }

    fn call(&mut self, note: Note) -> Macro {
        let name = self.add(note);
        call(Ident::new(&name, proc_macro2::Span::call_site()))
    }

    /// Whether a macro call is kept as it was written: its body has lines of its own, and is not one that
    /// `prettyplease` can read.
    fn keeps(&self, node: &Macro, start: usize, end: usize) -> bool {
        let from = self.gaps.partition_point(|gap| gap.start < start);
        let inside = self.gaps.iter().skip(from).take_while(|gap| gap.end <= end);
        let name = node.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        // What `prettyplease` does to `thread_local!` can lose its contents.
        if name == "macro_rules" || name == "thread_local" || inside.into_iter().any(Gap::has_comment) {
            return true;
        }
        let lines = self.source.get(start..end).is_some_and(|text| text.contains('\n'));
        lines && !STANDARD.contains(&name.as_str())
    }

    /// Puts a sentinel in the place of a macro call that is kept.
    pub fn keep(&mut self, node: &mut Macro, is_item: bool) -> bool {
        let Some(start) = start::path(&node.path) else { return false };
        let close = match &node.delimiter {
            MacroDelimiter::Paren(token) => token.span.close(),
            MacroDelimiter::Brace(token) => token.span.close(),
            MacroDelimiter::Bracket(token) => token.span.close(),
        };
        let end = close.byte_range().end;
        // Between items, `prettyplease` turns the braces of a known macro into parentheses, and leaves out the `;`.
        let must = is_item && has_braces(node) && STANDARD.iter().any(|name| node.path.is_ident(name));
        if end <= start || !(must || self.keeps(node, start, end)) {
            return false;
        }
        let from = self.gaps.partition_point(|gap| gap.start < start);
        for (gap, claimed) in self.gaps.iter().zip(self.claimed.iter_mut()).skip(from) {
            if gap.end > end {
                break;
            }
            *claimed = true;
        }
        let number = self.woven.macros.len();
        self.woven.macros.push(self.source.get(start..end).unwrap_or_default().to_owned());
        node.path = self.ident(&format!("macro{number}")).into();
        node.tokens = proc_macro2::TokenStream::new();
        true
    }
}

/// Whether a call is written with braces.
pub fn has_braces(node: &Macro) -> bool {
    matches!(node.delimiter, MacroDelimiter::Brace(_))
}

/// The macros whose bodies `prettyplease` can read.
pub const STANDARD: &[&str] = &[
    "addr_of",
    "addr_of_mut",
    "assert",
    "assert_eq",
    "assert_ne",
    "cfg",
    "compile_error",
    "concat",
    "concat_bytes",
    "const_format_args",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "env",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "format_args_nl",
    "include",
    "include_bytes",
    "include_str",
    "matches",
    "option_env",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

fn call(name: Ident) -> Macro {
    Macro {
        path: name.into(),
        bang_token: Default::default(),
        delimiter: MacroDelimiter::Paren(Paren::default()),
        tokens: proc_macro2::TokenStream::new(),
    }
}
