//! The list of changes: by the module they are in, and there by the operation or type that they are about.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use indexmap::IndexMap;

use super::declared::declared;
use super::escape::{clause, escape, path};
use crate::diff::{Change, Report, Verdict};

/// The changes of each module by what they are about. What has no module is of the package as a whole.
pub(super) type Modules<'r> = BTreeMap<&'r str, IndexMap<&'r str, Vec<&'r Change>>>;

/// The changes by modules.
pub(super) fn modules(report: &Report) -> Modules<'_> {
    let mut modules = Modules::new();
    for change in &report.changes {
        let (module, name) = change.of.rsplit_once('.').unwrap_or(("", &change.of));
        modules.entry(module).or_default().entry(name).or_default().push(change);
    }
    modules
}

/// The list. The package comes last: what it has is rarely what one looks for.
pub(super) fn list(modules: &Modules<'_>) -> String {
    let mut html = String::new();
    let package = modules.get_key_value("");
    for (module, groups) in modules.iter().filter(|(module, _)| !module.is_empty()).chain(package) {
        let (key, count) = (escape(module), groups.values().map(Vec::len).sum());
        let heading = match key.is_empty() {
            true => "The package".to_owned(),
            false => format!("<code>{}</code>", path(module)),
        };
        // Writing to a string does not fail.
        let _ = write!(
            html,
            "<details class=\"module\" data-module=\"{key}\" open>\n\
             <summary><h2>{heading}</h2> <span class=\"count\">{}</span></summary>\n",
            super::counted(count),
        );
        for (name, changes) in groups {
            group(&mut html, name, changes);
        }
        html.push_str("</details>\n");
    }
    html
}

/// The changes of one operation or type.
fn group(html: &mut String, name: &str, changes: &[&Change]) {
    let _ = write!(html, "<section class=\"group\">\n<div class=\"name\"><h3><code>{}</code></h3>", escape(name));
    let operation = |change: &&Change| change.operation.clone().filter(|operation| *operation != change.of);
    if let Some(operation) = changes.iter().find_map(operation) {
        let _ = write!(html, "<p>of <code class=\"operation\">{}</code></p>", path(&operation));
    }
    html.push_str("</div>\n<ul>\n");
    for change in changes {
        entry(html, change);
    }
    html.push_str("</ul>\n</section>\n");
}

fn entry(html: &mut String, change: &Change) {
    let Change { kind, what, source, wire, .. } = change;
    let part = change.part.as_ref().map(|part| format!("<code class=\"part\">{}</code> ", escape(part)));
    let (part, what, topic) = (part.unwrap_or_default(), clause(what), kind.topic().key());
    let (subject, source, wire) = (escape(&change.subject()), &source.level, &wire.level);
    let _ = write!(
        html,
        "<li data-subject=\"{subject}\" data-source=\"{source}\" data-wire=\"{wire}\" data-topic=\"{topic}\">\n\
         <p class=\"what\">{part}{what}</p>\n\
         <ul class=\"levels\"><li class=\"{source}\">source {source}</li><li class=\"{wire}\">wire {wire}</li></ul>\n"
    );
    let (source, wire) = (why("Source", &change.source), why("Wire", &change.wire));
    if !(source.is_empty() && wire.is_empty()) {
        let _ = writeln!(html, "<ul class=\"whys\">{source}{wire}</ul>");
    }
    let _ = writeln!(html, "{}</li>", declared(change));
}

fn why(of: &str, verdict: &Verdict) -> String {
    match verdict.because.is_empty() {
        true => String::new(),
        false => format!("<li>{of}: <span class=\"why\">{}</span></li>", clause(&verdict.because)),
    }
}
