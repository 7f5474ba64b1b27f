//! A report as one page that needs nothing else: to search, to filter, and with before and after side by side.
//!
//! All changes are laid out here, so that the page can be read without its script, which only hides what was not asked
//! for. How it looks is in `page.css`, what it does in `page.js`.

mod changes;
mod declared;
mod escape;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::{Report, count};
use crate::diff::{Change, Level, Topic};
use changes::Modules;
use escape::escape;

/// The page. All of it is in the text: no script, style or font comes from elsewhere.
pub fn html(report: &Report) -> String {
    let modules = changes::modules(report);
    let Report { old, new, changes } = report;
    fill(include_str!("page.html"), |name| match name {
        "generator" => escape(crate::GENERATOR),
        "title" => escape(if new.title.is_empty() { "The API" } else { &new.title }),
        "versions" => format!("{} → {}", escape(&old.api_version), escape(&new.api_version)),
        "style" => include_str!("page.css").to_owned(),
        "script" => include_str!("page.js").to_owned(),
        "source" => verdict(report, "Source", report.source(), |change| change.source.level),
        "wire" => verdict(report, "Wire", report.wire(), |change| change.wire.level),
        "step" => step(report),
        "topics" => topics(changes),
        "modules" => options(&modules),
        "total" => counted(changes.len()),
        "changes" if changes.is_empty() => "<p class=\"nothing\">Nothing changes for users.</p>".to_owned(),
        "changes" => changes::list(&modules),
        _ => String::new(),
    })
}

/// The template with what stands for each name in double braces. What is put in is not looked at again: it may hold
/// braces of its own.
fn fill(template: &str, part: impl Fn(&str) -> String) -> String {
    let mut pieces = template.split("{{");
    let mut text = pieces.next().unwrap_or_default().to_owned();
    for (name, rest) in pieces.filter_map(|piece| piece.split_once("}}")) {
        text.push_str(&part(name));
        text.push_str(rest);
    }
    text
}

/// How many changes, in words.
fn counted(count: usize) -> String {
    format!("{count} {}", if count == 1 { "change" } else { "changes" })
}

/// One of the two verdicts, and how many changes there are of each level, to choose from.
fn verdict(report: &Report, name: &str, verdict: Level, of: fn(&Change) -> Level) -> String {
    let tiles = [Level::Breaking, Level::Additive, Level::Invisible].map(|level| {
        let (class, count) = (format!("tile {level}"), count(report, of, level));
        choice(&class, &name.to_lowercase(), level.name(), level.name(), count)
    });
    format!(
        "<fieldset class=\"verdict {verdict}\" disabled><legend>{name}</legend>\n<p>{verdict}</p>\n\
         <div class=\"tiles\">\n{}</div></fieldset>",
        tiles.concat()
    )
}

/// What the version should become.
fn step(report: &Report) -> String {
    let (step, old) = (report.step(), &report.old.version);
    let next = match report.version() {
        Some(next) if next != *old => format!("from {} to {next}", escape(old)),
        _ => format!("from {}", escape(old)),
    };
    let level = report.source();
    format!(
        "<section class=\"verdict {level}\"><h2>Version step</h2>\n<p>{step}</p>\n<p class=\"next\">{next}</p></section>"
    )
}

/// What the changes are about, to choose from.
fn topics(changes: &[Change]) -> String {
    let count = |topic| changes.iter().filter(|change| change.kind.topic() == topic).count();
    let counts = Topic::ALL.map(|topic| (topic, count(topic)));
    let there = counts.into_iter().filter(|(_, count)| *count > 0);
    there.map(|(topic, count)| choice("topic", "topic", topic.key(), topic.label(), count)).collect()
}

/// A box to be checked, with how many changes it stands for.
fn choice(class: &str, name: &str, value: &str, label: &str, count: usize) -> String {
    format!(
        "<label class=\"{class}\"><input type=\"checkbox\" name=\"{name}\" value=\"{value}\">\
         <b>{count}</b> <span>{label}</span></label>\n"
    )
}

/// The modules that have changes, and those around them.
fn options(modules: &Modules<'_>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (path, groups) in modules.iter().filter(|(path, _)| !path.is_empty()) {
        let count: usize = groups.values().map(Vec::len).sum();
        let ends = path.match_indices('.').map(|(dot, _)| dot).chain([path.len()]);
        for around in ends.filter_map(|end| path.get(..end)) {
            *counts.entry(around).or_default() += count;
        }
    }
    let option = |(path, count): (&&str, &usize)| {
        let path = escape(path);
        format!("<option value=\"{path}\">{path} ({count})</option>\n")
    };
    counts.iter().map(option).collect()
}
