//! What is left of a crate without its names and texts: the same for the base and for all that is made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use pulldown_cmark::{Event, Options, Parser};
use tests::comparison::Files;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// The skeletons of the files of a crate by how often each is there, since files are named like what they hold.
pub fn of(files: &Files) -> Result<BTreeMap<String, usize>> {
    let mut skeletons = BTreeMap::new();
    for (path, contents) in files {
        let text = std::str::from_utf8(contents)?;
        let skeleton = file(path, text).map_err(|error| format!("{path}: {error}\n{text}"))?;
        *skeletons.entry(skeleton).or_default() += 1;
    }
    Ok(skeletons)
}

/// The words of skeletons: Rust's own, macros, attributes.
pub fn words(skeletons: &BTreeMap<String, usize>) -> BTreeSet<String> {
    let split = |skeleton: &String| {
        let words = skeleton.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    skeletons.keys().flat_map(split).collect()
}

/// Where a skeleton first is another than the one of these that is most like it: what it has there, and what that has.
pub fn departure<'a>(skeleton: &'a str, from: impl Iterator<Item = &'a String>) -> (String, String) {
    let shared = |other: &String| skeleton.chars().zip(other.chars()).take_while(|(one, two)| one == two).count();
    let (count, nearest) = from.map(|other| (shared(other), other.as_str())).max().unwrap_or_default();
    let there = |text: &str| text.chars().skip(count.saturating_sub(80)).take(160).collect();
    (there(skeleton), there(nearest))
}

/// The skeleton of a file.
pub fn file(path: &str, text: &str) -> Result<String> {
    if let Some(hidden) = text.chars().find(|c| is_hidden(*c)) {
        return Err(format!("{hidden:?} is bare").into());
    }
    match path.rsplit('.').next() {
        Some("rs") => {
            syn::parse_file(text)?;
            let mut skeleton = String::new();
            tokens(text.parse::<TokenStream>().map_err(|error| error.to_string())?, false, &mut skeleton);
            Ok(skeleton)
        }
        Some("toml") => Ok(text.parse().map_or_else(|_| "no TOML".to_owned(), |parsed| table(path, &parsed))),
        Some("md") => Ok(markup(text)),
        // What the generator remembers and tells itself has names as data.
        _ => Ok(path.to_owned()),
    }
}

/// Characters that show nothing, or turn the direction of what follows; the joiners of scripts and emoji are none.
fn is_hidden(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fdd0}'..='\u{fdef}' | '\u{ffff}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Tokens without documentation, in which a name is a name and a literal a literal. What Rust's own words are, what
/// macros are called, and what attributes say counts. Commas and braces do not: where a line is too long, its layout has
/// more of them.
fn tokens(stream: TokenStream, attribute: bool, skeleton: &mut String) {
    let mut rest = stream.into_iter().peekable();
    while let Some(token) = rest.next() {
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let inner = matches!(rest.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
                let bang = inner.then(|| rest.next()).flatten();
                let is_doc = matches!(rest.peek(), Some(TokenTree::Group(group)) if is_documentation(group.stream()));
                if is_doc {
                    rest.next();
                    continue;
                }
                skeleton.push('#');
                skeleton.extend(bang.map(|_| '!'));
                if let Some(TokenTree::Group(group)) = rest.peek() {
                    let stream = group.stream();
                    rest.next();
                    skeleton.push('[');
                    tokens(stream, true, skeleton);
                    skeleton.push(']');
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ',' => {}
            TokenTree::Punct(punct) => skeleton.push(punct.as_char()),
            TokenTree::Literal(_) => skeleton.push_str(" lit "),
            TokenTree::Ident(ident) => {
                let is_macro = matches!(rest.peek(), Some(TokenTree::Punct(punct)) if punct.as_char() == '!');
                let name = ident.to_string();
                let is_own = syn::parse_str::<syn::Ident>(&name).is_err();
                skeleton.push_str(&if attribute || is_macro || is_own {
                    format!(" {name} ")
                } else {
                    " name ".to_owned()
                });
            }
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ('(', ')'),
                    Delimiter::Bracket => ('[', ']'),
                    Delimiter::Brace | Delimiter::None => (' ', ' '),
                };
                skeleton.push(open);
                tokens(group.stream(), attribute, skeleton);
                skeleton.push(close);
                skeleton.push('\n');
            }
        }
    }
}

fn is_documentation(attribute: TokenStream) -> bool {
    let mut tokens = attribute.into_iter();
    let is_doc = matches!(tokens.next(), Some(TokenTree::Ident(ident)) if ident == "doc");
    is_doc && matches!(tokens.next(), Some(TokenTree::Punct(punct)) if punct.as_char() == '=')
}

/// The keys and kinds of values of a table. Those of features, and of any file but a manifest, are names.
fn table(of: &str, table: &toml::Table) -> String {
    let are_names = of == "features" || of.ends_with(".toml") && of != "Cargo.toml";
    let entry = |(key, value): (&String, &toml::Value)| {
        let key = if are_names { "name" } else { key };
        match value {
            toml::Value::Table(inner) if are_names => format!("{key} = {{ {} }}\n", self::table("features", inner)),
            toml::Value::Table(inner) => format!("{key} = {{ {} }}\n", self::table(key, inner)),
            toml::Value::Array(list) if of != "features" => format!("{key} = [{}]\n", list.len()),
            value => format!("{key} = {}\n", value.type_str()),
        }
    };
    let mut entries: Vec<String> = table.iter().map(entry).collect();
    entries.sort();
    entries.concat()
}

/// The tags of a Markdown file, which are its template's only.
fn markup(text: &str) -> String {
    let html = Parser::new_ext(text, Options::ENABLE_TABLES).filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(html.into_string()),
        _ => None,
    });
    let html: String = html.collect();
    let tags = html.match_indices('<').map(|(at, _)| {
        let tag = html.get(at + 1..).unwrap_or_default();
        tag.split(|c: char| !c.is_ascii_graphic() || c == '>').next().unwrap_or_default()
    });
    tags.map(|tag| format!("<{tag}>")).collect()
}
