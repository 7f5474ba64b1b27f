//! Identifiers: any text in, a valid Rust identifier of the right case out. The only code that calls `heck`.

use std::borrow::Cow;

use heck::{ToPascalCase, ToShoutySnakeCase, ToSnakeCase};

/// `snake_case`, for fields, methods and modules.
pub fn snake(text: &str) -> String {
    if is_snake(text) {
        return finish(text.to_owned(), "value");
    }
    // The one word of the field whose second capital begins no word.
    finish(spelled(text).replace("OAuth", "Oauth").to_snake_case(), "value")
}

/// How long the name of a module can be: file systems take 255 bytes, of which numbers and endings need a few.
const MODULE: usize = 200;

/// `snake_case` in ASCII, for modules, which are files too: a letter beyond it is its code point, and what is too long
/// for a file is cut.
pub fn module(text: &str) -> String {
    let mut name: String =
        snake(text).chars().map(|c| if c.is_ascii() { c.to_string() } else { code_point(c) }).collect();
    name.truncate(MODULE);
    name
}

/// `PascalCase`, for types and variants.
pub fn pascal(text: &str) -> String {
    finish(spelled(text).to_pascal_case(), "Empty")
}

/// `PascalCase` of several words in a row, to follow other words.
pub fn pascal_words(words: &[String]) -> String {
    words.iter().map(|word| spelled(word).to_pascal_case()).collect()
}

/// `SHOUTY_SNAKE_CASE`, for constants and statics.
pub fn shouty(text: &str) -> String {
    finish(spelled(text).to_shouty_snake_case(), "VALUE")
}

/// An identifier as its author wrote it, made valid.
pub fn as_written(text: &str) -> String {
    finish(text.chars().map(|c| if unicode_ident::is_xid_continue(c) { c } else { '_' }).collect(), "value")
}

/// Whether words stand in it as `snake_case` has them, as most names do: then there is nothing to look for.
fn is_snake(text: &str) -> bool {
    let mut before = '_';
    text.chars().all(|c| {
        let follows = c.is_ascii_lowercase() || c.is_ascii_digit() || (c == '_' && before != '_');
        before = c;
        follows
    }) && before != '_'
}

/// Symbols become words where they tell values apart: a sign before a digit, or text without any letter or digit.
fn spelled(text: &str) -> Cow<'_, str> {
    if is_snake(text) {
        return Cow::Borrowed(text);
    }
    let mut spelled = String::with_capacity(text.len());
    let wordless = !text.chars().any(char::is_alphanumeric);
    let mut chars = text.chars().peekable();
    let mut start = true;
    while let Some(c) = chars.next() {
        let before_digit = chars.peek().is_some_and(char::is_ascii_digit);
        match c {
            c if wordless && !c.is_whitespace() && c != '_' => {
                spelled.push_str(symbol(c));
                spelled.push(' ');
            }
            '+' if before_digit => spelled.push_str(" plus "),
            '-' if before_digit && start => spelled.push_str(" minus "),
            // `1.5` and `15` are not the same.
            '.' if before_digit && spelled.ends_with(|c: char| c.is_ascii_digit()) => spelled.push_str(" dot "),
            // Apostrophes and joiners part no words.
            '\'' | '’' | '\u{200c}' | '\u{200d}' => {}
            c if c.is_ascii_alphanumeric() || c == '_' || is_plain_latin(c) => spelled.push(c),
            c if unicode_ident::is_xid_continue(c) => spelled.push_str(&code_point(c)),
            _ => spelled.push(' '),
        }
        start = false;
    }
    Cow::Owned(acronyms_in_plural(&spelled))
}

/// An acronym in the plural is one word: `photoURLs` is like `photoUrls`.
fn acronyms_in_plural(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_uppercase) {
        let (before, from) = rest.split_at(start);
        let (capitals, after) = from.split_at(from.find(|c: char| !c.is_uppercase()).unwrap_or(from.len()));
        let ends = after
            .strip_prefix('s')
            .is_some_and(|after| !after.starts_with(|c: char| c.is_lowercase() || c.is_numeric()));
        words.push_str(before);
        let mut capitals = capitals.chars();
        words.extend(capitals.next());
        match ends {
            true => words.push_str(&capitals.as_str().to_lowercase()),
            false => words.push_str(capitals.as_str()),
        }
        rest = after;
    }
    words + rest
}

/// Whether this is a letter of a European language that stays as it is.
///
/// Rust would take many more, but warns of those that are uncommon, that are not in normal form, or that look like
/// another letter or two (`uncommon_codepoints`, `confusable_idents`, `mixed_script_confusables`), and its users would
/// see these warnings in their own code.
fn is_plain_latin(c: char) -> bool {
    const OTHERS: &str = "×÷ÆæÐðĔĕĬĭİıĲĳĸĹĺĿŀŉŒœſ";
    ('À'..='ſ').contains(&c) && !OTHERS.contains(c)
}

/// What stands for any other letter, digit or accent.
fn code_point(c: char) -> String {
    format!("u{:x}", u32::from(c))
}

fn symbol(c: char) -> &'static str {
    match c {
        '=' => "eq",
        '!' => "not",
        '<' => "lt",
        '>' => "gt",
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '%' => "percent",
        '&' => "and",
        '|' => "or",
        '^' => "caret",
        '~' => "tilde",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '?' => "question",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '"' => "quote",
        '`' => "tick",
        '(' | '[' | '{' => "open",
        ')' | ']' | '}' => "close",
        _ => "symbol",
    }
}

/// Not empty, not beginning with a digit, not a keyword.
fn finish(mut ident: String, empty: &str) -> String {
    if ident.trim_matches('_').is_empty() {
        empty.clone_into(&mut ident);
    }
    if !ident.starts_with(|c: char| c == '_' || unicode_ident::is_xid_start(c)) {
        ident.insert(0, '_');
    }
    if is_keyword(&ident) {
        ident.push('_');
    }
    ident
}

/// Strict and reserved keywords of every edition, which are sorted.
fn is_keyword(ident: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop",
        "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct",
        "super", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized", "use", "virtual", "where",
        "while", "yield",
    ];
    // `union` is a keyword only where an item may stand, and is a common name.
    ident != "union" && KEYWORDS.binary_search(&ident).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_no_longer_than_a_file() {
        assert_eq!(module(&"ä".repeat(500)).len(), MODULE);
        assert_eq!(module("createdAt"), "created_at");
    }

    #[test]
    fn what_is_in_snake_case_is_left_as_it_is() {
        for text in ["a", "a_b", "created_at", "a1_2b", "x1y", "1_2"] {
            assert!(is_snake(text), "{text}");
            assert_eq!(text.to_snake_case(), text);
            assert_eq!(acronyms_in_plural(text), text);
        }
        for text in ["", "_", "_a", "a_", "a__b", "aB", "a-b", "ä", "a b"] {
            assert!(!is_snake(text), "{text}");
        }
    }

    #[test]
    fn keywords_are_found() {
        for keyword in ["Self", "abstract", "gen", "type", "yield"] {
            assert_eq!(finish(keyword.to_owned(), ""), format!("{keyword}_"));
        }
        assert_eq!(finish("union".to_owned(), ""), "union");
    }

    #[test]
    fn any_text_becomes_an_identifier() {
        for (text, expected) in [
            ("created_at", "created_at"),
            ("createdAt", "created_at"),
            ("X-Request-ID", "x_request_id"),
            ("type", "type_"),
            ("2fa", "_2fa"),
            ("", "value"),
            ("$ref", "ref_"),
            ("größe", "größe"),
            ("GoogleOAuthFactor", "google_oauth_factor"),
            ("photoURLs", "photo_urls"),
            ("IDsByName", "ids_by_name"),
            ("HTTPServers", "http_servers"),
        ] {
            assert_eq!(snake(text), expected, "{text}");
        }
    }

    #[test]
    fn letters_that_the_compiler_warns_of_are_their_code_points() {
        for (text, expected) in [
            ("Größe", "Größe"),
            ("œuvre", "U153uvre"),
            ("cafe\u{301}", "Cafeu301"),
            ("日本", "U65e5u672c"),
            ("αβ", "U3b1u3b2"),
            ("𝒜", "U1d49c"),
            ("a\u{200d}b\u{200f}", "Ab"),
            ("٣", "U663"),
        ] {
            assert_eq!(pascal(text), expected, "{text}");
        }
    }

    #[test]
    fn what_an_author_asks_for_is_kept_as_far_as_it_is_an_identifier() {
        assert_eq!(as_written("URLList"), "URLList");
        assert_eq!(as_written("日本"), "日本");
        assert_eq!(as_written("my list"), "my_list");
        assert_eq!(as_written("2-go"), "_2_go");
    }

    #[test]
    fn modules_are_ascii() {
        assert_eq!(module("user sessions"), "user_sessions");
        assert_eq!(module("日本"), "u65e5u672c");
    }

    #[test]
    fn values_that_differ_in_symbols_stay_apart() {
        for (text, expected) in [
            ("+1", "Plus1"),
            ("-1", "Minus1"),
            ("1.5", "_1Dot5"),
            (">=", "GtEq"),
            ("", "Empty"),
            ("pt-br", "PtBr"),
            ("self", "Self_"),
            ("🦀", "Symbol"),
            ("don't", "Dont"),
        ] {
            assert_eq!(pascal(text), expected, "{text}");
        }
    }
}
