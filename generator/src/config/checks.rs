//! What the schema cannot say of the values in `oasmith.toml`.

use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::source::FileId;
use crate::source::remote::Prefix;

/// Reports what is missing, and values that cannot be meant.
pub fn check(table: &DeTable<'_>, file: FileId, diagnostics: &mut Diagnostics) {
    if let Some(features) = section(table, "crate").and_then(|package| section(package, "features")) {
        taken_features(features, file, diagnostics);
    }
    for key in ["dependencies", "dev-dependencies"] {
        if let Some(dependencies) = section(table, "crate").and_then(|package| section(package, key)) {
            no_dependencies(dependencies, file, diagnostics);
        }
    }
    if let Some(remote) = section(table, "remote") {
        no_prefixes(remote, file, diagnostics);
    }
    for key in ["spec", "out"].into_iter().filter(|key| !table.contains_key(*key)) {
        let help = "name the description with `spec = \"openapi.yaml\"` and the crate's folder with `out = \"sdk\"`";
        let message = format!("`{key}` is missing");
        diagnostics.push(Diagnostic::new(Code::InvalidConfig, Place::span(file, 0..0), message).help(help));
    }
}

fn section<'t, 'i>(root: &'t DeTable<'i>, key: &str) -> Option<&'t DeTable<'i>> {
    match root.get(key)?.get_ref() {
        DeValue::Table(table) => Some(table),
        _ => None,
    }
}

/// Cargo takes a version, or a table.
fn no_dependencies(dependencies: &DeTable<'_>, file: FileId, diagnostics: &mut Diagnostics) {
    for (name, value) in dependencies.iter() {
        if !matches!(value.get_ref(), DeValue::String(_) | DeValue::Table(_)) {
            let message = format!("the dependency `{}` is neither a version nor a table", name.get_ref());
            let help = "write a version as a string, `\"1.2\"`, or a table as in `Cargo.toml`";
            diagnostics.push(Diagnostic::new(Code::InvalidConfig, Place::span(file, value.span()), message).help(help));
        }
    }
}

/// The features that every generated crate has.
const FEATURES: &[&str] = &["default", "native-tls", "rustls"];

fn taken_features(features: &DeTable<'_>, file: FileId, diagnostics: &mut Diagnostics) {
    for (key, _) in features.iter().filter(|(key, _)| FEATURES.contains(&key.get_ref().as_ref())) {
        let message = format!("the feature `{}` is there already", key.get_ref());
        let help = "use another name, or that of a resource, to add to it";
        diagnostics.push(Diagnostic::new(Code::InvalidConfig, Place::span(file, key.span()), message).help(help));
    }
}

/// What may be fetched must not be read or changed on the way by others.
fn no_prefixes(remote: &DeTable<'_>, file: FileId, diagnostics: &mut Diagnostics) {
    let Some(DeValue::Array(prefixes)) = remote.get("allow").map(|allow| allow.get_ref()) else { return };
    for prefix in prefixes.iter() {
        let DeValue::String(text) = prefix.get_ref() else { continue };
        if let Err(why) = Prefix::parse(text) {
            let message = format!("`{text}` cannot be allowed");
            diagnostics.push(Diagnostic::new(Code::InvalidConfig, Place::span(file, prefix.span()), message).help(why));
        }
    }
}
