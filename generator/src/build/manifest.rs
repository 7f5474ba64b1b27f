//! What the crate that holds a generated module must have in its manifest, and the features that it leaves alone.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;
use toml::{Table, Value};

/// What matters here of a `Cargo.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Manifest {
    features: BTreeMap<String, Vec<String>>,
    dependencies: Table,
    target: BTreeMap<String, Target>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Target {
    dependencies: Table,
}

impl Manifest {
    /// The manifest in a file, or what is wrong with it.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
        Self::parse(&text).ok_or_else(|| format!("{} is not a manifest", path.display()))
    }

    /// The manifest in a text.
    pub fn parse(text: &str) -> Option<Self> {
        toml::from_str(text).ok()
    }

    /// Instructions that turn on the default features of generated code that this crate has none of.
    pub fn features_to_set(&self, generated: &Self) -> Vec<String> {
        let known = generated.features.keys().filter(|name| *name != "default");
        let known: Vec<String> = known.map(|name| format!("\"{name}\"")).collect();
        let known = format!("rustc-check-cfg=cfg(feature, values({}))", known.join(", "));
        let on = generated.enabled().into_iter().filter(|name| !self.features.contains_key(*name));
        [known].into_iter().chain(on.map(|name| format!("rustc-cfg=feature=\"{name}\""))).collect()
    }

    /// Says which dependencies of generated code this crate lacks, as lines to copy.
    pub fn complain_of_missing(&self, generated: &Self) -> Result<(), String> {
        let has = |name: &String| {
            let mut targets = self.target.values();
            self.dependencies.contains_key(name) || targets.any(|target| target.dependencies.contains_key(name))
        };
        let missing = generated.dependencies.iter().filter(|(name, _)| !has(name));
        let lines: String =
            missing.map(|(name, value)| format!("{name} = {}\n", generated.needed(name, value))).collect();
        match lines.is_empty() {
            true => Ok(()),
            false => Err(format!(
                "the generated code needs more dependencies; add to Cargo.toml:\n\n[dependencies]\n{lines}"
            )),
        }
    }

    /// The features that are on by default, and those which these turn on.
    fn enabled(&self) -> BTreeSet<&str> {
        let mut enabled = BTreeSet::new();
        let mut open = vec!["default"];
        while let Some(name) = open.pop() {
            let Some((name, enables)) = self.features.get_key_value(name) else { continue };
            if name == "default" || enabled.insert(name.as_str()) {
                open.extend(enables.iter().map(String::as_str));
            }
        }
        enabled
    }

    /// A dependency as another crate must have it: with what default features turn on in it, and not optional.
    fn needed(&self, name: &str, value: &Value) -> Value {
        let enabled = self.enabled().into_iter().filter_map(|feature| self.features.get(feature)).flatten();
        let more: Vec<Value> = enabled
            .filter_map(|enables| enables.split_once('/'))
            .filter(|(dependency, _)| *dependency == name)
            .map(|(_, feature)| feature.into())
            .collect();
        let mut value = value.clone();
        if let (Value::String(version), false) = (&value, more.is_empty()) {
            value = Table::from_iter([("version".to_owned(), version.as_str().into())]).into();
        }
        if let Value::Table(table) = &mut value {
            table.remove("optional");
            let features = table.entry("features").or_insert_with(|| Vec::<Value>::new().into());
            if let Value::Array(features) = features {
                features.extend(more);
                if features.is_empty() {
                    table.remove("features");
                }
            }
        }
        value
    }
}

#[cfg(test)]
mod tests {
    use super::Manifest;

    const GENERATED: &str = "\
[features]
default = [\"rustls\", \"pets\"]
rustls = [\"web/rustls\"]
native-tls = [\"web/native\"]
pets = [\"owners\"]
owners = [\"dep:mac\"]
[dependencies]
bytes = \"1\"
mac = { version = \"2\", optional = true }
web = { version = \"3\", features = [\"http2\"] }
";

    #[test]
    fn what_the_crate_lacks_can_be_copied() {
        let generated = Manifest::parse(GENERATED).unwrap();
        let own = Manifest::parse("[dependencies]\nbytes = \"1\"\n").unwrap();
        let said = own.complain_of_missing(&generated).unwrap_err();
        let lines = "mac = { version = \"2\" }\nweb = { features = [\"http2\", \"rustls\"], version = \"3\" }\n";
        assert!(said.ends_with(&format!("[dependencies]\n{lines}")), "{said}");
        assert_eq!(generated.complain_of_missing(&generated), Ok(()));
    }

    #[test]
    fn a_feature_of_the_crate_is_left_to_it() {
        let generated = Manifest::parse(GENERATED).unwrap();
        let own = Manifest::parse("[features]\npets = []\n").unwrap();
        let known = "rustc-check-cfg=cfg(feature, values(\"native-tls\", \"owners\", \"pets\", \"rustls\"))";
        let expected = [known, "rustc-cfg=feature=\"owners\"", "rustc-cfg=feature=\"rustls\""];
        assert_eq!(own.features_to_set(&generated), expected);
    }
}
