//! What the members of a union are called: after their schemas, their titles, or the kinds of value that they are.
//!
//! Many have no name that is theirs alone. Their numbers say nothing, since members are added and moved; so the lock
//! keeps, with each name, what the member that has it looks like, and the member that looks most like it gets it again. If
//! none does, the one that asks for the name does.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{AdditionalProperties, ReferenceOr, Schema};
use serde_json::Value;

use super::class::{Indexed, docs};
use super::shape;
use super::{Lower, component_name, words};
use crate::ir::Docs;

/// The names of the members of a union, all different, and what is said of each. `wire`: the union's own.
pub fn names(lower: &mut Lower<'_>, wire: &str, members: &[Indexed<'_>]) -> Vec<(String, Docs)> {
    let scope = format!("alternatives {wire}");
    let given: Vec<Given> = lower.pins.given(&scope).iter().filter_map(|text| Given::parse(text)).collect();
    let wanted: Vec<Wanted> = members.iter().map(|(index, schema)| Wanted::of(schema, *index)).collect();
    let mut names = recognized(&wanted, &given);
    let mut taken: BTreeSet<String> = given.into_iter().map(|given| given.name).collect();
    for (index, wanted) in wanted.iter().enumerate() {
        let name = names.entry(index).or_insert_with(|| wanted.free_name(&taken));
        taken.insert(name.clone());
        if let Some(look) = &wanted.look {
            lower.pins.note(&scope, Given { name: name.clone(), look: look.clone() }.text());
        }
    }
    names.into_values().zip(wanted).map(|(name, wanted)| (name, wanted.docs)).collect()
}

/// What a schema looks like: its keys and kinds, as words.
type Look = BTreeSet<String>;

/// The name that an earlier run gave to what looked so.
struct Given {
    name: String,
    look: Look,
}

impl Given {
    fn parse(text: &str) -> Option<Self> {
        let (name, look) = text.rsplit_once(": ")?;
        Some(Self { name: name.to_owned(), look: look.split(' ').map(str::to_owned).collect() })
    }

    fn text(&self) -> String {
        let look: Vec<&str> = self.look.iter().map(String::as_str).collect();
        format!("{}: {}", self.name, look.join(" "))
    }
}

/// What a member is called if nothing else is.
struct Wanted {
    name: String,
    /// The name without its number, if it is but one of several.
    stem: &'static str,
    /// How it is known again; a component is by its name.
    look: Option<Look>,
    /// Whether it is known by its name, where nothing looks like it.
    has_own_name: bool,
    docs: Docs,
}

impl Wanted {
    fn of(schema: &ReferenceOr<Schema>, index: usize) -> Self {
        let item = match schema {
            ReferenceOr::Item(schema) => schema,
            ReferenceOr::Reference { reference } => {
                let whole = component_name(reference).unwrap_or_else(|| format!("variant{}", index + 1));
                let name = words::dotted(&whole).map_or(whole.as_str(), |(_, short)| short).to_owned();
                // Others may have the same last word.
                let look = (name != whole).then(|| Look::from([whole]));
                return Self { name, stem: "", look, has_own_name: false, docs: Docs::default() };
            }
        };
        let (docs, shape) = (docs(&item.schema_data), shape::of(item));
        let (name, stem) = match (&docs.summary, shape.ty) {
            (Some(title), _) => (title.clone(), ""),
            (None, Some("array")) => ("list".to_owned(), ""),
            (None, Some("object") | None) => (format!("variant{}", index + 1), "variant"),
            (None, Some(ty)) => (shape.format.clone().unwrap_or_else(|| ty.to_owned()), ""),
        };
        Self { name, stem, look: Some(look(schema)), has_own_name: stem.is_empty(), docs }
    }

    /// Whether a name is this one, or this one with a number.
    fn may_be(&self, given: &str) -> bool {
        let stem = if self.stem.is_empty() { &self.name } else { self.stem };
        let number = given.strip_prefix(stem).map(str::trim_start);
        number.is_some_and(|number| number.chars().all(|c| c.is_ascii_digit()))
    }

    fn free_name(&self, taken: &BTreeSet<String>) -> String {
        let numbered = |number: u32| match self.stem {
            "" => format!("{} {number}", self.name),
            stem => format!("{stem}{number}"),
        };
        let first = if self.stem.is_empty() { 2 } else { 1 };
        let mut names = [self.name.clone()].into_iter().chain((first..).map(numbered));
        names.find(|name| !taken.contains(name)).unwrap_or_else(|| self.name.clone())
    }
}

/// The members, by their index, to which an earlier run gave a name: those that look most alike first.
fn recognized(wanted: &[Wanted], given: &[Given]) -> BTreeMap<usize, String> {
    let mut pairs: Vec<(usize, usize, usize)> = Vec::new();
    for (index, member) in wanted.iter().enumerate() {
        let Some(look) = &member.look else { continue };
        for (at, given) in given.iter().enumerate().filter(|(_, given)| member.may_be(&given.name)) {
            let (same, all) = (look.intersection(&given.look).count(), look.union(&given.look).count());
            if same > 0 || (member.has_own_name && member.name == given.name) {
                // In thousandths, so that what is equal is equal on every machine.
                pairs.push((1000 - 1000 * same / all, index, at));
            }
        }
    }
    pairs.sort_unstable();
    let (mut names, mut used) = (BTreeMap::new(), BTreeSet::new());
    for (_, index, at) in pairs {
        let Some(given) = given.get(at) else { continue };
        if !names.contains_key(&index) && used.insert(at) {
            names.insert(index, given.name.clone());
        }
    }
    names
}

/// What a schema looks like. Prose and limits change, and say nothing of what it is.
fn look(schema: &ReferenceOr<Schema>) -> Look {
    let item = match schema {
        ReferenceOr::Item(item) => item,
        ReferenceOr::Reference { reference } => return component_name(reference).into_iter().collect(),
    };
    let shape = shape::of(item);
    let mut look = Look::new();
    for (name, property) in &shape.properties {
        let values = property.as_item().map(|property| shape::of(property).values).unwrap_or_default();
        look.insert(match &values[..] {
            [only] => format!("{name}={}", word(only)),
            _ => (*name).to_owned(),
        });
    }
    for part in shape.all_of.iter().chain(shape.one_of).chain(shape.any_of) {
        look.extend(self::look(part));
    }
    if let Some(items) = shape.items {
        look.extend(self::look(&items.clone().unbox()).into_iter().map(|word| format!("[{word}]")));
    }
    if let Some(AdditionalProperties::Schema(values)) = shape.additional {
        look.extend(self::look(values).into_iter().map(|word| format!("{{{word}}}")));
    }
    look.extend(shape.values.iter().map(word));
    if look.is_empty() {
        look.extend(shape.ty.map(str::to_owned));
        look.extend(shape.format);
        look.extend(shape.constraints.pattern);
    }
    if look.is_empty() {
        look.insert("anything".to_owned());
    }
    // Each is one word.
    look.into_iter().map(|word| word.replace(' ', "_").replace(": ", ":")).collect()
}

fn word(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
