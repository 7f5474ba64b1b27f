//! What a release of a crate needs beside its files: the version that follows from what has changed, and an entry of its
//! changelog.

use crate::diff::Report;
use crate::diff::report::changelog_entry;

/// The name of the changelog, in the crate. It belongs to the crate's authors: entries are put into it, and nothing else is
/// changed.
pub const CHANGELOG: &str = "CHANGELOG.md";

/// A configuration with the version of the crate set, all else as it stands.
///
/// # Errors
/// If it is not TOML, or has something else where the version goes: why.
pub fn configured(text: &str, version: &str) -> Result<String, String> {
    let mut document: toml_edit::DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| error.to_string())?;
    let package = document.entry("crate").or_insert_with(toml_edit::table);
    let Some(package) = package.as_table_like_mut() else { return Err("`crate` is no table".to_owned()) };
    match package.get_mut("version").and_then(toml_edit::Item::as_value_mut) {
        // What stands around it, comments too, stays.
        Some(value) => {
            let decor = value.decor().clone();
            *value = version.into();
            *value.decor_mut() = decor;
        }
        None => drop(package.insert("version", toml_edit::value(version))),
    }
    Ok(document.to_string())
}

/// A changelog with an entry for the release, above those of older ones. `None` if it has one already.
pub fn with_entry(changelog: Option<&str>, report: &Report, version: &str) -> Option<String> {
    let entry = changelog_entry(report, version);
    let Some(changelog) = changelog.filter(|text| !text.trim().is_empty()) else {
        return Some(format!("# Changelog\n\n{entry}"));
    };
    let heading = |line: &str| line.strip_prefix("## ").map(|title| title.trim_start_matches(['[', 'v']).to_owned());
    let names = |title: &str| {
        title.strip_prefix(version).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '.'))
    };
    let mut at = changelog.len();
    let mut position = 0;
    for line in changelog.split_inclusive('\n') {
        if let Some(title) = heading(line) {
            if names(&title) {
                return None;
            }
            if at == changelog.len() && title.starts_with(|c: char| c.is_ascii_digit()) {
                at = position;
            }
        }
        position += line.len();
    }
    let (before, after) = changelog.split_at(at);
    let gap = if before.ends_with("\n\n") {
        ""
    } else if before.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    };
    let rest = if after.is_empty() { String::new() } else { format!("\n{after}") };
    Some(format!("{before}{gap}{entry}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::compare;
    use crate::surface::{Operation, Surface};

    /// A report of a crate that gains an operation, and of what its versions are.
    fn report(old: &str, new: &str) -> Report {
        let surface = |version: &str| Surface { version: version.to_owned(), ..Surface::default() };
        let mut after = surface(new);
        after.operations.insert("pets.list".to_owned(), Operation::default());
        compare(&surface(old), &after)
    }

    #[test]
    fn only_the_version_of_a_configuration_is_touched() {
        let text = "spec = \"a.yaml\" # the source\n\n[crate]\nversion = \"1.0.0\"  # of the crate\nname = 'a'\n";
        let set = text.replace("1.0.0", "1.1.0");
        assert_eq!(configured(text, "1.1.0").as_deref(), Ok(set.as_str()));
        let without = "spec = \"a.yaml\"\n";
        let set = "spec = \"a.yaml\"\n\n[crate]\nversion = \"1.1.0\"\n";
        assert_eq!(configured(without, "1.1.0").as_deref(), Ok(set));
        assert!(configured("crate = 1", "1.1.0").is_err());
    }

    #[test]
    fn an_entry_stands_above_older_ones_and_is_written_once() {
        let report = report("1.2.3", "1.2.3");
        let first = with_entry(None, &report, "1.3.0").unwrap_or_default();
        assert_eq!(first, "# Changelog\n\n## 1.3.0\n\n### Additive\n\n- `pets` has the new operation `list`.\n");
        assert_eq!(with_entry(Some(&first), &report, "1.3.0"), None);
        // A longer version is another.
        assert!(with_entry(Some(&first), &report, "1.3").is_some());
        let kept = "# Changes\n\n## Unreleased\n\n- mine\n\n## [1.2.3] - 2026-01-01\n\n- old\n";
        let next = with_entry(Some(kept), &report, "1.3.0").unwrap_or_default();
        let [unreleased, new, old] = ["- mine", "## 1.3.0", "## [1.2.3]"].map(|part| next.find(part));
        assert!(unreleased < new && new < old, "{next}");
        assert_eq!(next.replace(&format!("{}\n", changelog_entry(&report, "1.3.0")), ""), kept);
    }
}
