//! Rust types of the old crate as the new one would spell them, so that a renamed type is one change and not one wherever
//! it is used.

use std::collections::BTreeMap;

use super::Pairs;
use crate::surface::{Shape, Surface, Type};

/// Aliases that lead to one another before one is taken for a cycle.
const LONGEST_CHAIN: usize = 32;

/// What the paths of types stand for.
#[derive(Default)]
pub(super) struct Spelling {
    /// The aliases of the old crate.
    old: BTreeMap<String, String>,
    renamed: BTreeMap<String, String>,
    /// The aliases of the new crate.
    new: BTreeMap<String, String>,
}

impl Spelling {
    pub fn new(old: &Surface, new: &Surface, types: &Pairs<'_, Type>) -> Self {
        let renamed = types.both.iter().filter(|(old, new)| old.0 != new.0);
        let renamed = renamed.map(|(old, new)| (path(old.0), path(new.0))).collect();
        Self { old: aliases(old), renamed, new: aliases(new) }
    }

    /// A type of the old crate.
    pub fn old(&self, ty: &str) -> String {
        // What an alias of the old crate stands for may have been renamed since; and the new name may be an alias.
        // Renames are followed once: a name may have been given away and taken by another type.
        spelled(&replaced(&spelled(ty, &self.old), &self.renamed), &self.new)
    }

    /// A type of the new crate.
    pub fn new_type(&self, ty: &str) -> String {
        spelled(ty, &self.new)
    }

    /// Whether a type is the same in both.
    pub fn same(&self, old: &str, new: &str) -> bool {
        self.old(old) == self.new_type(new)
    }

    /// Whether an optional type is.
    pub fn same_option(&self, old: Option<&str>, new: Option<&str>) -> bool {
        match (old, new) {
            (Some(old), Some(new)) => self.same(old, new),
            (old, new) => old.is_none() && new.is_none(),
        }
    }
}

fn path(key: &str) -> String {
    format!("crate::{}", key.replace('.', "::"))
}

fn aliases(surface: &Surface) -> BTreeMap<String, String> {
    let aliases = surface.types.iter().filter_map(|(key, ty)| match &ty.shape {
        Shape::Alias(target) => Some((path(key), target.clone())),
        _ => None,
    });
    aliases.collect()
}

/// A type in which the paths that stand for something are replaced by that, until none is left.
fn spelled(ty: &str, meaning: &BTreeMap<String, String>) -> String {
    let mut text = ty.to_owned();
    for _ in 0..LONGEST_CHAIN {
        let next = replaced(&text, meaning);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

fn replaced(ty: &str, meaning: &BTreeMap<String, String>) -> String {
    const ROOT: &str = "crate::";
    let mut text = String::new();
    let mut rest = ty;
    while let Some(start) = rest.find(ROOT) {
        let path = &rest[start..];
        let end = path.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(path.len());
        text.push_str(&rest[..start]);
        text.push_str(meaning.get(&path[..end]).map_or(&path[..end], String::as_str));
        rest = &path[end..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_and_renames_are_followed_to_the_end() {
        let meaning = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
        };
        let old = meaning(&[("crate::types::Id", "crate::types::Key"), ("crate::types::Key", "String")]);
        let renamed = meaning(&[("crate::types::A", "crate::types::B"), ("crate::types::B", "crate::types::A")]);
        let new = meaning(&[("crate::types::Loop", "crate::types::Loop")]);
        let spelling = Spelling { old, renamed, new };
        assert_eq!(spelling.old("Vec<crate::types::Id>"), "Vec<String>");
        assert_eq!(spelling.old("crate::types::Idle"), "crate::types::Idle");
        assert_eq!(spelling.new_type("Option<crate::types::Loop>"), "Option<crate::types::Loop>");
        assert!(spelling.same("crate::types::Id", "String"));
        assert_eq!(spelling.old("(crate::types::A, crate::types::B)"), "(crate::types::B, crate::types::A)");
    }
}
