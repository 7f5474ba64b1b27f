//! Tokens as text: for what no formatter touches, and for people who look at views.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

/// Tokens as one writes them, on one line. `to_string` puts a space between any two.
pub fn of(tokens: TokenStream) -> String {
    let mut text = String::new();
    write(tokens, &mut text);
    text
}

/// Takes the tokens, because those that are shared must be copied to be looked at.
fn write(tokens: TokenStream, text: &mut String) {
    let mut joint = false;
    for token in tokens {
        let next = match &token {
            TokenTree::Group(_) => ' ',
            TokenTree::Punct(punct) => punct.as_char(),
            TokenTree::Ident(_) | TokenTree::Literal(_) => 'a',
        };
        let opens = matches!(&token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace);
        if !joint && !text.is_empty() && (opens || is_spaced(text, next)) {
            text.push(' ');
        }
        joint = matches!(&token, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint);
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace if group.stream().is_empty() => ("{", "}"),
                    Delimiter::Brace => ("{ ", " }"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                let stream = group.stream();
                drop(group);
                write(stream, text);
                text.push_str(close);
            }
            // Writing to a string does not fail.
            token => drop(write!(text, "{token}")),
        }
    }
}

/// Whether a space stands between what is written and a token that begins with `next` (`a`: a word, ` `: a group).
fn is_spaced(text: &str, next: char) -> bool {
    let last = text.chars().next_back().unwrap_or(' ');
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
    match (last, next) {
        (' ' | '(' | '[' | '.' | '&' | '#' | '!' | '<' | '\'', _) => false,
        (':', _) => !text.ends_with("::"),
        ('=', _) if text.ends_with("..=") => false,
        ('>', 'a') => true,
        (_, '.' | ',' | ';' | ':' | '?' | '<' | ' ') => last == ',' || last == '=' || last == '|',
        ('>', '>') | (_, '>') => false,
        (last, 'a') if word(last) => true,
        (')' | ']' | '}' | ',' | '=' | '|' | '+', _) => true,
        (_, '=' | '|' | '+' | '-') => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_written_as_people_write_them() {
        for source in [
            "params: GetParams",
            "Request<GetResponse, Options>",
            "Request::new(self.client.core(), &GET, &params, crate::runtime::decode::json)",
            "std::collections::BTreeMap<String, Vec<Option<i64>>>",
            "values: impl IntoIterator<Item = (impl Into<String>, serde_json::Value)>",
            "values.into_iter().map(Into::into).collect()",
            "Self { id: id.into(), ..crate::runtime::Empty::empty() }",
            "#[cfg(any(feature = \"a\", feature = \"b\"))]",
            "match status { 200 => Ok(Self::Ok), 300..=399 => Err(response.unexpected()), _ => Ok(()) }",
            "&[&[&PROJECT]]",
            "<chrono::NaiveDate as Default>::default()",
        ] {
            let tokens: TokenStream = source.parse().unwrap();
            assert_eq!(of(tokens), source);
        }
    }
}
