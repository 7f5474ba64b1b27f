//! What users can name of a generated crate: its public functions, fields, variants, types and implementations, each as
//! one line.

use std::collections::{BTreeMap, BTreeSet};

use oasmith::output::Tree;
use quote::ToTokens;
use syn::{Fields, ImplItem, Item, Type, UseTree, Visibility};

/// The lines of all rendered files. Modules that are private are left out of the paths.
pub fn of(tree: &Tree) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let sources = tree.files.iter().filter(|(path, file)| file.rendered && path.ends_with(".rs"));
    for (path, file) in sources {
        let text = String::from_utf8_lossy(file.contents.as_bytes());
        let parsed = syn::parse_file(&text).expect("generated code is Rust");
        items(&parsed.items, &module(path), &mut lines);
    }
    lines.extend(features(tree));
    lines
}

/// `src/pets/handle.rs` and `src/pets/pet.rs` are private: `pets`.
fn module(path: &str) -> String {
    let path = path.trim_start_matches("src/").trim_end_matches(".rs");
    let is_index = !path.contains('/') || path.chars().filter(|c| *c == '/').count() == 0;
    match path.rsplit_once('/') {
        Some((above, "handle" | "verifier")) => above.replace('/', "::"),
        Some((above, _)) if !is_index => above.replace('/', "::"),
        _ if matches!(path, "lib" | "client") => String::new(),
        _ => path.to_owned(),
    }
}

fn features(tree: &Tree) -> Vec<String> {
    let manifest = tree.files.get("Cargo.toml").map(|file| String::from_utf8_lossy(file.contents.as_bytes()));
    let manifest: toml::Table = manifest.unwrap_or_default().parse().expect("a manifest");
    let features: BTreeMap<String, Vec<String>> = manifest["features"].clone().try_into().expect("lists");
    let lines = features.iter().flat_map(|(name, enables)| {
        let own = [format!("feature {name}")];
        own.into_iter().chain(enables.iter().map(move |enabled| format!("feature {name} enables {enabled}")))
    });
    lines.collect()
}

fn items(all: &[Item], module: &str, lines: &mut BTreeSet<String>) {
    let mut add = |line: String| {
        lines.insert(format!("{module}: {line}"));
    };
    for item in all {
        match item {
            Item::Struct(item) if is_public(&item.vis) => {
                add(format!("struct {}", item.ident));
                let Fields::Named(fields) = &item.fields else { continue };
                for field in fields.named.iter().filter(|field| is_public(&field.vis)) {
                    add(format!("{}.{}: {}", item.ident, text(&field.ident), text(&field.ty)));
                }
            }
            Item::Enum(item) if is_public(&item.vis) => {
                add(format!("enum {}", item.ident));
                for variant in &item.variants {
                    add(format!("{}::{}{}", item.ident, variant.ident, text(&variant.fields)));
                }
            }
            Item::Type(item) if is_public(&item.vis) => add(format!("type {} = {}", item.ident, text(&item.ty))),
            Item::Const(item) if is_public(&item.vis) => {
                add(format!("const {}: {} = {}", item.ident, text(&item.ty), text(&item.expr)))
            }
            Item::Use(item) if is_public(&item.vis) => {
                renamed(&item.tree).into_iter().for_each(|name| add(format!("use {name}")))
            }
            Item::Impl(item) => {
                let of = text(&item.self_ty);
                match &item.trait_ {
                    Some((path, _)) => add(format!("impl {} for {of}", text(path))),
                    None => methods(&item.self_ty, &item.items).into_iter().for_each(&mut add),
                }
            }
            _ => {}
        }
    }
    for item in all {
        if let Item::Mod(item) = item
            && let (true, Some((_, inside))) = (is_public(&item.vis), &item.content)
        {
            items(inside, &format!("{module}::{}", item.ident), lines);
        }
    }
}

fn methods(of: &Type, all: &[ImplItem]) -> Vec<String> {
    let public = all.iter().filter_map(|item| match item {
        ImplItem::Fn(method) if is_public(&method.vis) => Some(&method.sig),
        _ => None,
    });
    public.map(|signature| format!("{}: {}", text(of), text(signature))).collect()
}

/// What is exported under another name.
fn renamed(tree: &UseTree) -> Option<String> {
    match tree {
        UseTree::Path(path) => Some(format!("{}::{}", path.ident, renamed(&path.tree)?)),
        UseTree::Rename(rename) => Some(format!("{} as {}", rename.ident, rename.rename)),
        _ => None,
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Tokens with a space only between words, and without trailing commas.
fn text(tokens: &impl ToTokens) -> String {
    let spaced = tokens.to_token_stream().to_string();
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let mut text = String::new();
    let mut chars = spaced.chars().peekable();
    while let Some(c) = chars.next() {
        if c != ' ' || (is_word(text.chars().last()) && is_word(chars.peek().copied())) {
            text.push(c);
        }
    }
    text.replace(",)", ")").replace(",>", ">")
}
