//! Structs: their fields, what `new` and setters take, and what travels without being a field.

use std::collections::{BTreeMap, BTreeSet};

use super::types::about;
use super::words::{self, code, list, short};
use super::{Change, Comparison, Kind, Level, Way};
use crate::ir::Constraints;
use crate::surface::{Field, Struct, Type};

const READ: &str = "code that read it no longer compiles";

/// A struct in both crates.
struct Structs<'a> {
    old: &'a Struct,
    new: &'a Struct,
    /// The type's key, and the type.
    key: &'a str,
    ty: &'a Type,
    way: Way,
    /// Fields by the keys of the old one and the new one.
    pairs: BTreeMap<String, String>,
}

/// Compares a struct. `ty` is the new type and its key.
pub(super) fn compare(
    comparison: &mut Comparison<'_>,
    (old, new): (&Struct, &Struct),
    (key, ty): (&str, &Type),
    way: Way,
) {
    let pairs = pairs(comparison, old, new);
    let structs = Structs { old, new, key, ty, way, pairs };
    for field in &old.fields {
        match structs.pairs.get(&field.key()).and_then(|key| new.fields.iter().find(|new| new.key() == *key)) {
            Some(new) => self::field(comparison, &structs, field, new),
            None => removed(comparison, &structs, field),
        }
    }
    let paired: BTreeSet<&String> = structs.pairs.values().collect();
    for field in new.fields.iter().filter(|field| !paired.contains(&field.key())) {
        added(comparison, &structs, field);
    }
    constructor(comparison, &structs);
    fixed(comparison, &structs);
    page(comparison, &structs);
}

/// The fields that are in both: by what they are called and where they travel; where that is gone, by what they are
/// called alone; and where one is gone and one of the same type came, these two.
fn pairs(comparison: &Comparison<'_>, old: &Struct, new: &Struct) -> BTreeMap<String, String> {
    let mut pairs = BTreeMap::new();
    let by: [fn(&Field) -> String; 2] = [Field::key, |field| format!("{} {}", field.wire, field.name)];
    for by in by {
        for field in old.fields.iter() {
            let free = |new: &&Field| !pairs.values().any(|key| *key == new.key());
            let same = new.fields.iter().filter(free).find(|new| by(new) == by(field));
            if let (Some(new), false) = (same, pairs.contains_key(&field.key())) {
                pairs.insert(field.key(), new.key());
            }
        }
    }
    let gone: Vec<&Field> = old.fields.iter().filter(|field| !pairs.contains_key(&field.key())).collect();
    let came: Vec<&Field> = new.fields.iter().filter(|new| !pairs.values().any(|key| *key == new.key())).collect();
    if let ([gone], [came]) = (&gone[..], &came[..])
        && (gone.required, gone.nullable) == (came.required, came.nullable)
        && gone.parameter.as_ref().map(|it| &it.place) == came.parameter.as_ref().map(|it| &it.place)
        && comparison.spelling.same(&gone.ty, &came.ty)
        && is_renamed(gone, came)
    {
        pairs.insert(gone.key(), came.key());
    }
    pairs
}

/// Whether two fields of the same type have names that say the same: one is in the other, or they share a word.
fn is_renamed(old: &Field, new: &Field) -> bool {
    let words = |field: &Field| -> BTreeSet<String> { field.name.split('_').map(str::to_owned).collect() };
    old.docs == new.docs || !words(old).is_disjoint(&words(new))
}

impl Structs<'_> {
    fn about(&self, kind: Kind, field: &Field, what: impl Into<String>) -> Change {
        about(kind, self.key, self.ty, what.into()).part(&field.name)
    }

    /// Whether `new` took a field, and takes it now.
    fn taken(&self, old: Option<&Field>, new: Option<&Field>) -> (bool, bool) {
        let takes = |of: &Struct, field: Option<&Field>| {
            field.is_some_and(|field| of.new.iter().any(|(key, _)| *key == field.key()))
        };
        (takes(self.old, old), takes(self.new, new))
    }
}

fn removed(comparison: &mut Comparison<'_>, structs: &Structs<'_>, field: &Field) {
    let fixed = structs.new.fixed.contains_key(&field.wire);
    let what = if fixed { "has one value, which is sent without being a field" } else { "was removed" };
    let because = match structs.taken(Some(field), None).0 {
        true => "code that read it or gave it to `new` no longer compiles",
        false => "code that read or set it no longer compiles",
    };
    let change = structs.about(Kind::FieldRemoved, field, what).source(Level::Breaking, because);
    let change = change.declared(Some(words::field(field)), None);
    comparison.add(match fixed {
        true => change,
        false => structs.way.verdict(
            change,
            (Level::Breaking, "the description no longer has what old programs send"),
            (Level::Breaking, "old programs get none"),
        ),
    });
}

fn added(comparison: &mut Comparison<'_>, structs: &Structs<'_>, field: &Field) {
    let change =
        structs.about(Kind::FieldAdded, field, if field.required { "was added, required" } else { "was added" });
    let change = match structs.taken(None, Some(field)).1 {
        true => change.source(Level::Breaking, "`new` takes it, so code that makes one no longer compiles"),
        false => change.source(Level::Additive, ""),
    };
    let sent = match field.required && !structs.old.fixed.contains_key(&field.wire) {
        true => (Level::Breaking, "old programs do not send it"),
        false => (Level::Additive, ""),
    };
    let change = structs.way.verdict(change, sent, (Level::Additive, ""));
    comparison.add(change.declared(None, Some(words::field(field))));
}

fn field(comparison: &mut Comparison<'_>, structs: &Structs<'_>, old: &Field, new: &Field) {
    name(comparison, structs, old, new);
    ty(comparison, structs, old, new);
    place(comparison, structs, old, new);
    methods(comparison, structs, old, new);
    values(comparison, structs, old, new);
    if old.sensitive != new.sensitive {
        let what = if new.sensitive { "is hidden by `Debug`" } else { "is shown by `Debug`" };
        comparison.add(structs.about(Kind::SecrecyChanged, new, what));
    }
    let change = structs.about(Kind::DocumentationChanged, new, "");
    // Limits and defaults are part of what is said about a field.
    let same = old.limits == new.limits && old.default == new.default;
    let docs = if same { (old.docs, new.docs) } else { Default::default() };
    comparison.remarks(&change, (old.deprecated, new.deprecated), docs);
}

fn name(comparison: &mut Comparison<'_>, structs: &Structs<'_>, old: &Field, new: &Field) {
    let declared = |change: Change| change.declared(Some(words::field(old)), Some(words::field(new)));
    if old.wire != new.wire {
        let what = format!("was called {}", code(if old.name == new.name { &old.wire } else { &old.name }));
        let change = declared(structs.about(Kind::FieldRenamed, new, what));
        let change = match old.name == new.name {
            true => change,
            false => change.source(Level::Breaking, "code that names it no longer compiles"),
        };
        comparison.add(structs.way.verdict(
            change,
            (Level::Breaking, "old programs send it by its old name"),
            (Level::Breaking, "old programs look for it by its old name"),
        ));
    } else if old.name != new.name {
        let what = format!("was called {}", code(&old.name));
        let change = declared(structs.about(Kind::FieldRenamed, new, what));
        comparison.add(change.source(Level::Breaking, "code that names it no longer compiles"));
    }
}

/// Its type, whether it must be there, and whether it may be null.
fn ty(comparison: &mut Comparison<'_>, structs: &Structs<'_>, old: &Field, new: &Field) {
    let same = comparison.spelling.same(&old.ty, &new.ty);
    let declared = |change: Change| change.declared(Some(words::field(old)), Some(words::field(new)));
    let source = |change: Change, told: &mut bool| match same || std::mem::replace(told, true) {
        true => change,
        false => change.source(Level::Breaking, reason(structs, old, new)),
    };
    let mut told = false;
    if old.required != new.required {
        let (kind, what) = match new.required {
            true => (Kind::FieldRequired, "became required"),
            false => (Kind::FieldOptional, "became optional"),
        };
        let change = source(structs.about(kind, new, what), &mut told);
        let (sent, received) = match new.required {
            true => ((Level::Breaking, "old programs may leave it out"), (Level::Additive, "")),
            false => ((Level::Additive, ""), (Level::Breaking, "old programs count on it")),
        };
        comparison.add(declared(structs.way.verdict(change, sent, received)));
    }
    if old.nullable != new.nullable {
        let what = if new.nullable { "may be null now" } else { "is never null any more" };
        let change = source(structs.about(Kind::FieldNullable, new, what), &mut told);
        let (sent, received) = match new.nullable {
            true => ((Level::Additive, ""), (Level::Breaking, "old programs count on a value")),
            false => ((Level::Breaking, "old programs may send null"), (Level::Additive, "")),
        };
        comparison.add(declared(structs.way.verdict(change, sent, received)));
    }
    if !comparison.spelling.same(&old.value, &new.value) {
        let what = format!("is {}, not {}", code(&short(&new.value)), code(&short(&old.value)));
        let change = source(structs.about(Kind::FieldRetyped, new, what), &mut told);
        let (sent, received) = retyped(&old.value, &new.value);
        comparison.add(declared(structs.way.verdict(change, sent, received)));
    } else if !same && !told {
        // Only how it says that it is absent.
        let what = format!("is {}, not {}", code(&short(&new.ty)), code(&short(&old.ty)));
        let change = structs.about(Kind::FieldRetyped, new, what).source(Level::Breaking, reason(structs, old, new));
        comparison.add(declared(change));
    }
}

/// Why code that uses a field no longer compiles, where its type is another.
fn reason(structs: &Structs<'_>, old: &Field, new: &Field) -> String {
    match structs.taken(Some(old), Some(new)) {
        (true, false) => format!("{READ}, and `new` no longer takes it"),
        (false, true) => format!("{READ}, and `new` takes it"),
        (true, true) => format!("{READ}, nor what gave it to `new`"),
        (false, false) => READ.to_owned(),
    }
}

/// What another type means for what is sent and what is received. Among integers, those that the other has room for are
/// no break.
fn retyped(old: &str, new: &str) -> ((Level, &'static str), (Level, &'static str)) {
    let kept = (Level::Additive, "");
    let sent = (Level::Breaking, "old programs send something else");
    let received = (Level::Breaking, "what the server says is read as something else");
    match (range(old), range(new)) {
        (Some(old), Some(new)) => {
            let (wider, narrower) = (new.0 <= old.0 && new.1 >= old.1, old.0 <= new.0 && old.1 >= new.1);
            (
                if wider { kept } else { (Level::Breaking, "old programs may send what it has no room for") },
                if narrower { kept } else { (Level::Breaking, "old programs may have no room for it") },
            )
        }
        _ => (sent, received),
    }
}

/// The smallest and the largest value of an integer type.
fn range(ty: &str) -> Option<(i128, i128)> {
    let (signed, bits) = match ty.split_at_checked(1)? {
        ("i", bits) => (true, bits),
        ("u", bits) => (false, bits),
        _ => return None,
    };
    let bits: u32 = bits.parse().ok().filter(|bits| [8, 16, 32, 64].contains(bits))?;
    Some(if signed { (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) } else { (0, (1 << bits) - 1) })
}

fn place(comparison: &mut Comparison<'_>, structs: &Structs<'_>, old: &Field, new: &Field) {
    if old.parameter == new.parameter {
        return;
    }
    let place = |field: &Field| match &field.parameter {
        Some(parameter) => format!("in the {} ({})", parameter.place, parameter.style),
        None => "in the body".to_owned(),
    };
    let change = structs.about(Kind::ParameterMoved, new, format!("travels {}, not {}", place(new), place(old)));
    let change = change.wire(Level::Breaking, "old programs send it elsewhere");
    comparison.add(change.declared(Some(place(old)), Some(place(new))));
}

/// Its setter, and the method that gives its default.
fn methods(comparison: &mut Comparison<'_>, structs: &Structs<'_>, old: &Field, new: &Field) {
    let change = |what: String| structs.about(Kind::MethodChanged, new, what);
    // Where the type is another, that says it all.
    if !comparison.spelling.same(&old.ty, &new.ty) {
        return;
    }
    match (&old.setter, &new.setter) {
        (Some(before), Some(after)) if before.0 != after.0 && old.name == new.name => {
            let what = format!("is set by {}, not by {}", code(&after.0), code(&before.0));
            comparison.add(change(what).source(Level::Breaking, "code that sets it no longer compiles"));
        }
        (Some(before), Some(after)) if !comparison.spelling.same(&before.1, &after.1) => {
            let what = format!("is set by {}, not by {}", code(&short(&after.1)), code(&short(&before.1)));
            comparison.add(change(what).source(Level::Breaking, "code that sets it may no longer compile"));
        }
        _ => {}
    }
    match (&old.or_default, &new.or_default) {
        (None, Some(method)) => {
            comparison.add(change(format!("has the method {}", code(&method.0))).source(Level::Additive, ""));
        }
        (Some(before), after)
            if !after
                .as_ref()
                .is_some_and(|after| before.0 == after.0 && comparison.spelling.same(&before.1, &after.1)) =>
        {
            let what = format!("has no longer the method {}", code(&before.0));
            comparison.add(change(what).source(Level::Breaking, "code that calls it no longer compiles"));
        }
        _ => {}
    }
}

/// What holds when it is absent, and what its values may be.
fn values(comparison: &mut Comparison<'_>, structs: &Structs<'_>, old: &Field, new: &Field) {
    if old.default != new.default {
        let default = |field: &Field| words::code_or(field.default.as_deref(), "nothing");
        let what = format!("is {} where it is left out, not {}", default(new), default(old));
        let change = structs.about(Kind::DefaultChanged, new, what);
        comparison.add(match &old.default {
            None => structs.way.verdict(change, (Level::Additive, ""), (Level::Additive, "")),
            Some(_) => structs.way.verdict(
                change,
                (Level::Breaking, "the server assumes another value than old programs meant"),
                (Level::Breaking, "old programs assume another value than the server means"),
            ),
        });
    }
    if old.limits != new.limits {
        let (tighter, looser) = (tightened(&old.limits, &new.limits), tightened(&new.limits, &old.limits));
        let what = match (tighter, looser) {
            (true, false) => "has tighter limits",
            (false, true) => "has looser limits",
            _ => "has other limits",
        };
        let change = structs.about(Kind::LimitsChanged, new, what);
        let sent = if tighter { (Level::Breaking, "old programs may send more") } else { (Level::Additive, "") };
        let received = if looser { (Level::Additive, "old programs may get more") } else { (Level::Invisible, "") };
        comparison.add(structs.way.verdict(change, sent, received));
    }
}

/// Whether something that was within the limits may no longer be. A pattern is as good as any other that is not the same.
fn tightened(old: &Constraints, new: &Constraints) -> bool {
    let number = |limit: &Option<(serde_json::Number, bool)>| {
        limit.as_ref().map(|(number, excluded)| (number.as_f64().unwrap_or_default(), *excluded))
    };
    let below = match (number(&old.minimum), number(&new.minimum)) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) => new.0 > old.0 || (new.0 == old.0 && new.1 && !old.1),
    };
    let above = match (number(&old.maximum), number(&new.maximum)) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) => new.0 < old.0 || (new.0 == old.0 && new.1 && !old.1),
    };
    let items = match (&old.items, &new.items) {
        (_, None) => false,
        (None, Some(new)) => tightened(&Constraints::default(), new),
        (Some(old), Some(new)) => tightened(old, new),
    };
    let values =
        !new.values.is_empty() && (old.values.is_empty() || old.values.iter().any(|value| !new.values.contains(value)));
    below
        || above
        || items
        || values
        || new.min_length.unwrap_or(0) > old.min_length.unwrap_or(0)
        || new.max_length.unwrap_or(usize::MAX) < old.max_length.unwrap_or(usize::MAX)
        || (new.unique && !old.unique)
        || (new.pattern.is_some() && new.pattern != old.pattern)
        || (new.multiple_of.is_some() && new.multiple_of != old.multiple_of)
}

/// What `new` takes, where no change of a field has said it.
fn constructor(comparison: &mut Comparison<'_>, structs: &Structs<'_>) {
    let mut told = false;
    for (old_key, new_key) in &structs.pairs {
        let find = |of: &'_ Struct, key: &str| of.fields.iter().find(|field| field.key() == key).cloned();
        let (Some(old), Some(new)) = (find(structs.old, old_key), find(structs.new, new_key)) else { continue };
        let same_type = comparison.spelling.same(&old.ty, &new.ty);
        let what = match structs.taken(Some(&old), Some(&new)) {
            (true, false) => "is no longer taken by `new`",
            (false, true) => "is taken by `new`",
            _ => continue,
        };
        told = true;
        if same_type {
            let change = structs.about(Kind::ConstructorChanged, &new, what);
            comparison.add(change.source(Level::Breaking, "code that makes one no longer compiles"));
        }
    }
    let moved = |key: &String| structs.pairs.get(key).unwrap_or(key).clone();
    let old: Vec<String> = structs.old.new.iter().map(|(key, _)| moved(key)).collect();
    let new: Vec<String> = structs.new.new.iter().map(|(key, _)| key.clone()).collect();
    let common = |keys: &[String], others: &[String]| -> Vec<String> {
        keys.iter().filter(|key| others.contains(key)).cloned().collect()
    };
    if !told && common(&old, &new) != common(&new, &old) {
        let names = structs.new.new.iter().map(|(key, _)| key.rsplit(' ').next().unwrap_or_default());
        let what = format!("takes its arguments of `new` in another order: {}", list(names));
        let change = about(Kind::ConstructorChanged, structs.key, structs.ty, what);
        comparison.add(change.source(Level::Breaking, "code that makes one may compile, and swap what it gives"));
    }
    for ((key, before), name) in structs.old.new.iter().zip(&old) {
        let after = structs.new.new.iter().find(|(key, _)| key == name);
        let field = |of: &Struct, key: &str| of.fields.iter().find(|field| field.key() == key).cloned();
        let (Some((_, after)), Some(old), Some(new)) = (after, field(structs.old, key), field(structs.new, name))
        else {
            continue;
        };
        if comparison.spelling.same(&old.ty, &new.ty) && !comparison.spelling.same(before, after) {
            let what = format!("is given to `new` as {}, not as {}", code(&short(after)), code(&short(before)));
            let change = structs.about(Kind::ConstructorChanged, &new, what);
            comparison.add(change.source(Level::Breaking, "code that makes one may no longer compile"));
        }
    }
}

/// Properties that are sent without being fields.
fn fixed(comparison: &mut Comparison<'_>, structs: &Structs<'_>) {
    let is_field = |of: &Struct, wire: &str| of.fields.iter().any(|field| field.wire == wire);
    let wires: BTreeSet<&String> = structs.old.fixed.keys().chain(structs.new.fixed.keys()).collect();
    for wire in wires {
        let (old, new) = (structs.old.fixed.get(wire), structs.new.fixed.get(wire));
        // What has become a field, or was one, is told as that.
        if old == new || is_field(structs.old, wire) || is_field(structs.new, wire) {
            continue;
        }
        let value = |value: Option<&String>| words::code_or(value.map(String::as_str), "nothing");
        let what = format!("sends {} with {}, not {}", value(new), code(wire), value(old));
        let change = about(Kind::FixedChanged, structs.key, structs.ty, what);
        comparison.add(change.wire(Level::Breaking, "old programs send something else"));
    }
}

fn page(comparison: &mut Comparison<'_>, structs: &Structs<'_>) {
    let (old, new) = (&structs.old.page, &structs.new.page);
    if comparison.spelling.same_option(old.as_deref(), new.as_deref()) {
        return;
    }
    let change = |what: String| about(Kind::PagesChanged, structs.key, structs.ty, what);
    comparison.add(match (old, new) {
        (None, Some(item)) => change(format!("is a page of {}", code(&short(item)))).source(Level::Additive, ""),
        (_, new) => {
            let what = format!("is a page of {} no longer as before", words::code_or(new.as_deref(), "nothing"));
            change(what).source(Level::Breaking, "code that walks its items no longer compiles")
        }
    });
}
