//! What the members of a union are called: after their schemas, their titles, or the kinds of values that they are. Those
//! of which nothing of this can be said are called after their places.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{ReferenceOr, Schema};

use super::class::{Indexed, docs};
use super::shape::{self, Shape};
use super::{component_name, words};
use crate::passes::Pins;

/// The names of members. The number of one without a name is kept under `scope`, with what it is known by, so that it has
/// it wherever it stands one day.
pub fn names(members: &[Indexed<'_>], scope: &str, pins: &mut Pins) -> Vec<String> {
    let nameless = members.iter().filter(|(_, schema)| name(schema).is_none());
    let nameless: Vec<Nameless> = nameless.map(|(index, schema)| (*index, marks(schema))).collect();
    let numbers = numbers(&nameless, given(pins.given(scope)));
    for (number, (_, marks)) in numbers.values().zip(&nameless) {
        let marks: Vec<&str> = marks.iter().map(String::as_str).collect();
        pins.note(scope, format!("{number}: {}", marks.join(" ")).trim_end());
    }
    let numbered = |index: &usize| format!("variant{}", numbers.get(index).copied().unwrap_or(index + 1));
    members.iter().map(|(index, schema)| name(schema).unwrap_or_else(|| numbered(index))).collect()
}

fn name(schema: &ReferenceOr<Schema>) -> Option<String> {
    let schema = match schema {
        ReferenceOr::Item(schema) => schema,
        ReferenceOr::Reference { reference } => {
            let name = component_name(reference)?;
            return Some(words::dotted(&name).map_or(name.as_str(), |(_, short)| short).to_owned());
        }
    };
    let shape = shape::of(schema);
    match (docs(&schema.schema_data).summary, shape.ty) {
        (Some(title), _) => Some(title),
        (None, Some("array")) => Some("list".to_owned()),
        (None, Some("object") | None) => None,
        (None, Some(ty)) => Some(shape.format.clone().unwrap_or_else(|| ty.to_owned())),
    }
}

/// What a member without a name is known by: its properties, the only values of these, and the schemas that it has as
/// parts.
type Marks = BTreeSet<String>;

/// A member by its index, or one of an earlier run by its number.
type Nameless = (usize, Marks);

fn marks(schema: &ReferenceOr<Schema>) -> Marks {
    let ReferenceOr::Item(schema) = schema else { return Marks::new() };
    let Shape { properties, all_of, .. } = shape::of(schema);
    let parts = all_of.iter().flat_map(|part| match part {
        ReferenceOr::Reference { reference } => component_name(reference).into_iter().collect(),
        part => marks(part),
    });
    let own = properties.iter().flat_map(|(name, schema)| {
        let values = schema.as_item().map(|schema| shape::of(schema).values).unwrap_or_default();
        let only = if let [only] = &values[..] { Some(format!("{name}={only}")) } else { None };
        [(*name).to_owned()].into_iter().chain(only)
    });
    own.chain(parts).map(|mark| mark.replace(char::is_whitespace, "_")).collect()
}

/// The numbers of earlier runs, those with the most marks first.
fn given(notes: &[String]) -> Vec<Nameless> {
    let given = notes.iter().filter_map(|note| {
        let (number, marks) = note.split_once(':')?;
        Some((number.parse().ok()?, marks.split_whitespace().map(str::to_owned).collect()))
    });
    let mut given: Vec<Nameless> = given.collect();
    given.sort_by_key(|(_, marks)| std::cmp::Reverse(marks.len()));
    given
}

/// The number of each: that of the member that it was, or else that of its place, or the next that nothing had.
fn numbers(nameless: &[Nameless], mut given: Vec<Nameless>) -> BTreeMap<usize, usize> {
    let mut taken: BTreeSet<usize> = given.iter().map(|(number, _)| *number).collect();
    let mut numbers = BTreeMap::new();
    // It is what it was, or has got more, or was another and stands where that stood.
    let was_it: [fn(&Nameless, &Nameless) -> bool; 3] = [
        |(_, before), (_, now)| before == now,
        |(_, before), (_, now)| !before.is_empty() && before.is_subset(now),
        |(number, _), (index, _)| *number == index + 1,
    ];
    for was_it in was_it {
        for member in nameless {
            if numbers.contains_key(&member.0) {
                continue;
            }
            if let Some(at) = given.iter().position(|given| was_it(given, member)) {
                numbers.insert(member.0, given.remove(at).0);
            }
        }
    }
    for (index, _) in nameless {
        numbers.entry(*index).or_insert_with(|| {
            let number = (index + 1..).find(|number| !taken.contains(number)).unwrap_or_default();
            taken.insert(number);
            number
        });
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_stays_with_what_it_was_given_to() {
        let found = |notes: &[&str], members: &[&str]| -> Vec<usize> {
            let notes: Vec<String> = notes.iter().map(|note| (*note).to_owned()).collect();
            let marks = |text: &&str| text.split_whitespace().map(str::to_owned).collect();
            let nameless: Vec<Nameless> = members.iter().map(marks).enumerate().collect();
            numbers(&nameless, given(&notes)).into_values().collect()
        };
        assert_eq!(found(&[], &["a", "b"]), [1, 2]);
        assert_eq!(found(&["1: a", "2: b"], &["b", "a"]), [2, 1]);
        assert_eq!(found(&["1: a", "2: b"], &["c", "a", "b"]), [3, 1, 2]);
        assert_eq!(found(&["1: a", "2: a b"], &["a b c", "a d"]), [2, 1]);
        assert_eq!(found(&["1: a", "2: b"], &["c", "b"]), [1, 2]);
        assert_eq!(found(&["2:"], &["", "a"]), [2, 3]);
    }
}
