//! Which nodes carry sentinels: the lists of a syntax tree, one by one.

use syn::visit_mut::VisitMut;
use syn::{Attribute, Expr, Field, FieldValue, File, FnArg, Item, Macro, Token, Variant};

use super::start;
use super::weave::{Commas, Lines, Weaver, has_braces};

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
            sentinel: |mac| {
                syn::ImplItem::Macro(syn::ImplItemMacro { attrs: Vec::new(), mac, semi_token: semicolon() })
            },
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
            sentinel: |mac| {
                syn::TraitItem::Macro(syn::TraitItemMacro { attrs: Vec::new(), mac, semi_token: semicolon() })
            },
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

fn semicolon() -> Option<Token![;]> {
    Some(Default::default())
}

/// From the end of the opening delimiter to the beginning of the closing one.
fn inside(span: proc_macro2::extra::DelimSpan) -> (usize, usize) {
    (span.open().byte_range().end, start::of(span.close()))
}
