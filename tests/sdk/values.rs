//! Values for the types of the facts. Each text and number says where it stands, so that two that were swapped differ.

use serde_json::{Map, Value, json};

use crate::facts::{Definition, FACTS, Field, Filter, Operation, Place, Type, TypeName};

/// What a value has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Make {
    /// All fields, two items in every list and map.
    All,
    /// Required fields alone.
    Required,
    /// All fields, each `false`, zero or empty.
    Zero,
    /// As `All`, with values of enums that nobody knows.
    UnknownValues,
    /// As `UnknownValues`, and fields that nobody knows in all objects.
    UnknownFields,
    /// As `All`, with `null` for every list and map.
    NullLists,
    /// As `NullLists`, as it is read: what is required is empty, what is not is absent.
    EmptyLists,
    /// As `All`, with `PLANTED` for every text but those of paths, which errors of transport show on purpose.
    Secret,
}

/// What must not be shown.
pub const PLANTED: &str = "PLANTED-a-secret";

/// Characters that have to be escaped somewhere: in JSON, paths, queries, forms.
const ODD: &str = " é\u{1F600}\"\\/%?#&=+;:@ <'>\t\n\u{7f}..";

/// All that the caller gives, by wire name.
pub fn params(operation: &Operation, make: Make) -> Value {
    let chosen = operation.request.iter().filter(|(_, field)| make != Make::Required || field.required == Some(true));
    let one = |(place, field): &(Place, Field)| {
        let value = match (place, field.wire.as_str()) {
            // An empty one would not be sent.
            (Place::Path, wire) => json!(format!("{wire}{ODD}")),
            (_, "grant_type") => json!("client_credentials"),
            (_, wire) => value(&field.ty, wire, make),
        };
        (field.wire.clone(), value)
    };
    chosen.map(one).collect::<Map<_, _>>().into()
}

/// An answer.
pub fn answer(operation: &Operation, make: Make) -> Value {
    value(&Type::Named(operation.response.clone()), "", make)
}

/// A value of a type, at a place.
pub fn value(ty: &Type, place: &str, make: Make) -> Value {
    let seed = seed(place);
    match ty {
        Type::Text if make == Make::Zero => json!(""),
        Type::Text if make == Make::Secret => json!(PLANTED),
        Type::Text => json!(format!("{place}{ODD}")),
        Type::Boolean => json!(make != Make::Zero && seed.is_multiple_of(2)),
        Type::I32 | Type::U32 | Type::I64 if make == Make::Zero => json!(0),
        Type::I32 => json!(i32::MIN + seed as i32),
        Type::U32 => json!(u32::MAX - seed),
        // More than a float can hold.
        Type::I64 => json!((1_i64 << 53) + 1 + 2 * i64::from(seed)),
        Type::Time => json!(format!("2024-10-09T08:{:02}:{:02}.250Z", seed / 60 % 60, seed % 60)),
        Type::List(_) | Type::Map(_) | Type::Free if make == Make::NullLists => Value::Null,
        Type::List(_) if matches!(make, Make::Zero | Make::EmptyLists) => json!([]),
        Type::Map(_) | Type::Free if matches!(make, Make::Zero | Make::EmptyLists) => json!({}),
        Type::List(item) => [0, 1].map(|index| value(item, &format!("{place}/{index}"), make)).into_iter().collect(),
        Type::Map(item) => {
            ["a/b", "é"].map(|key| (key, value(item, &format!("{place}/{key}"), make))).into_iter().collect()
        }
        Type::Free => json!({ "kept": { "as": ["it", 1, null, place] }, "removed": null }),
        Type::Named(name) => named(name, place, make),
    }
}

fn named(name: &TypeName, place: &str, make: Make) -> Value {
    match FACTS.types.get(name) {
        Some(Definition::Struct(fields)) => object(name, fields, place, make).into(),
        Some(Definition::Enum(_)) if matches!(make, Make::UnknownValues | Make::UnknownFields) => {
            json!(format!("{place}-nobody-knows"))
        }
        Some(Definition::Enum(values)) => json!(values[seed(place) as usize % values.len()]),
        _ => panic!("what is a value of {name:?}?"),
    }
}

fn object(name: &TypeName, fields: &[Field], place: &str, make: Make) -> Map<String, Value> {
    let is_list = |field: &Field| matches!(field.ty, Type::List(_) | Type::Map(_) | Type::Free);
    let chosen = |field: &&Field| match make {
        Make::Required => field.required == Some(true),
        Make::EmptyLists => field.required == Some(true) || !is_list(field),
        _ => true,
    };
    let filters = FACTS.filters(&format!("{}Operand", name.name));
    let one = |field: &Field| {
        let place = format!("{place}/{}", field.wire);
        let value = match &filters {
            Some(_) if field.wire == "operands" && make == Make::Zero => json!([]),
            Some(filters) if field.wire == "operands" => filters.iter().map(|filter| operand(filter, &place)).collect(),
            _ => value(&field.ty, &place, make),
        };
        (field.wire.clone(), value)
    };
    let mut object: Map<_, _> = fields.iter().filter(chosen).map(one).collect();
    if make == Make::UnknownFields {
        object.insert("a_field_that_nobody_knows".to_owned(), json!({ "deep": [[[null, -1.5e-7, "\u{0}"]]] }));
    }
    object
}

/// A filter of a search with a value of its type, which is in TypeScript's notation.
pub fn operand(filter: &Filter, place: &str) -> Value {
    let text = |what: &str| value(&Type::Text, &format!("{place}/{what}"), Make::All);
    let time = |what: &str| value(&Type::Time, &format!("{place}/{what}"), Make::All);
    let name = filter.name.as_str();
    let value = match filter.value.as_str() {
        "string" if name.starts_with("created_at") => time(name),
        "string" => text(name),
        "string[]" => json!([text(name), text("another")]),
        "boolean" => value(&Type::Boolean, &format!("{place}/{name}"), Make::All),
        "\"active\" | \"pending\"" => json!("pending"),
        "{ greater_than: string; less_than: string; }" => {
            json!({ "greater_than": time("greater"), "less_than": time("less") })
        }
        other => panic!("what is a value of {other}?"),
    };
    json!({ "filter_name": filter.name, "filter_value": value })
}

/// A number below 10,000 that depends on the place.
fn seed(place: &str) -> u32 {
    place.bytes().fold(7, |seed: u32, byte| (seed.wrapping_mul(31) + u32::from(byte)) % 10_000)
}
