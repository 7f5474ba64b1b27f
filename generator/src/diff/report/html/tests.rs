//! Pages, read as browsers read them.

use super::*;
use crate::diff::{Kind, Side};

/// A page as a browser sees it: its tags, each with the names of its attributes, and what is to be read.
#[derive(Debug, Default)]
struct Page {
    tags: Vec<String>,
    attributes: Vec<(String, String)>,
    text: String,
}

/// Takes a page apart by the rules of HTML. Attributes without quotes are none of ours.
fn parse(html: &str) -> Page {
    let mut page = Page::default();
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        page.text += &unescaped(text);
        let end = tag.find(|c: char| c.is_whitespace() || c == '>').unwrap();
        let (name, mut after) = tag.split_at(end);
        let mut shape = name.to_owned();
        while !after.trim_start().starts_with('>') {
            let attribute = after.trim_start();
            let end = attribute.find(|c: char| c.is_whitespace() || c == '=' || c == '>').unwrap();
            let (key, value) = attribute.split_at(end);
            shape += &format!(" {key}");
            after = value;
            if let Some(value) = value.strip_prefix('=') {
                let (value, rest) = value.strip_prefix('"').expect("quotes").split_once('"').unwrap();
                page.attributes.push((key.to_owned(), unescaped(value)));
                after = rest;
            }
        }
        rest = after.trim_start().strip_prefix('>').unwrap();
        if matches!(name, "script" | "style") {
            rest = &rest[rest.find(&format!("</{name}")).unwrap()..];
        }
        page.tags.push(shape);
    }
    page.text += &unescaped(rest);
    page
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}

fn side(title: &str, version: &str) -> Side {
    Side { title: title.to_owned(), api_version: version.to_owned(), version: version.to_owned() }
}

fn report(changes: Vec<Change>) -> Report {
    Report { old: side("Pets", "1.2.0"), new: side("Pets", "1.3.0"), changes }
}

/// A page in which `name` stands wherever a description has a say.
fn named(name: &str) -> String {
    let declared = |text: &str| Some(text.replace("NAME", name));
    let retyped = Change::new(Kind::FieldRetyped, format!("{name}.{name}"), format!("is {name}, not `{name}`"))
        .part(name)
        .source(Level::Breaking, format!("for {name}"))
        .wire(Level::Breaking, format!("for `{name}`"))
        .declared(declared("pub a: NAME"), declared("pub a: Option<NAME>"));
    let added = Change { operation: Some(name.to_owned()), ..Change::new(Kind::TypeAdded, name, "was added") };
    let removed =
        Change::new(Kind::TypeRemoved, format!("{name}.{name}.T"), "was removed").declared(declared("NAME"), None);
    let changes = vec![retyped, added.declared(None, declared("NAME")), removed];
    html(&Report { old: side(name, name), new: side(name, name), changes })
}

#[test]
fn nothing_that_a_description_says_becomes_markup() {
    let harmless = parse(&named("harmless"));
    for name in [
        "</script><script>alert(1)</script>",
        "</code></pre></title></style><img src=x onerror=alert(1)>",
        "\" autofocus onfocus=\"alert(1)",
        "' onclick='alert(1)",
        "--><!-- <![CDATA[ &lt;b&gt; &amp;quot;",
        "{{script}} }} {{",
        "שלום",
    ] {
        let page = parse(&named(name));
        assert_eq!(page.tags, harmless.tags, "of {name}");
        assert_eq!(page.text.matches(name).count(), harmless.text.matches("harmless").count(), "of {name}");
        let values = |page: &Page, name| page.attributes.iter().filter(|(_, value)| value.contains(name)).count();
        assert_eq!(values(&page, name), values(&harmless, "harmless"), "of {name}");
    }
}

#[test]
fn what_turns_or_hides_text_is_written_out() {
    let page = named("a\u{202e}b\u{200f}c\u{2066}d\u{feff}e\u{0}f\ng");
    assert!(page.contains("a\\u{202e}b\\u{200f}c\\u{2066}d\\u{feff}e\\u{0}f\\u{a}g"));
    assert!(!page.contains(['\u{202e}', '\u{200f}', '\u{2066}', '\u{feff}', '\u{0}']));
}

#[test]
fn changes_are_told_with_what_why_and_how_they_are_declared() {
    let change = Change::new(Kind::FieldOptional, "pets.Pet", "became optional")
        .part("name")
        .source(Level::Breaking, "code that read it no longer compiles, as `new` does")
        .wire(Level::Additive, "")
        .declared(Some("pub name: String".to_owned()), Some("pub name: Option<String>".to_owned()));
    let page = html(&report(vec![change]));
    for part in [
        "<h1><bdi>Pets</bdi> <span class=\"versions\">1.2.0 → 1.3.0</span></h1>",
        "<legend>Source</legend>\n<p>breaking</p>",
        "<legend>Wire</legend>\n<p>additive</p>",
        "<p>major</p>\n<p class=\"next\">from 1.2.0 to 2.0.0</p>",
        "name=\"source\" value=\"breaking\"><b>1</b> <span>breaking</span>",
        "name=\"wire\" value=\"breaking\"><b>0</b> <span>breaking</span>",
        "name=\"topic\" value=\"fields\"><b>1</b> <span>Fields</span>",
        "<option value=\"pets\">pets (1)</option>",
        "<li data-subject=\"pets.Pet.name\" data-source=\"breaking\" data-wire=\"additive\" data-topic=\"fields\">",
        "<p class=\"what\"><code class=\"part\">name</code> became optional</p>",
        "<li>Source: <span class=\"why\">code that read it no longer compiles, as <code>new</code> does</span></li></ul>",
        "<code>pub name: String</code>",
        "<code>pub name: <ins>Option&lt;</ins>String<ins>&gt;</ins></code>",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn only_what_is_new_as_a_whole_stands_beside_nothing() {
    let of = |kind| {
        let change = Change::new(kind, "pets.list", "is there").declared(None, Some("pub fn list()".to_owned()));
        html(&report(vec![change]))
    };
    assert!(of(Kind::OperationAdded).contains("<div class=\"none\"></div><pre class=\"after\">"));
    let described = of(Kind::DocumentationChanged);
    assert!(described.contains("<pre class=\"same\">") && !described.contains("<div class=\"none\">"));
}

#[test]
fn modules_are_followed_by_those_inside_of_them_and_the_package_is_last() {
    let changes = ["b.c.T", "feature x", "b_c.T", "b.T", "a.b.T", "b.c.U"];
    let page = html(&report(changes.map(|of| Change::new(Kind::TypeAdded, of, "was added")).into()));
    let attributes = parse(&page).attributes;
    let all = |key: &str| -> Vec<String> {
        attributes.iter().filter(|(name, _)| name == key).map(|(_, value)| value.clone()).collect()
    };
    assert_eq!(all("data-module"), ["a.b", "b", "b.c", "b_c", ""]);
    assert_eq!(all("data-subject"), ["a.b.T", "b.T", "b.c.T", "b.c.U", "b_c.T", "feature x"]);
    for option in ["a (1)", "a.b (1)", "b (3)", "b.c (2)", "b_c (1)"] {
        assert!(page.contains(&format!(">{option}</option>")), "{option}");
    }
}

#[test]
fn where_nothing_changes_the_page_says_so() {
    let page = html(&report(Vec::new()));
    assert!(page.contains("Nothing changes for users.") && page.contains("<p>none</p>"));
    assert!(!page.contains("<details"));
}

#[test]
fn the_page_is_small_and_asks_for_nothing_else() {
    let page = html(&report(Vec::new()));
    assert!(page.len() < 20_000, "{}", page.len());
    for part in ["http:", "https:", "src=", "url(", "@import", "{{"] {
        assert!(!page.contains(part), "{part}");
    }
}
