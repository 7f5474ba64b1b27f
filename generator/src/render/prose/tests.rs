//! Markdown that rustdoc would read otherwise than meant.

use super::*;

fn check(prose: &str, expected: &str) {
    assert_eq!(markdown(prose), expected, "from {prose:?}");
}

#[test]
fn plain_prose_stands_as_it_is() {
    check(
        "Creates a user. It's *fast*.\n\n# More\n\n* one\n* two",
        "Creates a user. It's *fast*.\n\n# More\n\n* one\n* two",
    );
    assert_eq!(doc("One.\n\nTwo.  \n", Marker::Outer), "/// One.\n///\n/// Two.");
    assert_eq!(doc("One.", Marker::Inner), "//! One.");
    assert_eq!(doc(" \n", Marker::Outer), "");
}

#[test]
fn code_never_runs() {
    check("```\nlet x;\n```", "```text\nlet x;\n```");
    check("```rust,should_panic\nx\n```", "```text\nx\n```");
    check("~~~ ignore\nx\n~~~", "~~~text\nx\n~~~");
    check("```json\n{}\n```", "```json\n{}\n```");
    check("Then:\n\n    evil();\n\n    more();\n\nEnd", "Then:\n\n```text\nevil();\n\nmore();\n```\n\nEnd");
    check("\tevil();", "```text\nevil();\n```");
    check("- a\n\n      evil();\n- b", "- a\n\n  ```text\n  evil();\n  ```\n- b");
    check(">     evil();\n> x", "> ```text\n> evil();\n> ```\n> x");
    check("```\nnever closed", "```text\nnever closed\n```");
    check("    a ``` b", "````text\na ``` b\n````");
    // A fence that closes nothing opens a block of Rust for what stands below.
    check("1. ```\n   evil()", "1. ```text\n   evil()\n   ```");
    check("> ```\n> evil()", "> ```text\n> evil()\n> ```");
    check("> ```\n> evil()\n> ```", "> ```text\n> evil()\n> ```");
    check("```\nevil()\n``` x", "```text\nevil()\n``` x\n```");
    check("```\n> ```", "```text\n> ```\n```");
}

#[test]
fn links_lead_somewhere() {
    check("See https://a.b/c_d?x=(y), or (http://e.f).", "See <https://a.b/c_d?x=(y)>, or (<http://e.f>).");
    check("[a](https://b.c) <https://d.e>", "[a](https://b.c) <https://d.e>");
    check("[a https://b.c](https://b.c)", "[a https://b.c](https://b.c)");
    check("[guide](/docs/guide) and [top](#top)", "guide (`/docs/guide`) and top");
    check("see [Vec] and [x][y] \\[z]", "see \\[Vec\\] and \\[x\\]\\[y\\] \\[z\\]");
    check("[a]: Foo\n\n[a]", "a (`Foo`)");
    check("[a]: /x\n[b]: https://y.z\n\n[a], [t][b]", "[b]: https://y.z\n\na (`/x`), [t][b]");
    check("an `unclosed tick", "an \\`unclosed tick");
    check("`[x]` <a@b.c>", "`[x]` <a@b.c>");
}

#[test]
fn html_becomes_text() {
    check("a Vec<String> b", "a Vec\\<String> b");
    check("a<br>b<br/>\nc<br><br>d", "a\\\nb\\\nc\\\n\nd");
    check("<p>One</p><p>Two</p>", "One\n\nTwo");
    check("a <b>bold</b> <code>x</code> <i>it</i>", "a **bold** `x` *it*");
    check("<a href=\"https://x.y\">t</a> <a href='z'>u</a>", "[t](<https://x.y>) u");
    check("<script>alert(1)</script>", "\\<script>alert(1)\\</script>");
    check("<b>open", "\\<b>open");
    check("<ul><li>one</li><li>two</li></ul>", "- one\n- two");
    check("a <!-- gone --> b", "a  b");
}

#[test]
fn hidden_characters_show() {
    check("a\u{202e}b\u{0}c\r\nd\re", "a\\u{202e}b\\u{0}c\nd\ne");
    assert_eq!(comment("a */ \u{2066}\nfn evil() {}\u{2028}x"), "// a */ \\u{2066}\n// fn evil() {}\n// x");
    check("a  \nb", "a\\\nb");
}

#[test]
fn bare_text_in_markdown_is_text() {
    assert_eq!(escape_markdown("# a_b *x* <y>\n_z_"), "\\# a_b \\*x\\* &lt;y&gt; \\_z\\_");
    assert_eq!(code_span("a`b"), "``a`b``");
}
