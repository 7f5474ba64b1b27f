//! Ties what a syntax tree cannot hold to its nodes: each gap and each kept macro call becomes a sentinel in the tree.
//!
//! In a list of items or statements the sentinel is a macro call of its own line. In front of a field, variant, arm or
//! element it is the attribute `#[comment = "…"]`, which `prettyplease` prints as a `//` line. At the end of a list it
//! hangs on a node made for it. Comments elsewhere move in front of the innermost node that can carry a sentinel.

use syn::punctuated::Punctuated;
use syn::token::Paren;
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, Attribute, Expr, Field, FieldValue, File, FnArg, Ident, Item, Macro, MacroDelimiter, Token, Variant};

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
    /// Whether a macro call was left to the printer, which may put it on several lines.
    pub prints_macros: bool,
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
    fn is_empty(&self) -> bool {
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
    let woven = Woven { prefix, notes: Vec::new(), macros: Vec::new(), moved: Vec::new(), prints_macros: false };
    let mut weaver = Weaver { source, gaps, claimed, woven };
    weaver.visit_file_mut(file);
    weaver.woven
}

struct Weaver<'a> {
    source: &'a str,
    gaps: Vec<Gap>,
    claimed: Vec<bool>,
    woven: Woven,
}

/// How a list of nodes on lines of their own is woven.
struct Lines<T> {
    start: fn(&T) -> usize,
    visit: fn(&mut Weaver<'_>, &mut T),
    sentinel: fn(Macro) -> T,
    /// Whether it stands apart from its neighbours by blank lines, whatever the text says.
    apart: fn(&T) -> bool,
}

/// How a list of nodes with commas is woven.
struct Commas<T> {
    visit: fn(&mut Weaver<'_>, &mut T),
    attrs: fn(&mut T) -> Option<&mut Vec<Attribute>>,
    /// The node at the end of the list that carries what stands there, if the list can have one.
    end: Option<fn(Ident, Attribute) -> T>,
    /// Whether blank lines in it are kept.
    blanks: bool,
}

impl Weaver<'_> {
    fn lines<T>(&mut self, nodes: &mut Vec<T>, headed: bool, close: usize, kind: &Lines<T>) {
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

    fn commas<T>(&mut self, nodes: &mut Punctuated<T, Token![,]>, span: (usize, usize), kind: &Commas<T>) {
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

    fn arms(&mut self, arms: &mut Vec<Arm>, close: usize) {
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
    fn ending(&self, at: usize) -> Option<usize> {
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
    fn note(&mut self, gap: Option<usize>, first: bool) -> Note {
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
    fn hoist(&mut self, start: usize, next: usize, note: &mut Note) {
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

    fn add(&mut self, note: Note) -> String {
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
    fn keeps(&mut self, node: &Macro, start: usize, end: usize) -> bool {
        let from = self.gaps.partition_point(|gap| gap.start < start);
        let inside = self.gaps.iter().skip(from).take_while(|gap| gap.end <= end);
        let name = node.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        // What `prettyplease` does to `thread_local!` can lose its contents.
        if name == "macro_rules" || name == "thread_local" || inside.into_iter().any(Gap::has_comment) {
            return true;
        }
        if STANDARD.contains(&name.as_str()) {
            return false;
        }
        let lines = self.source.get(start..end).is_some_and(|text| text.contains('\n'));
        // Short calls fit wherever they stand.
        self.woven.prints_macros |= !lines && end - start > 40;
        lines
    }

    /// Puts a sentinel in the place of a macro call that is kept.
    fn keep(&mut self, node: &mut Macro, is_item: bool) -> bool {
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

/// The macros whose bodies `prettyplease` can read.
const STANDARD: &[&str] = &[
    "addr_of", "addr_of_mut", "assert", "assert_eq", "assert_ne", "cfg", "compile_error", "concat", "concat_bytes",
    "const_format_args", "dbg", "debug_assert", "debug_assert_eq", "debug_assert_ne", "env", "eprint", "eprintln",
    "format", "format_args", "format_args_nl", "include", "include_bytes", "include_str", "matches", "option_env",
    "panic", "print", "println", "todo", "unimplemented", "unreachable", "vec", "write", "writeln",
];

impl VisitMut for Weaver<'_> {
    fn visit_file_mut(&mut self, file: &mut File) {
        let mut attrs = Vec::with_capacity(file.attrs.len());
        for (index, attr) in std::mem::take(&mut file.attrs).into_iter().enumerate() {
            let start = start::of(attr.pound_token.span);
            let mut note = self.note(self.ending(start), index == 0);
            self.hoist(start, start::of(attr.bracket_token.span.close()) + 1, &mut note);
            if !note.is_empty() {
                let name = self.add(note);
                attrs.push(syn::parse_quote!(#![comment = #name]));
            }
            attrs.push(attr);
        }
        file.attrs = attrs;
        self.visit_attributes_mut(&mut file.attrs);
        let headed = !file.attrs.is_empty();
        self.lines(&mut file.items, headed, self.source.len(), &ITEMS);
    }

    fn visit_item_mod_mut(&mut self, node: &mut syn::ItemMod) {
        self.visit_attributes_mut(&mut node.attrs);
        if let Some((brace, items)) = &mut node.content {
            self.lines(items, false, start::of(brace.span.close()), &ITEMS);
        }
    }

    fn visit_item_impl_mut(&mut self, node: &mut syn::ItemImpl) {
        self.visit_attributes_mut(&mut node.attrs);
        let kind = Lines {
            start: start::impl_item,
            visit: |weaver, item| weaver.visit_impl_item_mut(item),
            sentinel: |mac| syn::ImplItem::Macro(syn::ImplItemMacro { attrs: Vec::new(), mac, semi_token: semicolon() }),
            apart: |item| match item {
                syn::ImplItem::Fn(_) => true,
                syn::ImplItem::Macro(item) => has_braces(&item.mac),
                _ => false,
            },
        };
        self.lines(&mut node.items, false, start::of(node.brace_token.span.close()), &kind);
    }

    fn visit_item_trait_mut(&mut self, node: &mut syn::ItemTrait) {
        self.visit_attributes_mut(&mut node.attrs);
        let kind = Lines {
            start: start::trait_item,
            visit: |weaver, item| weaver.visit_trait_item_mut(item),
            sentinel: |mac| syn::TraitItem::Macro(syn::TraitItemMacro { attrs: Vec::new(), mac, semi_token: semicolon() }),
            apart: |item| matches!(item, syn::TraitItem::Fn(item) if item.default.is_some()),
        };
        self.lines(&mut node.items, false, start::of(node.brace_token.span.close()), &kind);
    }

    fn visit_item_foreign_mod_mut(&mut self, node: &mut syn::ItemForeignMod) {
        self.visit_attributes_mut(&mut node.attrs);
        let kind = Lines {
            start: start::foreign_item,
            visit: |weaver, item| weaver.visit_foreign_item_mut(item),
            sentinel: |mac| {
                syn::ForeignItem::Macro(syn::ForeignItemMacro { attrs: Vec::new(), mac, semi_token: semicolon() })
            },
            apart: |_| false,
        };
        self.lines(&mut node.items, false, start::of(node.brace_token.span.close()), &kind);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        let kind = Lines {
            start: start::stmt,
            visit: |weaver, stmt| weaver.visit_stmt_mut(stmt),
            sentinel: |mac| syn::Stmt::Macro(syn::StmtMacro { attrs: Vec::new(), mac, semi_token: semicolon() }),
            apart: |_| false,
        };
        self.lines(&mut block.stmts, false, start::of(block.brace_token.span.close()), &kind);
    }

    fn visit_item_enum_mut(&mut self, node: &mut syn::ItemEnum) {
        self.visit_attributes_mut(&mut node.attrs);
        let kind: Commas<Variant> = Commas {
            visit: |weaver, variant| weaver.visit_variant_mut(variant),
            attrs: |variant| Some(&mut variant.attrs),
            end: Some(|ident, attr| syn::parse_quote!(#attr #ident)),
            blanks: true,
        };
        self.commas(&mut node.variants, inside(node.brace_token.span), &kind);
    }

    fn visit_fields_named_mut(&mut self, node: &mut syn::FieldsNamed) {
        let kind: Commas<Field> = Commas {
            visit: |weaver, field| weaver.visit_field_mut(field),
            attrs: |field| Some(&mut field.attrs),
            end: Some(|ident, attr| Field {
                attrs: vec![attr],
                vis: syn::Visibility::Inherited,
                modifiers: Default::default(),
                ident: Some(ident),
                colon_token: Some(Default::default()),
                ty: syn::parse_quote!(()),
                default: None,
            }),
            blanks: true,
        };
        self.commas(&mut node.named, inside(node.brace_token.span), &kind);
    }

    fn visit_fields_unnamed_mut(&mut self, node: &mut syn::FieldsUnnamed) {
        let kind: Commas<Field> = Commas {
            visit: |weaver, field| weaver.visit_field_mut(field),
            attrs: |field| Some(&mut field.attrs),
            end: None,
            blanks: false,
        };
        self.commas(&mut node.unnamed, inside(node.paren_token.span), &kind);
    }

    fn visit_signature_mut(&mut self, node: &mut syn::Signature) {
        let kind: Commas<FnArg> = Commas {
            visit: |weaver, arg| weaver.visit_fn_arg_mut(arg),
            attrs: |arg| match arg {
                FnArg::Receiver(arg) => Some(&mut arg.attrs),
                FnArg::Typed(arg) => Some(&mut arg.attrs),
            },
            end: None,
            blanks: false,
        };
        self.commas(&mut node.inputs, inside(node.paren_token.span), &kind);
    }

    fn visit_expr_struct_mut(&mut self, node: &mut syn::ExprStruct) {
        let kind: Commas<FieldValue> = Commas {
            visit: |weaver, field| weaver.visit_field_value_mut(field),
            attrs: |field| Some(&mut field.attrs),
            end: Some(|ident, attr| syn::parse_quote!(#attr #ident: ())),
            blanks: true,
        };
        let (open, close) = inside(node.brace_token.span);
        let close = node.dot2_token.map_or(close, |dots| dots.spans.first().map_or(close, |span| start::of(*span)));
        self.commas(&mut node.fields, (open, close), &kind);
        if let Some(rest) = &mut node.rest {
            self.visit_expr_mut(rest);
        }
    }

    fn visit_expr_match_mut(&mut self, node: &mut syn::ExprMatch) {
        self.visit_expr_mut(&mut node.expr);
        self.arms(&mut node.arms, start::of(node.brace_token.span.close()));
    }

    fn visit_expr_array_mut(&mut self, node: &mut syn::ExprArray) {
        let kind = Commas { end: Some(|ident, attr| syn::parse_quote!(#attr #ident)), blanks: true, ..ELEMENTS };
        self.commas(&mut node.elems, inside(node.bracket_token.span), &kind);
    }

    fn visit_expr_call_mut(&mut self, node: &mut syn::ExprCall) {
        self.visit_expr_mut(&mut node.func);
        self.commas(&mut node.args, inside(node.paren_token.span), &ELEMENTS);
    }

    fn visit_expr_method_call_mut(&mut self, node: &mut syn::ExprMethodCall) {
        self.visit_expr_mut(&mut node.receiver);
        self.commas(&mut node.args, inside(node.paren_token.span), &ELEMENTS);
    }

    fn visit_item_macro_mut(&mut self, node: &mut syn::ItemMacro) {
        self.visit_attributes_mut(&mut node.attrs);
        if self.keep(&mut node.mac, true) {
            // The name of a `macro_rules!` is part of the text that was kept.
            node.ident = None;
        }
    }

    fn visit_macro_mut(&mut self, node: &mut Macro) {
        self.keep(node, false);
    }

    /// Documentation from `quote` may have line breaks, or no blank after the marker.
    fn visit_attributes_mut(&mut self, attrs: &mut Vec<Attribute>) {
        if !attrs.iter().any(|attr| doc_lines(attr, self.source).is_some()) {
            return;
        }
        for attr in std::mem::take(attrs) {
            let Some(lines) = doc_lines(&attr, self.source) else {
                attrs.push(attr);
                continue;
            };
            for line in lines {
                let mut attr = attr.clone();
                attr.meta = syn::parse_quote!(doc = #line);
                attrs.push(attr);
            }
        }
    }
}

const ITEMS: Lines<Item> = Lines {
    start: start::item,
    visit: |weaver, item| weaver.visit_item_mut(item),
    sentinel: |mac| Item::Macro(syn::ItemMacro { attrs: Vec::new(), ident: None, mac, semi_token: semicolon() }),
    apart: |item| match item {
        Item::Enum(_) | Item::Fn(_) | Item::ForeignMod(_) | Item::Impl(_) | Item::Trait(_) | Item::Union(_) => true,
        Item::Mod(item) => item.content.is_some(),
        Item::Struct(item) => matches!(item.fields, syn::Fields::Named(_)),
        Item::Macro(item) => has_braces(&item.mac),
        _ => false,
    },
};

const ELEMENTS: Commas<Expr> = Commas {
    visit: |weaver, expr| weaver.visit_expr_mut(expr),
    attrs: |expr| match expr {
        Expr::Array(node) => Some(&mut node.attrs),
        Expr::Await(node) => Some(&mut node.attrs),
        Expr::Call(node) => Some(&mut node.attrs),
        Expr::Closure(node) => Some(&mut node.attrs),
        Expr::Field(node) => Some(&mut node.attrs),
        Expr::Lit(node) => Some(&mut node.attrs),
        Expr::Macro(node) => Some(&mut node.attrs),
        Expr::MethodCall(node) => Some(&mut node.attrs),
        Expr::Path(node) => Some(&mut node.attrs),
        Expr::Reference(node) => Some(&mut node.attrs),
        Expr::Struct(node) => Some(&mut node.attrs),
        Expr::Try(node) => Some(&mut node.attrs),
        Expr::Tuple(node) => Some(&mut node.attrs),
        _ => None,
    },
    end: None,
    blanks: false,
};

/// The lines of a documentation attribute that should be several, or that lacks the blank after the marker.
fn doc_lines(attr: &Attribute, source: &str) -> Option<Vec<String>> {
    let syn::Meta::NameValue(meta) = &attr.meta else { return None };
    let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &meta.value else { return None };
    if !meta.path.is_ident("doc") || source.get(start::of(attr.pound_token.span)..)?.starts_with("/*") {
        return None;
    }
    let text = text.value();
    let spaced = text.lines().all(|line| line.is_empty() || line.starts_with(' '));
    if spaced && !text.contains('\n') {
        return None;
    }
    let space = if spaced { "" } else { " " };
    Some(text.split('\n').map(|line| if line.is_empty() { String::new() } else { format!("{space}{line}") }).collect())
}

fn call(name: Ident) -> Macro {
    Macro {
        path: name.into(),
        bang_token: Default::default(),
        delimiter: MacroDelimiter::Paren(Paren::default()),
        tokens: proc_macro2::TokenStream::new(),
    }
}

fn semicolon() -> Option<Token![;]> {
    Some(Default::default())
}

fn has_braces(node: &Macro) -> bool {
    matches!(node.delimiter, MacroDelimiter::Brace(_))
}

/// From the end of the opening delimiter to the beginning of the closing one.
fn inside(span: proc_macro2::extra::DelimSpan) -> (usize, usize) {
    (span.open().byte_range().end, start::of(span.close()))
}
