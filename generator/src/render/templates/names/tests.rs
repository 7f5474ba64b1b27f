//! What is found in templates, and that nothing is where they are right.

use std::fs;

use crate::diagnostics::{Diagnostics, Place};
use crate::render::templates::Templates;
use crate::source::Sources;

/// What is said of these templates: each finding's place and message, or its help.
fn said(files: &[(&str, &str)], help: bool) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = directory.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::new());
    Templates::load(Some(directory.path()), Vec::new(), &mut sources, &mut diagnostics);
    let line = |diagnostic: &crate::diagnostics::Diagnostic| match &diagnostic.place {
        _ if help => diagnostic.help.clone().unwrap_or_default(),
        Place::Span(file, (start, end)) => format!("{}: {}", &sources.text(*file)[*start..*end], diagnostic.message),
        place => format!("{place:?}: {}", diagnostic.message),
    };
    diagnostics.iter().map(line).collect()
}

fn one(text: &str) -> Vec<String> {
    said(&[("src/{resource}/zz.rs.jinja", text)], false)
}

#[test]
fn the_built_in_templates_are_right() {
    assert_eq!(said(&[], false), [""; 0]);
}

#[test]
fn what_does_not_exist_is_found_in_every_branch() {
    for (text, expected) in [
        ("{{ crate.titel }}", "titel: `crate.titel` is undefined"),
        ("{% if false %}{{ crate.titel|doc }}{% endif %}", "titel: `crate.titel` is undefined"),
        ("{{ crate['titel'] }}", "titel: `crate.titel` is undefined"),
        ("{{ crat.title }}", "crat: `crat` is undefined"),
        ("{{ schema.types }}", "schema: `schema` is undefined"),
        ("{{ resource.path.text }}", "text: `resource.path.text` is undefined"),
        ("{% for o in resource.operations %}{{ o.summary }}{% endfor %}", "summary: `o.summary` is undefined"),
        ("{% for o in resource.operations %}{{ loop.fist }}{% endfor %}", "fist: `loop.fist` is undefined"),
        ("{% for o in resource.operations %}{% else %}{{ o.id }}{% endfor %}", "o: `o` is undefined"),
        ("{% for t in resource.types if t.knid %}{% endfor %}", "knid: `t.knid` is undefined"),
        ("{% for t in resource.types|sort(attribute='nam') %}{% endfor %}", "nam: the items have no member `nam`"),
        (
            "{% for o in resource.operations|selectattr('paginatd') %}{% endfor %}",
            "paginatd: the items have no member `paginatd`",
        ),
        (
            "{% set o = (resource.operations + [])|first %}{{ o }}{% set t = resource.types[0] %}{{ t.x }}",
            "x: `t.x` is undefined",
        ),
        ("{% for t in resource.types[1:]|reverse %}{{ t.x }}{% endfor %}", "x: `t.x` is undefined"),
        ("{% with t = resource.types|last %}{{ t.page.x }}{% endwith %}", "x: `t.page.x` is undefined"),
        ("{{ (crate.title)|doc|literal }}", "literal: there is no filter `literal`"),
        ("{% if crate.title is defind %}{% endif %}", "defind: there is no test `defind`"),
        ("{{ list(crate.title) }}", "list: `list` is undefined"),
        ("{% macro m(t) %}{{ t.x }}{% endmacro %}{{ m(crate) }}", "x: `t.x` is undefined"),
        ("{% macro m(a, t) %}{{ t.x }}{% endmacro %}{{ m(t=crate, a=1) }}", "x: `t.x` is undefined"),
        (
            "{% if crate.has_pages %}{{ crate.title }}{% endif %}",
            "crate.title: `crate.title` is text, and is printed bare in a Rust template",
        ),
        ("{% macro m() %}{{ zz }}{% endmacro %}", "zz: `zz` is undefined"),
        ("{% include 'partials/no.rs.jinja' %}", "partials/no.rs.jinja: there is no template `partials/no.rs.jinja`"),
        ("{% import 'partials/server_links.rs.jinja' as t %}{{ t.lnks([]) }}", "lnks: `t.lnks` is undefined"),
    ] {
        let found = one(text);
        assert!(found.iter().any(|line| line == expected), "{text}: {found:?}");
    }
}

#[test]
fn nothing_is_said_of_what_may_be_right() {
    for text in [
        "{% if crate.more is defined %}{{ crate.more.of.it }}{% endif %}",
        "{{ crate.more|default('x')|lit }}{% if zz is not defined %}{% endif %}",
        "{% for o in resource.operations %}{{ o.extensions['x-own'] }}{{ o.extensions.own.more }}{% endfor %}",
        "{% for key, value in resource.operations[0].extensions|items %}{{ value.any }}{% endfor %}",
        "{% for group in resource.types|groupby('kind') %}{{ group.grouper }}{{ group.list[0].any }}{% endfor %}",
        "{% set ns = namespace(count=0) %}{% set ns.count = ns.count + 1 %}{{ ns.other }}",
        "{% set x = {'a': 1} %}{{ x.b }}{% for i in range(3) %}{{ i.any }}{% endfor %}",
        "{% if crate.docs %}{% set x = crate %}{% else %}{% set x = resource %}{% endif %}{{ x.children }}",
        "{% for o in resource.operations|selectattr('more', 'defined') %}{{ o.id|lit }}{% endfor %}",
        "{% macro a(n) %}{{ b(n) }}{% endmacro %}{% macro b(n) %}{{ a(n) }}{{ n.any }}{% endmacro %}{{ a({}) }}",
        "{% macro m() %}{{ caller() }}{% endmacro %}{% call m() %}{{ crate.title|doc }}{% endcall %}",
        "{% include ['partials/no.rs.jinja', 'partials/server_links.rs.jinja'] %}",
        "{% include 'partials/no.rs.jinja' ignore missing %}{{ 'x'.upper() }}{{ crate.title.upper() }}",
    ] {
        assert_eq!(one(text), [""; 0], "{text}");
    }
}

#[test]
fn partials_see_what_those_see_that_include_them() {
    let entry = "{% for o in resource.operations %}{% include 'partials/o.rs.jinja' %}{% endfor %}";
    let partial = "{{ o.id|lit }}{{ crate.title|doc }}{{ resource.path|lit }}{{ o.idd }}{{ p }}";
    let files = [("src/{resource}/zz.rs.jinja", entry), ("partials/o.rs.jinja", partial)];
    assert_eq!(said(&files, false), ["idd: `o.idd` is undefined", "p: `p` is undefined"]);
    let help = &said(&files, true)[1];
    assert_eq!(help, "here there are: crate, loop, o, resource, resources, schemas, view_version");

    let computed = "{% for o in resource.operations %}{% include 'partials/' ~ 'o' ~ '.rs.jinja' %}{% endfor %}";
    let files = [("src/{resource}/zz.rs.jinja", computed), ("partials/o.rs.jinja", "{{ o.idd }}")];
    assert_eq!(said(&files, false), ["idd: `o.idd` is undefined"]);
    let other = ("partials/other.rs.jinja", "{{ other.any }}");
    assert_eq!(said(&[files[0], other], false), [""; 0]);
    // Of what nothing includes it is not known what it sees.
    assert!(said(&[("partials/o.rs.jinja", "{{ o.idd }}")], false).iter().all(|line| !line.contains("idd")));
}

#[test]
fn blocks_see_what_there_is_where_a_parent_prints_them() {
    let parent = "{% for o in resource.operations %}{% block b %}{{ o.id|lit }}{% endblock %}{% endfor %}";
    let child = |block: &str| {
        format!(
            "{{% extends 'src/{{resource}}/a.rs.jinja' %}}{{% set x = crate %}}{{% block b %}}{block}{{% endblock %}}"
        )
    };
    let said = |block: &str| {
        let files = [("src/{resource}/a.rs.jinja", parent), ("src/{resource}/b.rs.jinja", &child(block))];
        said(&files, false)
    };
    assert_eq!(said("{{ super() }}{{ o.path|lit }}{{ x.title|doc }}"), [""; 0]);
    assert_eq!(said("{{ o.pth }}{{ x.titel }}"), ["pth: `o.pth` is undefined", "titel: `x.titel` is undefined"]);
}
