//! Templates that print text where they should not, or by a filter that is for something else.
//!
//! Each is rendered with a harmless word, and with every payload. What comes of a payload is an error that shows the
//! template, or what comes of the word but for names and texts.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use rayon::prelude::*;
use serde_json::{Value, json};

use crate::{Result, expect_none, generate, payloads, skeleton};

/// Templates of Rust files. `x` is a text of the description.
const RUST: &[&str] = &[
    // Bare, and by ways that could make a text look escaped.
    "{{ x }}",
    "const A: &str = \"{{ x }}\";",
    "const A: &str = r\"{{ x }}\";",
    "const A: &str = r#\"{{ x }}\"#;",
    "// {{ x }}",
    "/// {{ x }}\nfn a() {}",
    "//! {{ x }}",
    "/* {{ x }} */",
    "#[doc = \"{{ x }}\"]\nfn a() {}",
    "fn {{ x }}() {}",
    "{{ x ~ '' }}",
    "{{ x ~ (x|lit) }}",
    "{{ (x|lit) ~ '' }}",
    "{{ (x|lit) + '' }}",
    "{{ (x|lit) * 2 }}",
    "{{ [x, x]|join(' ') }}",
    "{{ [x|lit, x]|join(', ') }}",
    "const A: &str = {{ [x|lit, x|lit]|join('') }};",
    "const A: &str = {{ [x|lit]|join }};",
    "{{ x|lit|replace('\"', '') }}",
    "{{ x|lit|trim('\"') }}",
    "{{ x|lit|upper }}",
    "{{ x|lit|lower }}",
    "{{ x|lit|title }}",
    "{{ x|lit|capitalize }}",
    "{{ x|lit|first }}",
    "{{ x|lit|last }}",
    "{{ x|lit|list|join(' ') }}",
    "{{ x|lit|reverse }}",
    "{{ (x|lit)[1:-1] }}",
    "{{ (x|lit)[0] }}",
    "{{ x|lit|split('\"')|join(' ') }}",
    "{{ x|lit|lines|join(' ') }}",
    "{% for c in x|lit %}{{ c }}{% endfor %}",
    "{% for c in [x|lit]|map('trim', '\"') %}{{ c }}{% endfor %}",
    "const A: &str = {{ x|lit|indent(4) }};",
    "const A: &str = {{ x|lit|string }};",
    "const A: &str = {{ none|default(x) }};",
    "const A: &str = {{ x|urlencode }};",
    "{{ x|safe }}",
    "{{ x|e }}",
    "{{ x|escape }}",
    "{{ x|tojson }}",
    "{{ x|pprint }}",
    "{{ '%s'|format(x) }}",
    "{{ debug() }}",
    "{{ {'a': x} }}",
    "{{ [x] }}",
    "{% autoescape false %}{{ x }}{% endautoescape %}",
    "{% autoescape 'html' %}{{ x }}{% endautoescape %}",
    "{% autoescape 'none' %}{{ x|lit }}{% endautoescape %}",
    "{% set y %}{{ x }}{% endset %}{{ y }}",
    "{% set y = x %}{{ y }}",
    "{% set y %}{% autoescape false %}{{ x }}{% endautoescape %}{% endset %}{{ y }}",
    "{% filter upper %}{{ x|lit }}{% endfilter %}",
    "{% filter trim('\"') %}{{ x|lit }}{% endfilter %}",
    "{% macro m(y) %}{{ y }}{% endmacro %}{{ m(x) }}",
    "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ x }}{% endcall %}",
    "{% include 'partials/bare.rs.jinja' %}",
    "{% include 'partials/bare.txt.jinja' %}",
    "{% from 'partials/bare.txt.jinja' import m %}{{ m(x) }}",
    // Escaped for something else.
    "{{ x|md }}",
    "{{ x|code }}",
    "{{ x|toml }}",
    "{{ [x]|toml }}",
    "const A: &str = {{ x|md }};",
    "const A: &str = {{ x|toml }};",
    "const A: &str = {{ x|code }};",
    "const A: &str = {{ x|doc }};",
    "const A: &str = {{ x|comment }}\n\"\";",
    "fn a() { {{ x|lit }}; }",
    "fn a() { {{ x|ident }}; }",
    // Escaped, and printed into something.
    "const A: &str = \"{{ x|lit }}\";",
    "const A: &str = \"{{ x|ident }}\";",
    "const A: &str = \"{{ x|code }}\";",
    "const A: &str = \"{{ x|comment }}\";",
    "const A: &str = \"{{ x|doc }}\";",
    "const A: &str = r\"{{ x|lit }}\";",
    "const A: &str = r#\"{{ x|lit }}\"#;",
    "const A: &str = r##\"\"{{ x|lit }}\"##;",
    "const A: &str = r##\"\"{{ x|comment }}\"##;",
    "const A: &str = r#\"{{ x|comment }}\"#;",
    "const A: &str = r{{ x|lit }};",
    "const A: &str = r#{{ x|lit }}#;",
    "const A: &[u8] = b{{ x|lit }};",
    "const A: &str = c{{ x|lit }};",
    "const A: char = '{{ x|lit }}';",
    "const A: char = '{{ x|ident }}';",
    "const A: &str = {{ x|lit }}{{ x|lit }};",
    "const A: (&str, &str) = ({{ x|lit }}, {{ x|lit }});",
    "const A: &str = concat!({{ x|lit }}, \"{{ x|lit }}\");",
    "const {{ x|ident }}: &str = {{ x|lit }};",
    "fn a() { println!(\"{{ x|lit }}\"); println!(\"{{ x|ident }}\"); }",
    "// {{ x|lit }}",
    "// {{ x|code }}",
    "// {{ x|doc }}",
    "// {{ x|comment }}",
    "//{{ x|comment }}\nfn a() {}",
    "//{{ x|lit }}\nfn a() {}",
    "/{{ x|comment }}\nfn a() {}",
    "/// {{ x|lit }}\nfn a() {}",
    "/// {{ x|code }}\nfn a() {}",
    "/// {{ x|doc }}\nfn a() {}",
    "/// {{ x|comment }}\nfn a() {}",
    "//! {{ x|doc }}",
    "/* {{ x|lit }} */",
    "/* {{ x|doc }} */",
    "/* {{ x|comment }} */",
    "/* {{ x|code }} */",
    "/** {{ x|doc }} */\nfn a() {}",
    "/*{{ x|comment }}*/",
    "/*/{{ x|code }}/*/",
    "{{ x|doc }}\nfn a() {}",
    "{{ x|doc(inner=true) }}",
    "{{ x|comment }}\nfn a() {}",
    "fn a() {} {{ x|comment }}",
    "fn a() {} {{ x|doc }}\nfn b() {}",
    "{{ x|doc }} fn a() {}",
    "{{ x|comment }} fn a() {}",
    "fn a() { b({{ x|comment }}); }",
    "fn a() { b(\n{{ x|comment }}\n); }",
    "fn a() { vec![{{ x|doc }}] }",
    "struct A { {{ x|doc }}\n a: u8 }",
    "#[doc = {{ x|lit }}]\nfn a() {}",
    "#![doc = {{ x|lit }}]",
    "#[doc = concat!({{ x|lit }})]\nfn a() {}",
    "#[cfg_attr(all(), doc = {{ x|lit }})]\nfn a() {}",
    "#[doc(alias = {{ x|lit }})]\nfn a() {}",
    "#[cfg(feature = {{ x|lit }})]\nfn a() {}",
    "#[{{ x|lit }}]\nfn a() {}",
    "m! { {{ x|lit }} {{ x|comment }}\n }",
    "macro_rules! m { () => { {{ x|lit }} } }",
    "{% set y %}\"{{ x|lit }}\"{% endset %}const A: &str = {{ y }};",
    "{% set y %}{{ x|lit }}{% endset %}const A: &str = \"{{ y }}\";",
    "{% macro m(y) %}const A: &str = {{ y }};{% endmacro %}{{ m(x|lit) }}",
    "{% macro m(y) %}/* {{ y }} */{% endmacro %}{{ m(x|lit) }}",
    "{% filter indent(2) %}const A: &str = {{ x|lit }};{% endfilter %}",
    "{% filter comment %}{{ x|lit }}{% endfilter %}",
    "{% filter lit %}{{ x|lit }}{% endfilter %}",
    // Extensions: anything at all.
    "{% for k, v in extensions|items %}{{ k }}{% endfor %}",
    "{% for k, v in extensions|items %}{{ v }}{% endfor %}",
    "{% for k, v in extensions|items %}const A: (&str, &str) = ({{ k|lit }}, {{ k|lit }});\n{% endfor %}",
    "{% for k, v in extensions['x-map']|items %}{{ k }}{% endfor %}",
    "{% for k, v in extensions['x-map']|items %}const A: (&str, &str) = ({{ k|lit }}, {{ v|lit }});{% endfor %}",
    "const A: &[&str] = &[{{ extensions['x-list']|map('lit')|join(', ') }}];",
    "const A: &[&str] = &[{{ extensions['x-list']|join(', ') }}];",
    "{{ extensions['x-list'] }}",
    "{{ extensions['x-list']|string|lit }}",
    "const A: &str = {{ extensions['x-map']|string|lit }};",
    "const A: i64 = {{ extensions['x-number'] }};",
    "const A: &str = \"{{ extensions['x-number'] }}\";",
    "const A: i64 = {{ x|int(7) }};",
    "{{ extensions|dictsort }}",
    "{{ extensions['x-list']|sum }}",
];

/// Templates of TOML files.
const TOML: &[&str] = &[
    "a = {{ x }}",
    "a = \"{{ x }}\"",
    "# {{ x }}",
    "a = {{ x|toml }}",
    "{{ x|toml }} = 1",
    "[{{ x|toml }}]",
    "# {{ x|toml }}",
    "#{{ x|toml }}\na = 1",
    "a = \"{{ x|toml }}\"",
    "a = '{{ x|toml }}'",
    "a = '''{{ x|toml }}'''",
    "a = \"\"\"{{ x|toml }}\"\"\"",
    "a = [\"{{ x|toml }}\"]",
    "a = [{{ x|toml }}, {{ x|toml }}]",
    "a = {{ x|toml }}{{ x|toml }}",
    "a = {{ [x, x]|toml }}",
    "a = {{ {'a': x}|toml }}",
    "a = {{ extensions['x-list']|toml }}",
    "a = {{ extensions|toml }}",
    "a = {{ x|lit }}",
    "a = {{ x|code }}",
    "a = {{ x|md }}",
    "{{ x|comment }}",
    "{{ x|doc }}",
    "{% set y %}{{ x|toml }}{% endset %}a = \"{{ y }}\"",
    "{% set y %}{{ x|toml }}{% endset %}a = {{ y|toml }}",
];

/// Templates of Markdown files: `|md` is Markdown by design, everything else is text.
const MARKDOWN: &[&str] = &[
    "{{ x }}",
    "# {{ x }}",
    "| {{ x }} |\n|---|\n| {{ x }} |",
    "<div>\n{{ x }}\n</div>",
    "`{{ x }}`",
    "[{{ x }}](https://example.com)",
    "{{ x|code }}",
    "| {{ x|code }} |\n|---|",
    "{{ x|md }}",
    "{{ x|lit }}",
    "{{ x|toml }}",
    "{{ x|comment }}",
    "{{ x|doc }}",
    "{{ x ~ x }}",
    "{% set y %}{{ x }}{% endset %}{{ y }}",
    "{{ extensions['x-list']|join(' ') }}",
    "<!-- {{ x }} -->",
];

#[test]
fn no_template_makes_code_of_text() -> Result<()> {
    let harmless = outcomes("harmless")?;
    let differences = payloads::all().into_par_iter().flat_map_iter(|(name, payload)| {
        let found = outcomes(&payload).unwrap_or_else(|error| panic!("{name:?}: {error}"));
        let fault = |((template, found), clean): ((&&str, &Option<String>), &Option<String>)| {
            let is_same = found.is_none() || found == clean;
            if is_same { String::new() } else { format!("{name:?} by {template:?}: {found:?}, not {clean:?}") }
        };
        found.iter().zip(harmless.values()).map(fault).collect::<Vec<_>>()
    });
    expect_none(differences.collect());
    Ok(())
}

/// What is made of each template, or nothing where that is an error.
fn outcomes(text: &str) -> Result<BTreeMap<&'static str, Option<String>>> {
    let folder = tempfile::tempdir()?;
    let mut open = BTreeSet::new();
    let mut outcomes = BTreeMap::new();
    for (ending, templates) in [("rs", RUST), ("toml", TOML), ("md", MARKDOWN)] {
        for (number, template) in templates.iter().enumerate() {
            open.insert((format!("careless_{number}_.{ending}"), *template));
        }
    }
    let place = folder.path().join("src/{resource}");
    fs::create_dir_all(&place)?;
    fs::create_dir_all(folder.path().join("partials"))?;
    fs::write(folder.path().join("partials/bare.rs.jinja"), "{{ x }}")?;
    fs::write(folder.path().join("partials/bare.txt.jinja"), "{% macro m(x) %}{{ x }}{% endmacro %}{{ x }}")?;
    for (name, template) in &open {
        let known = "{% set x = crate.title %}{% set extensions = resource.operations[0].extensions %}";
        fs::write(place.join(format!("{name}.jinja")), format!("{known}\n{template}\n"))?;
    }
    let document = document(text);
    loop {
        let made = generate(&document, Some(folder.path()))?;
        if let Some(rendered) = made.rendered {
            for (name, template) in open {
                let file = rendered.iter().find(|(path, _)| path.ends_with(&name));
                let (path, contents) = file.unwrap_or_else(|| panic!("{name} is missing, of {template}"));
                let skeleton = skeleton::file(path, std::str::from_utf8(contents)?);
                let skeleton = skeleton
                    .map_err(|error| format!("{template:?}: {error}\n{}", String::from_utf8_lossy(contents)))?;
                outcomes.insert(template, Some(skeleton));
            }
            return Ok(outcomes);
        }
        let refused: Vec<_> = open.iter().filter(|(name, _)| made.said.contains(name.as_str())).cloned().collect();
        if refused.is_empty() {
            return Err(made.said.into());
        }
        for (name, template) in refused {
            fs::remove_file(place.join(format!("{name}.jinja")))?;
            outcomes.insert(template, None);
            open.remove(&(name, template));
        }
    }
}

fn document(text: &str) -> Value {
    json!({
        "openapi": "3.0.3",
        "info": { "title": text, "version": "1" },
        "paths": { "/a": { "get": {
            "operationId": "a.get",
            "x-text": text,
            "x-list": [text, text],
            "x-map": { text: text },
            "x-number": 7,
            "responses": { "204": { "description": "Nothing." } },
        } } },
    })
}
