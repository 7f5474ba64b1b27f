//! Where nodes of the syntax tree begin in the text.
//!
//! `Spanned` answers this for every node by printing it to tokens, which makes nested questions quadratic. The common
//! nodes are asked for their first token here; for the others that is what is done.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{AttrStyle, Attribute, Expr, ForeignItem, ImplItem, Item, Stmt, TraitItem, Visibility};

/// Where a token begins.
pub fn of(span: Span) -> usize {
    span.byte_range().start
}

/// Where an item begins, its attributes included.
pub fn item(item: &Item) -> usize {
    let attrs_and_visibility = match item {
        Item::Const(syn::ItemConst { attrs, vis, .. })
        | Item::Enum(syn::ItemEnum { attrs, vis, .. })
        | Item::ExternCrate(syn::ItemExternCrate { attrs, vis, .. })
        | Item::Fn(syn::ItemFn { attrs, vis, .. })
        | Item::Mod(syn::ItemMod { attrs, vis, .. })
        | Item::Static(syn::ItemStatic { attrs, vis, .. })
        | Item::Struct(syn::ItemStruct { attrs, vis, .. })
        | Item::Trait(syn::ItemTrait { attrs, vis, .. })
        | Item::Type(syn::ItemType { attrs, vis, .. })
        | Item::Union(syn::ItemUnion { attrs, vis, .. })
        | Item::Use(syn::ItemUse { attrs, vis, .. }) => head(attrs, Some(vis)),
        Item::Impl(node) if node.unsafety.is_none() && node.modifiers.defaultness.is_none() => {
            head(&node.attrs, None).or_else(|| Some(of(node.impl_token.span)))
        }
        Item::Macro(node) => head(&node.attrs, None).or_else(|| path(&node.mac.path)),
        _ => None,
    };
    attrs_and_visibility.unwrap_or_else(|| of(item.span()))
}

/// Where a member of an `impl` begins.
pub fn impl_item(item: &ImplItem) -> usize {
    let head = match item {
        ImplItem::Const(syn::ImplItemConst { attrs, vis, .. })
        | ImplItem::Fn(syn::ImplItemFn { attrs, vis, .. })
        | ImplItem::Type(syn::ImplItemType { attrs, vis, .. }) => head(attrs, Some(vis)),
        _ => None,
    };
    head.unwrap_or_else(|| of(item.span()))
}

/// Where a member of a trait begins.
pub fn trait_item(item: &TraitItem) -> usize {
    let head = match item {
        TraitItem::Const(syn::TraitItemConst { attrs, .. })
        | TraitItem::Fn(syn::TraitItemFn { attrs, .. })
        | TraitItem::Type(syn::TraitItemType { attrs, .. }) => head(attrs, None),
        _ => None,
    };
    head.unwrap_or_else(|| of(item.span()))
}

/// Where a member of an `extern` block begins.
pub fn foreign_item(item: &ForeignItem) -> usize {
    of(item.span())
}

/// Where a statement begins.
pub fn stmt(stmt: &Stmt) -> usize {
    match stmt {
        Stmt::Local(local) => head(&local.attrs, None).unwrap_or_else(|| of(local.let_token.span)),
        Stmt::Item(node) => item(node),
        // A lone semicolon is an empty expression, which is nowhere.
        Stmt::Expr(Expr::Verbatim(_), Some(semicolon)) => of(semicolon.span),
        Stmt::Expr(node, _) => expr(node),
        Stmt::Macro(node) => {
            head(&node.attrs, None).or_else(|| path(&node.mac.path)).unwrap_or_else(|| of(stmt.span()))
        }
    }
}

/// Where an expression begins: at its leftmost part.
pub fn expr(mut node: &Expr) -> usize {
    loop {
        let attrs = match node {
            Expr::Assign(e) => Left(&e.attrs, &e.left),
            Expr::Await(e) => Left(&e.attrs, &e.base),
            Expr::Binary(e) => Left(&e.attrs, &e.left),
            Expr::Call(e) => Left(&e.attrs, &e.func),
            Expr::Cast(e) => Left(&e.attrs, &e.expr),
            Expr::Field(e) => Left(&e.attrs, &e.base),
            Expr::Index(e) => Left(&e.attrs, &e.expr),
            Expr::MethodCall(e) => Left(&e.attrs, &e.receiver),
            Expr::Try(e) => Left(&e.attrs, &e.expr),
            leaf => return leaf_expr(leaf).unwrap_or_else(|| of(leaf.span())),
        };
        match head(attrs.0, None) {
            Some(start) => return start,
            None => node = attrs.1,
        }
    }
}

struct Left<'a>(&'a [Attribute], &'a Expr);

fn leaf_expr(node: &Expr) -> Option<usize> {
    let (attrs, span) = match node {
        Expr::If(e) => (&e.attrs, e.if_token.span),
        Expr::Match(e) => (&e.attrs, e.match_token.span),
        Expr::ForLoop(e) if e.label.is_none() => (&e.attrs, e.for_token.span),
        Expr::While(e) if e.label.is_none() => (&e.attrs, e.while_token.span),
        Expr::Loop(e) if e.label.is_none() => (&e.attrs, e.loop_token.span),
        Expr::Return(e) => (&e.attrs, e.return_token.span),
        Expr::Reference(e) => (&e.attrs, e.and_token.spans.first().copied()?),
        Expr::Paren(e) => (&e.attrs, e.paren_token.span.open()),
        Expr::Tuple(e) => (&e.attrs, e.paren_token.span.open()),
        Expr::Array(e) => (&e.attrs, e.bracket_token.span.open()),
        Expr::Block(e) if e.label.is_none() => (&e.attrs, e.block.brace_token.span.open()),
        Expr::Lit(e) => (&e.attrs, e.lit.span()),
        Expr::Path(e) if e.qself.is_none() => return head(&e.attrs, None).or_else(|| path(&e.path)),
        Expr::Struct(e) if e.qself.is_none() => return head(&e.attrs, None).or_else(|| path(&e.path)),
        Expr::Macro(e) => return head(&e.attrs, None).or_else(|| path(&e.mac.path)),
        _ => return None,
    };
    Some(head(attrs, None).unwrap_or_else(|| of(span)))
}

/// Where a path begins.
pub fn path(path: &syn::Path) -> Option<usize> {
    let first = || path.segments.first().map(|segment| segment.ident.span());
    let colon = path.leading_colon.and_then(|colon| colon.spans.first().copied());
    colon.or_else(first).map(of)
}

fn head(attrs: &[Attribute], visibility: Option<&Visibility>) -> Option<usize> {
    if let Some(attr) = attrs.first().filter(|attr| matches!(attr.style, AttrStyle::Outer)) {
        return Some(of(attr.pound_token.span));
    }
    match visibility? {
        Visibility::Public(token) => Some(of(token.span)),
        Visibility::Restricted(restricted) => Some(of(restricted.pub_token.span)),
        Visibility::Inherited => None,
    }
}

/// Where a match arm begins.
pub fn arm(arm: &syn::Arm) -> usize {
    head(&arm.attrs, None).unwrap_or_else(|| of(arm.pat.span()))
}
