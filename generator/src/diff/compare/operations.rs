//! Operations: how they are called, what they give, and where they go.

use std::collections::BTreeSet;

use super::pairs::{Pairs, id};
use super::words::{self, code, code_or, list, short};
use super::{Change, Comparison, Kind, Level};
use crate::diff::Verdict;
use crate::surface::Operation;

const GONE: &str = "code that calls it no longer compiles";

/// Compares all operations.
pub(super) fn compare(comparison: &mut Comparison<'_>, operations: &Pairs<'_, Operation>) {
    for (key, operation) in &operations.removed {
        let change = about(Kind::OperationRemoved, key, operation, "was removed".to_owned())
            .wire(Level::Breaking, "the description no longer has it")
            .declared(Some(words::operation(operation)), None);
        comparison.add(if operation.hidden { change } else { change.source(Level::Breaking, GONE) });
    }
    for (key, operation) in &operations.added {
        let change = about(Kind::OperationAdded, key, operation, "was added".to_owned())
            .wire(Level::Additive, "")
            .declared(None, Some(words::operation(operation)));
        comparison.add(if operation.hidden { change } else { change.source(Level::Additive, "") });
    }
    for (old, new) in &operations.both {
        let start = comparison.changes.len();
        names(comparison, *old, *new);
        signature(comparison, old.1, *new);
        if old.1.hidden || new.1.hidden {
            // No code of others can tell.
            comparison.changes.iter_mut().skip(start).for_each(|change| change.source = Verdict::default());
        }
        visibility(comparison, old.1, *new);
        travel(comparison, old.1, *new);
        access(comparison, old.1, *new);
        let change = about(Kind::DocumentationChanged, new.0, new.1, String::new());
        comparison.remarks(&change, (old.1.deprecated, new.1.deprecated), (old.1.docs, new.1.docs));
    }
}

fn about(kind: Kind, key: &str, operation: &Operation, what: String) -> Change {
    let mut change = Change::new(kind, key.replace(' ', "_"), what);
    change.operation = Some(id(key).to_owned());
    change.after = Some(words::operation(operation));
    change
}

fn names(comparison: &mut Comparison<'_>, old: (&str, &Operation), new: (&str, &Operation)) {
    let call = |operation: &Operation| format!("client.{}(…)", operation.call);
    if old.1.call != new.1.call {
        let what = format!("is called by {}, not by {}", code(&call(new.1)), code(&call(old.1)));
        let change = about(Kind::OperationRenamed, new.0, new.1, what).source(Level::Breaking, GONE);
        comparison.add(change.declared(Some(call(old.1)), Some(call(new.1))));
    } else if old.0 != new.0 {
        let what = format!("had the id {}", code(id(old.0)));
        comparison.add(about(Kind::OperationRenamed, new.0, new.1, what));
    }
    // That there are no such features any more, or now there are, is said of these.
    let have_features = !old.1.feature.is_empty() && !new.1.feature.is_empty();
    if have_features && old.1.feature != new.1.feature {
        let what = format!("is compiled with the feature {}, not {}", code(&new.1.feature), code(&old.1.feature));
        let because = "code that turns on the other feature alone no longer compiles";
        comparison.add(about(Kind::OperationRenamed, new.0, new.1, what).source(Level::Breaking, because));
    }
}

/// Whether users can call the method.
fn visibility(comparison: &mut Comparison<'_>, old: &Operation, (key, new): (&str, &Operation)) {
    let change = |what: &str| about(Kind::OperationHidden, key, new, what.to_owned());
    match (old.hidden, new.hidden) {
        (false, true) => {
            comparison.add(change("can be called by the crate alone").source(Level::Breaking, GONE));
        }
        (true, false) => comparison.add(change("can be called").source(Level::Additive, "")),
        _ => {}
    }
}

/// What the method takes and gives.
fn signature(comparison: &mut Comparison<'_>, old: &Operation, (key, new): (&str, &Operation)) {
    let declared = || (Some(words::operation(old)), Some(words::operation(new)));
    let change = |kind, what| {
        let (before, after) = declared();
        about(kind, key, new, what).declared(before, after)
    };
    if !comparison.spelling.same(&old.arguments, &new.arguments) {
        let what = match (old.arguments.as_str(), new.arguments.as_str()) {
            ("", taken) => format!("takes {} now", code(&short(taken))),
            (taken, "") => format!("no longer takes {}", code(&short(taken))),
            (old, new) => format!("takes {}, not {}", code(&short(new)), code(&short(old))),
        };
        comparison.add(change(Kind::ArgumentsChanged, what).source(Level::Breaking, GONE));
    }
    if !comparison.spelling.same(&old.output, &new.output) {
        let what = format!("gives {}, not {}", code(&short(&new.output)), code(&short(&old.output)));
        let because = "code that uses what it gives no longer compiles";
        comparison.add(
            change(Kind::AnswerChanged, what)
                .source(Level::Breaking, because)
                .wire(Level::Breaking, "what the server says is read as something else"),
        );
    }
    if !comparison.spelling.same_option(old.options.as_deref(), new.options.as_deref()) {
        let (what, level, because) = match (&old.options, &new.options) {
            (None, Some(options)) => (format!("takes {} now", code(&short(options))), Level::Additive, ""),
            (Some(options), None) => {
                let because = "code that gives them no longer compiles";
                (format!("no longer takes {}", code(&short(options))), Level::Breaking, because)
            }
            (_, new) => {
                let new = new.as_deref().map(short).unwrap_or_default();
                (
                    format!("takes {} as options", code(&new)),
                    Level::Breaking,
                    "code that gives others no longer compiles",
                )
            }
        };
        comparison.add(change(Kind::OptionsChanged, what).source(level, because));
    }
    match (old.pages, new.pages) {
        (false, true) => {
            let what = "can be walked by `items()` and `pages()`".to_owned();
            comparison.add(change(Kind::PagesChanged, what).source(Level::Additive, ""));
        }
        (true, false) => {
            let what = "can no longer be walked by `items()` and `pages()`".to_owned();
            let because = "code that walks its pages no longer compiles";
            comparison.add(change(Kind::PagesChanged, what).source(Level::Breaking, because));
        }
        _ => {}
    }
}

/// Where it goes and how its body travels.
fn travel(comparison: &mut Comparison<'_>, old: &Operation, (key, new): (&str, &Operation)) {
    let endpoint = |operation: &Operation| format!("{} {}", operation.method, operation.path);
    if endpoint(old) != endpoint(new) {
        let what = format!("is {}, not {}", code(&endpoint(new)), code(&endpoint(old)));
        let change = about(Kind::EndpointChanged, key, new, what)
            .wire(Level::Breaking, "old programs call what the description no longer has");
        comparison.add(change.declared(Some(endpoint(old)), Some(endpoint(new))));
    }
    let body = |operation: &Operation| operation.body.clone();
    if body(old) != body(new) {
        let what = match (old.body.as_deref(), new.body.as_deref()) {
            (None, new) => format!("has a body now: {}", code_or(new, "")),
            (Some(old), None) => format!("has no body any more; it was {}", code(old)),
            (Some(old), Some(new)) => format!("is sent as {}, not {}", code(new), code(old)),
        };
        let (level, because) = match (old.body.is_none(), new.body_required) {
            (true, false) => (Level::Additive, ""),
            (true, true) => (Level::Breaking, "old programs send no body"),
            _ => (Level::Breaking, "old programs send what the description no longer has"),
        };
        comparison.add(about(Kind::BodyChanged, key, new, what).wire(level, because).declared(body(old), body(new)));
    } else if old.body_required != new.body_required {
        let change = match new.body_required {
            true => about(Kind::BodyChanged, key, new, "must have a body now".to_owned())
                .wire(Level::Breaking, "old programs may send none"),
            false => about(Kind::BodyChanged, key, new, "need not have a body".to_owned()).wire(Level::Additive, ""),
        };
        comparison.add(change);
    }
    if old.server != new.server {
        let of_api = "the API's own server";
        let (old_url, new_url) = (code_or(old.server.as_deref(), of_api), code_or(new.server.as_deref(), of_api));
        let change = about(Kind::ServerChanged, key, new, format!("goes to {new_url}, not to {old_url}"))
            .wire(Level::Breaking, "old programs go on asking the other server");
        comparison.add(change.declared(old.server.clone(), new.server.clone()));
    }
}

/// The credentials it needs and the failures it names.
fn access(comparison: &mut Comparison<'_>, old: &Operation, (key, new): (&str, &Operation)) {
    let (before, after) = (shown(&old.security), shown(&new.security));
    if before != after {
        let what = format!("needs {after}, not {before}");
        let change = about(Kind::SecurityChanged, key, new, what).declared(Some(before), Some(after));
        comparison.add(match still_enough(&old.security, &new.security) {
            true => change.wire(Level::Additive, ""),
            false => change.wire(Level::Breaking, "the credentials of old programs are not enough"),
        });
    }
    let differ = |status: &&String| match (old.errors.get(*status), new.errors.get(*status)) {
        (Some(old), Some(new)) => !comparison.spelling.same_option(old.as_deref(), new.as_deref()),
        (old, new) => old.is_some() || new.is_some(),
    };
    let statuses: BTreeSet<&String> = old.errors.keys().chain(new.errors.keys()).filter(differ).collect();
    if !statuses.is_empty() {
        let statuses = list(statuses.into_iter().map(String::as_str));
        let what = format!("fails otherwise with {statuses}");
        comparison.add(about(Kind::ErrorsChanged, key, new, what).wire(Level::Additive, ""));
    }
}

/// Whether whatever was enough is so still.
fn still_enough(old: &[BTreeSet<String>], new: &[BTreeSet<String>]) -> bool {
    let nothing = [BTreeSet::new()];
    let old = if old.is_empty() { &nothing } else { old };
    new.is_empty() || old.iter().all(|given| new.iter().any(|needed| needed.is_subset(given)))
}

fn shown(security: &[BTreeSet<String>]) -> String {
    let all = |all: &BTreeSet<String>| match all.is_empty() {
        true => "nothing".to_owned(),
        false => all.iter().map(|one| code(one)).collect::<Vec<_>>().join(" and "),
    };
    match security.is_empty() {
        true => "no credential".to_owned(),
        false => security.iter().map(all).collect::<Vec<_>>().join(" or "),
    }
}
