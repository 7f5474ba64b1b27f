//! Templates that print text where they should not, or by a filter that is for something else.
//!
//! Each is rendered with harmless texts (a word, a letter, none), and with every payload. What comes of a payload is an
//! error that shows the template's line, or what comes of one of those but for names and texts.

use std::collections::BTreeMap;
use std::fs;

use minijinja::{Value, context};
use oasmith::diagnostics::{Diagnostics, Place};
use oasmith::render::templates::{Entry, Templates};
use oasmith::{Sources, report};

use crate::{Result, expect_none, payloads, skeleton};

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
    "fn a() { println!({{ x|lit }}); let _ = format!({{ x|lit }}, 1); }",
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
    "{% for k, v in extensions['map']|items %}{{ k }}{% endfor %}",
    "{% for k, v in extensions['map']|items %}const A: (&str, &str) = ({{ k|lit }}, {{ v|lit }});{% endfor %}",
    "const A: &[&str] = &[{{ extensions['list']|map('lit')|join(', ') }}];",
    "const A: &[&str] = &[{{ extensions['list']|join(', ') }}];",
    "{{ extensions['list'] }}",
    "{{ extensions['list']|string|lit }}",
    "const A: &str = {{ extensions['map']|string|lit }};",
    "const A: i64 = {{ extensions['number'] }};",
    "const A: &str = \"{{ extensions['number'] }}\";",
    "const A: i64 = {{ x|int(7) }};",
    "{{ extensions|dictsort }}",
    "{{ extensions['list']|sum }}",
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
    "a = {{ extensions['list']|toml }}",
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
    "{{ extensions['list']|join(' ') }}",
    "<!-- {{ x }} -->",
];

/// A language, by how its files end, with its templates.
const ALL: &[(&str, &[&str])] = &[("rs", RUST), ("toml", TOML), ("md", MARKDOWN)];

#[test]
fn no_template_makes_code_of_text() -> Result<()> {
    let careless = Careless::load()?;
    let harmless = ["harmless", "x", ""].map(|text| careless.outcomes(text));
    let harmless = harmless.into_iter().collect::<Result<Vec<_>>>()?;
    let mut differences = Vec::new();
    for (name, payload) in payloads::all() {
        for (template, found) in careless.outcomes(&payload)? {
            if found.is_some() && harmless.iter().all(|clean| clean[template] != found) {
                differences.push(format!("{name:?} by {template:?}: {found:?}, not {:?}", harmless[0][template]));
            }
        }
    }
    expect_none(differences);
    Ok(())
}

/// The templates, ready to render.
struct Careless {
    templates: Templates,
    /// Each by the path of what it makes.
    texts: BTreeMap<String, &'static str>,
}

impl Careless {
    fn load() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let write = |path: &str, text: &str| fs::write(folder.path().join(format!("{path}.jinja")), text);
        let mut texts = BTreeMap::new();
        for (ending, templates) in ALL {
            for (number, template) in templates.iter().enumerate() {
                let path = format!("careless_{number}.{ending}");
                write(&path, &format!("{template}\n"))?;
                texts.insert(path, *template);
            }
        }
        fs::create_dir(folder.path().join("partials"))?;
        write("partials/bare.rs", "{{ x }}")?;
        write("partials/bare.txt", "{% macro m(x) %}{{ x }}{% endmacro %}{{ x }}")?;
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let templates = Templates::load(Some(folder.path()), Vec::new(), &mut sources, &mut diagnostics);
        let templates = templates.ok_or_else(|| report::human(&diagnostics, &sources, false, false))?;
        Ok(Self { templates, texts })
    }

    /// What is made of each template, or nothing where that is an error.
    fn outcomes(&self, text: &str) -> Result<BTreeMap<&'static str, Option<String>>> {
        let x = Value::from(text);
        let map = BTreeMap::from([(text.to_owned(), x.clone())]);
        let extensions = context! { list => vec![x.clone(); 2], map, number => 7, text => x.clone() };
        let view = context! { x, extensions };
        let known = self.templates.entries().filter_map(|entry| Some((entry, *self.texts.get(&entry.target)?)));
        let outcome = |(entry, template): (&Entry, &'static str)| match self.templates.render(entry, view.clone(), "it")
        {
            Ok(made) => {
                Ok((template, outcome(entry, &made).map_err(|fault| format!("{template:?}: {fault}\n{made}"))?))
            }
            // It says where.
            Err(fault) if matches!(fault.place, Place::Span(..)) => Ok((template, None)),
            Err(fault) => Err(format!("{template:?}: {} is nowhere", fault.message).into()),
        };
        known.map(outcome).collect()
    }
}

fn outcome(entry: &Entry, made: &str) -> Result<Option<String>> {
    // That is an error too, as soon as it is formatted.
    let is_rust = !entry.target.ends_with(".rs") || syn::parse_file(made).is_ok();
    if is_rust { skeleton::file(&entry.target, made).map(Some) } else { Ok(None) }
}
