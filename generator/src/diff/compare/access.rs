//! Servers, security schemes, features, and the body that errors share.

use std::collections::{BTreeMap, BTreeSet};

use super::pairs::Pairs;
use super::words::{code, code_or, list, short};
use super::{Change, Comparison, Kind, Level};
use crate::surface::{Scheme, Server};

/// Compares what belongs to the client as a whole.
pub(super) fn compare(comparison: &mut Comparison<'_>) {
    let (old, new) = (comparison.old, comparison.new);
    if old.package != new.package {
        let what = format!("was called {}", code(&old.package));
        let because = "a dependency on the old name does not get this version";
        comparison.add(Change::new(Kind::PackageRenamed, &new.package, what).source(Level::Breaking, because));
    }
    if old.server != new.server {
        let none = "no server";
        let what = format!(
            "goes to {} unless told otherwise, not to {}",
            code_or(new.server.as_deref(), none),
            code_or(old.server.as_deref(), none)
        );
        let change = Change::new(Kind::ServerChanged, "Client", what).declared(old.server.clone(), new.server.clone());
        comparison.add(match (&old.server, &new.server) {
            (None, _) => change.wire(Level::Additive, ""),
            _ => change.wire(Level::Breaking, "old programs go on asking the other server"),
        });
    }
    if !comparison.spelling.same_option(old.error.as_deref(), new.error.as_deref()) {
        let ty = |ty: &Option<String>| code_or(ty.as_deref().map(short).as_deref(), "nothing");
        let what = format!("is {}, not {}", ty(&new.error), ty(&old.error));
        let change = Change::new(Kind::ErrorsChanged, "ErrorBody", what);
        comparison.add(match (&old.error, &new.error) {
            (None, Some(_)) => change.source(Level::Additive, ""),
            _ => change.source(Level::Breaking, "code that reads bodies of errors by it no longer compiles"),
        });
    }
    servers(comparison, &old.servers, &new.servers);
    schemes(comparison, &old.schemes, &new.schemes);
    features(comparison, &old.features, &new.features);
}

fn servers(comparison: &mut Comparison<'_>, old: &BTreeMap<String, Server>, new: &BTreeMap<String, Server>) {
    let pairs = Pairs::by_key(old, new);
    for (name, server) in pairs.removed {
        let change = Change::new(Kind::ServerRemoved, format!("servers.{name}"), "was removed");
        let change = change.source(Level::Breaking, "code that names it no longer compiles");
        comparison.add(
            change.wire(Level::Breaking, "the description no longer has it").declared(Some(server.url.clone()), None),
        );
    }
    for (name, server) in pairs.added {
        let change = Change::new(Kind::ServerAdded, format!("servers.{name}"), "was added");
        comparison.add(change.source(Level::Additive, "").declared(None, Some(server.url.clone())));
    }
    for ((name, old), (_, new)) in pairs.both {
        let change = |what: String| Change::new(Kind::ServerChanged, format!("servers.{name}"), what);
        if old.url != new.url {
            let what = format!("is {}, not {}", code(&new.url), code(&old.url));
            let change = change(what).wire(Level::Breaking, "old programs go on asking the other server");
            comparison.add(change.declared(Some(old.url.clone()), Some(new.url.clone())));
        }
        let differs = |(key, value): &(&String, &(String, Option<String>))| {
            new.variables.get(*key).is_none_or(|(ty, _)| *ty != value.0)
        };
        let gone: Vec<&str> = old.variables.iter().filter(differs).map(|(key, _)| key.as_str()).collect();
        let values = |(ty, values): &(&String, &BTreeSet<String>)| {
            new.values.get(*ty).is_none_or(|new| !new.is_superset(values))
        };
        let poorer = old.values.iter().any(|entry| values(&entry));
        if old.ty.is_some() && (old.ty != new.ty || old.arguments != new.arguments || !gone.is_empty() || poorer) {
            let what = match gone.is_empty() {
                true => "is made otherwise".to_owned(),
                false => format!("has no longer the variables {}", list(gone)),
            };
            comparison.add(change(what).source(Level::Breaking, "code that makes one no longer compiles"));
        } else if old.variables != new.variables || old.values != new.values || old.ty != new.ty {
            comparison.add(change("has other variables".to_owned()).source(Level::Additive, ""));
        }
    }
}

fn schemes(comparison: &mut Comparison<'_>, old: &BTreeMap<String, Scheme>, new: &BTreeMap<String, Scheme>) {
    let pairs = Pairs::by_key(old, new);
    let change = |kind, key: &str, what: String| Change::new(kind, format!("ClientBuilder.{key}"), what);
    for (key, scheme) in pairs.removed {
        let change = change(Kind::SchemeRemoved, key, "was removed".to_owned());
        comparison.add(
            change
                .source(Level::Breaking, "code that sets the credential no longer compiles")
                .declared(Some(scheme.how.clone()), None),
        );
    }
    for (key, scheme) in pairs.added {
        let change = change(Kind::SchemeAdded, key, "was added".to_owned());
        comparison.add(change.source(Level::Additive, "").declared(None, Some(scheme.how.clone())));
    }
    for ((key, old), (_, new)) in pairs.both {
        if old.how != new.how {
            let what = format!("is {}, not {}", new.how, old.how);
            let change = change(Kind::SchemeChanged, key, what);
            let change = change.wire(Level::Breaking, "old programs send the credential otherwise");
            comparison.add(change.declared(Some(old.how.clone()), Some(new.how.clone())));
        }
        let lost = old.methods.iter().filter(|(method, taken)| new.methods.get(*method) != Some(taken));
        let lost: Vec<&str> = lost.map(|(method, _)| method.as_str()).collect();
        let came = new.methods.keys().filter(|method| !old.methods.contains_key(*method));
        let came: Vec<&str> = came.map(String::as_str).collect();
        if !lost.is_empty() {
            let what = format!("is no longer set by {} as before", list(lost));
            let because = "code that sets the credential no longer compiles";
            comparison.add(change(Kind::SchemeChanged, key, what).source(Level::Breaking, because));
        }
        if !came.is_empty() {
            let what = format!("can be set by {}", list(came));
            comparison.add(change(Kind::SchemeChanged, key, what).source(Level::Additive, ""));
        }
        let about = change(Kind::SchemeChanged, key, String::new());
        comparison.remarks(&about, (old.deprecated, new.deprecated), Default::default());
    }
}

fn features(
    comparison: &mut Comparison<'_>,
    old: &BTreeMap<String, BTreeSet<String>>,
    new: &BTreeMap<String, BTreeSet<String>>,
) {
    let pairs = Pairs::by_key(old, new);
    let change = |kind, name: &str, what: &str| Change::new(kind, format!("feature {name}"), what);
    for (name, _) in pairs.removed {
        let change = change(Kind::FeatureRemoved, name, "was removed");
        comparison.add(change.source(Level::Breaking, "a dependency that turns it on cannot be resolved"));
    }
    for (name, _) in pairs.added {
        comparison.add(change(Kind::FeatureAdded, name, "was added").source(Level::Additive, ""));
    }
}
