//! The search order, escaping, and what is said of faulty templates.

use std::fs;

use minijinja::context;
use serde::Serialize;

use super::*;
use crate::diagnostics::{Code as DiagnosticCode, Place};
use crate::globs::Pattern;

struct Case {
    templates: Option<Templates>,
    sources: Sources,
    diagnostics: Diagnostics,
}

fn load(files: &[(&str, &str)], skip: &[&str]) -> Case {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::new());
    let skip = skip.iter().map(|pattern| Pattern::new(*pattern, Place::Nowhere)).collect();
    let templates = Templates::load(Some(directory.path()), skip, &mut sources, &mut diagnostics);
    Case { templates, sources, diagnostics }
}

impl Case {
    fn entry(&self, target: &str) -> Option<&Entry> {
        self.templates.as_ref().unwrap().entries().find(|entry| entry.target == target)
    }

    fn render(&self, target: &str, view: Value) -> Result<String, Diagnostic> {
        self.templates.as_ref().unwrap().render(self.entry(target).unwrap(), view, "operation `x`")
    }

    /// What is shown of a diagnostic: its code, message, the text at its place, and help.
    fn shown(&self, diagnostic: &Diagnostic) -> (DiagnosticCode, String, String, String) {
        let text = match &diagnostic.place {
            Place::Span(file, (start, end)) => self.sources.text(*file).get(*start..*end).unwrap().to_owned(),
            place => format!("{place:?}"),
        };
        (diagnostic.code, diagnostic.message.clone(), text, diagnostic.help.clone().unwrap_or_default())
    }
}

use minijinja::Value;

/// Renders one template and gives what it printed, or code, place and help of the fault.
fn one(path: &str, text: &str, view: Value) -> Result<String, (DiagnosticCode, String, String, String)> {
    let case = load(&[(&format!("{path}.jinja"), text)], &[]);
    case.render(path, view).map_err(|diagnostic| case.shown(&diagnostic))
}

const HOSTILE: &str = "*/ \"#\n}} fn evil() {} \u{202e} // `a` <x> [y] \\";

#[test]
fn nothing_hostile_gets_out_of_a_filter() {
    let text =
        "{{ x|doc }}\n{{ x|comment }}\npub const {{ k|ident }}: (&str, u8, bool) = ({{ x|lit }}, {{ n }}, {{ b }});\n";
    let view = context! { x => HOSTILE, k => "type", n => 7, b => true };
    let rendered = one("src/zz.rs", text, view).unwrap();
    let file = syn::parse_file(&rendered).unwrap();
    assert_eq!(file.items.len(), 1, "{rendered}");
    let syn::Item::Const(item) = &file.items[0] else { panic!() };
    assert_eq!(item.ident.to_string(), "r#type");
    let syn::Expr::Tuple(tuple) = &*item.expr else { panic!() };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(literal), .. }) = &tuple.elems[0] else { panic!() };
    assert_eq!(literal.value(), HOSTILE);
    assert!(!rendered.contains('\u{202e}'));

    let toml =
        one("zz.toml", "x = {{ x|toml }}\nl = {{ l|toml }}\n", context! { x => HOSTILE, l => vec!["a"] }).unwrap();
    assert_eq!(toml.parse::<::toml::Table>().unwrap()["x"].as_str(), Some(HOSTILE));
    assert_eq!(one("zz.md", "{{ x }}", context! { x => "*a* <b>" }).unwrap(), "\\*a\\* &lt;b&gt;");
}

#[test]
fn plain_strings_do_not_print_bare() {
    for text in [
        "{{ x }}",
        "{{ x|lit|trim('\"') }}",
        "{{ x|lit|replace('\"', '') }}",
        "{{ (x|lit)[1:-1] }}",
        "{{ x|lit|first }}",
        "{{ [x, x]|join(', ') }}",
        "{{ x ~ '' }}",
        "{% set y %}{{ x }}{% endset %}{{ y }}",
        "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(x) }}",
        "{% filter upper %}{{ x }}{% endfilter %}",
    ] {
        let (code, message, at, help) = one("src/zz.rs", text, context! { x => "evil" }).unwrap_err();
        assert_eq!(code, DiagnosticCode::UnescapedText, "{text}: {message}");
        assert!(text.contains(&at) && help.contains("`|lit`"), "{text}: {at}");
    }
    for text in ["{{ x|safe }}", "{{ x|e }}", "{{ x|tojson }}", "{% autoescape false %}{{ x }}{% endautoescape %}"] {
        assert!(one("src/zz.rs", text, context! { x => "evil" }).is_err(), "{text}");
    }
    let files = [
        ("src/zz.rs.jinja", "{% import 'm.txt.jinja' as m %}{{ m.m('evil') }}"),
        ("m.txt.jinja", "{% macro m(x) %}{{ x }}{% endmacro %}"),
    ];
    let case = load(&files, &[]);
    let fault = case.render("src/zz.rs", Value::UNDEFINED).unwrap_err();
    assert_eq!(fault.help.unwrap(), "`m.txt.jinja` is a plain template, and a Rust template may only use its like");
}

#[test]
fn code_prints_from_inside_a_view() {
    #[derive(Serialize)]
    struct View {
        items: Vec<Code>,
    }
    let view = View {
        items: vec![
            Code::from(quote::quote!(
                fn a() {}
            )),
            Code::new("b"),
        ],
    };
    let text = "{% for item in items %}\n{{ item }}\n{% endfor %}\n{{ items|join(', ') }}|{{ []|join(', ') }}";
    let rendered = one("src/zz.rs", text, Value::from(minijinja::value::Serde(&view))).unwrap();
    assert_eq!(rendered, "fn a() {}\nb\nfn a() {}, b|");
    assert_eq!(serde_json::to_string(&Code::new("b")).unwrap(), "\"b\"");
}

#[test]
fn what_is_missing_is_named_with_what_is_there() {
    let view = context! { operation => context! { name => "a", summary => "b" }, list => vec![context! { key => 1 }] };
    let (code, message, at, help) = one("src/zz.rs", "a\n{{ operation.sumary|doc }}", view.clone()).unwrap_err();
    assert_eq!((code, at.as_str()), (DiagnosticCode::TemplateError, "doc"));
    assert_eq!(message, "`operation.sumary` is undefined (rendering operation `x`)");
    assert_eq!(help, "did you mean `summary`? `operation` has: name, summary");

    let loops = "{% for item in list %}\n{{ item.kye }}\n{% endfor %}";
    assert!(one("src/zz.rs", loops, view.clone()).unwrap_err().3.ends_with("`item` has: key"));
    let top = one("src/zz.rs", "{% if opration %}{% endif %}", view.clone()).unwrap_err();
    assert!(top.3.starts_with("did you mean `operation`? here there are: "), "{}", top.3);
    assert!(one("src/zz.rs", "{{ operation }}", view).unwrap_err().1.starts_with("a map is printed"));
}

#[test]
fn faults_are_shown_where_they_are() {
    let case = load(
        &[
            ("a.rs.jinja", "{% for x in %}"),
            ("b.rs.jinja", "\n{{ x"),
            ("c.rs.jinja", "{% extends 'd.rs.jinja' %}{% block imports %}{% endblock %}"),
            ("d.rs.jinja", "{% block import %}{% endblock %}"),
        ],
        &[],
    );
    assert!(case.templates.is_none());
    let codes: Vec<_> = case.diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect();
    assert_eq!(codes, ["template-syntax", "template-syntax", "unknown-block"]);
    let unknown = case.shown(case.diagnostics.iter().last().unwrap());
    assert_eq!((unknown.2.as_str(), unknown.3.as_str()), ("imports", "did you mean `import`?"));

    let files =
        [("src/zz.rs.jinja", "x\n{% include 'partials/p.rs.jinja' %}\n"), ("partials/p.rs.jinja", "\n\n{{ x }}")];
    let case = load(&files, &[]);
    let fault = case.render("src/zz.rs", context! { x => "y" }).unwrap_err();
    assert_eq!(case.shown(&fault).2, "x");
    assert_eq!(fault.labels.len(), 1);
}

#[test]
fn the_tree_is_the_crate() {
    let case = load(
        &[
            ("src/{resource}.rs.jinja", ""),
            ("src/types/{schema}.rs.jinja", ""),
            ("src/all/{type}.rs.jinja", ""),
            ("src/{resource}/skipped.rs.jinja", ""),
            ("src/copied.rs", "fn x( {"),
            ("examples/a.rs.jinja", ""),
            ("partials/b.rs.jinja", ""),
            ("README.md.jinja", "x"),
        ],
        &["examples/**", "nothing", "src/{resource}/skipped.rs"],
    );
    let entry = |target| case.entry(target).map(|entry| (entry.per, matches!(entry.kind, Kind::Verbatim(_))));
    assert_eq!(entry("src/{resource}.rs"), Some((Per::Resource, false)));
    assert_eq!(entry("src/types/{schema}.rs"), Some((Per::Schema, false)));
    assert_eq!(entry("src/all/{type}.rs"), Some((Per::Type, false)));
    assert_eq!(entry("src/{resource}/skipped.rs"), None);
    assert_eq!(entry("src/copied.rs"), Some((Per::Once, true)));
    assert_eq!(entry("README.md"), Some((Per::Once, false)));
    assert_eq!(entry("examples/a.rs"), None);
    assert!(!case.templates.as_ref().unwrap().entries().any(|entry| entry.target.starts_with("partials")));
    assert_eq!(case.entry("src/{resource}.rs").unwrap().path("b2b/sessions"), "src/b2b/sessions.rs");
    let codes: Vec<_> = case.diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect();
    assert_eq!(codes, ["unused-skip", "unused-template", "unused-template", "unused-template"]);
    assert!(load(&[("src/{resources}.rs.jinja", "")], &[]).templates.is_none());
}

#[test]
fn pages_about_the_built_in_tree_are_not_part_of_it() {
    assert!(load(&[], &[]).entry("GUIDE.md").is_none());
    assert!(load(&[("GUIDE.md", "of the user's crate")], &[]).entry("GUIDE.md").is_some());
}

#[test]
fn a_user_s_template_shadows_and_extends() {
    let built_in = BTreeMap::from([
        ("src/a.rs.jinja", "{% block x %}1{% endblock %} {% include 'partials/p.rs.jinja' %}"),
        ("partials/p.rs.jinja", "2"),
    ]);
    let user = BTreeMap::from([
        ("src/a.rs.jinja", "{% extends 'default/src/a.rs.jinja' %}{% block x %}{{ super() }}3{% endblock %}"),
        ("partials/p.rs.jinja", "4"),
    ]);
    let rendered = tree::tests::merged(&built_in, &user, |environment| {
        environment.get_template("src/a.rs.jinja").unwrap().render(()).unwrap()
    });
    assert_eq!(rendered, "13 4");
}

/// What careless templates do with the filters, each with a text that makes something of it.
#[test]
fn what_is_printed_stays_what_it_is() {
    for (text, x) in [
        ("const A: &str = \"{{ x|lit }}\";", " + evil() + "),
        ("const A: &str = r{{ x|lit }};", "\" + evil() + \""),
        ("const A: &str = r#{{ x|lit }}#;", "\"# + evil() + r#\""),
        ("const A: &str = r#\"{{ x|lit }}\"#;", "# + evil() + \""),
        ("const A: &str = \"{{ x|comment }}\";", "\"; fn evil() {} //"),
        ("const A: &str = \"{{ x|comment }}\";", "\\"),
        ("const A: &str = \"{{ x|code }}\";", "{evil}"),
        ("const A: &str = '{{ x|lit }}';", "' + evil() + '"),
        ("const A: &str = {{ (x ~ '')|code }};", "evil"),
        ("/* {{ x|lit }} */", "*/ fn evil() {} /*"),
        ("/* {{ x|comment }} */", "/*"),
        ("/** {{ x|doc }} */", "*/ fn evil() {} /*"),
        ("/* *{{ x|comment }} */", "x"),
        ("// {{ x|doc }}", "a\nb"),
        ("// {{ x|comment }}", "a\nb"),
        ("/{{ x|comment }}\nfn a() {}", "<script>"),
        ("/// {{ x|lit }}\nfn a() {}", "<script>"),
        ("/// {{ x|comment }}\nfn a() {}", "<script>"),
        ("#[doc = {{ x|lit }}]\nfn a() {}", "```\nevil()\n```"),
        ("#[cfg_attr(all(), doc = concat!(\"\", {{ x|lit }}))]\nfn a() {}", "```\nevil()\n```"),
        ("{{ x|doc }} fn a() {}", "a"),
        ("fn a(secret: &str) { println!({{ x|lit }}) }", "{secret}"),
        ("fn a() { write!(to(), {{ x|lit }}, 1) }", "{}{}"),
        ("{{ x|comment }}{{ x|doc }}", "a"),
        ("{% set y %}{{ x|lit }}{% endset %}const A: &str = \"{{ y }}\";", "a"),
        ("{% macro m(x) %}\"{{ x }}\"{% endmacro %}const A: &str = {{ m(x|lit) }};", "a"),
        ("{% macro m() %}{{ caller() }}{% endmacro %}/* {% call m() %}{{ x|lit }}{% endcall %} */", "*/"),
    ] {
        let (code, message, at, help) = one("src/zz.rs", text, context! { x }).unwrap_err();
        assert_eq!(code, DiagnosticCode::UnescapedText, "{text}: {message}");
        assert!(message.contains("is printed") && text.contains(&at) && !help.is_empty(), "{text}: {message} {at}");
    }
    for text in [
        "fn a() { println!(\"{}\", {{ x|lit }}) }",
        "fn a() { let a = ({{ x|lit }}, 1); println!(\"{}\", a.1) }",
        "const A: &str = concat!({{ x|lit }}, \"/\");",
    ] {
        assert!(one("src/zz.rs", text, context! { x => "/pets/{id}" }).is_ok(), "{text}");
    }
    for (text, x) in [
        ("x = \"{{ x|toml }}\"", ", "),
        ("x = '{{ x|toml }}'", "a"),
        ("x = [\"{{ x|toml }}\"]", ", 1, "),
        ("x = \"\"\"{{ x|toml }}\"\"\"", "a"),
    ] {
        assert!(one("zz.toml", text, context! { x }).unwrap_err().1.contains("between quotes"), "{text}");
    }
}

#[test]
fn what_a_filter_makes_is_for_its_own_language() {
    for text in ["{{ x|md }}", "{{ x|toml }}", "{{ [x]|toml }}", "{{ [x|ident, x|lit]|join }}"] {
        let fault = one("src/zz.rs", text, context! { x => "r" }).unwrap_err();
        assert_eq!(fault.0, DiagnosticCode::UnescapedText, "{text}");
    }
    assert!(one("zz.toml", "x = {{ x|lit }}", context! { x => "\u{7f}" }).is_err());
    assert_eq!(one("zz.md", "{{ x|lit }}", context! { x => "<b>" }).unwrap(), "\"&lt;b&gt;\"");
    let commented = one("zz.toml", "# {{ x|toml }}\n", context! { x => "a\n[dependencies]\n\u{202e}'" }).unwrap();
    assert_eq!(commented, "# \"a\\U0000000a[dependencies]\\U0000000a\\U0000202e'\"\n");
}

#[test]
fn what_is_in_its_place_prints() {
    let text = "/// [`{{ t }}`] and {{ x|code }}, `{{ c }}`\n\
        {% macro m(y) %}{{ y|lit }}, {{ y|ident }}::{{ t }}{% endmacro %}\
        {% set s %}{{ m(x) }}{% endset %}\
        #[doc(alias = {{ x|lit }})]\n\
        fn with_{{ x|ident }}<'{{ x|ident }}>() { f({{ s }}, \"{{ x|ident }} {{ n }}\", '{{ x|ident }}'); {{ x|comment }}\n}\n";
    let code = |text: &str| Value::from(minijinja::value::Serde(&Code::new(text)));
    let view = context! { x => "y", n => 1.5, t => code("Vec<u8>"), c => code("a(\"b\", 'c')") };
    let rendered = one("src/zz.rs", text, view).unwrap();
    assert_eq!(
        rendered,
        "/// [`Vec<u8>`] and `y`, `a(\"b\", 'c')`\n#[doc(alias = \"y\")]\n\
         fn with_y<'y>() { f(\"y\", y::Vec<u8>, \"y 1.5\", 'y'); // y\n}\n"
    );
    // The marks of printed values, in a text, are only lost.
    let forged = "\u{fdd0}1\u{fdd1}a\u{fdd2} \u{fdd0} \u{fdd2}";
    let rendered = one("src/zz.rs", "{{ x|lit }}\n{{ x|doc }}", context! { x => forged }).unwrap();
    assert_eq!(rendered, "\"a  \"\n/// a");
}
