//! Types: where they are, what they are, and of enums and unions what they hold.

use std::collections::BTreeSet;

use super::pairs::{Pairs, id};
use super::words::{self, code, list, short};
use super::{Change, Comparison, Kind, Level, Way, fields, reach};
use crate::diff::Verdict;
use crate::surface::{Operation, Shape, Surface, Type, Variant};

const PARTED: &str =
    "code that takes a value of one for the other, which its documentation warns of, no longer compiles";
const NAMED: &str = "code that names it no longer compiles";

/// Compares all types. Those of an operation that has come or gone came or went with it, unless nobody saw it.
pub(super) fn compare(comparison: &mut Comparison<'_>, types: &Pairs<'_, Type>, operations: &Pairs<'_, Operation>) {
    let ids = |operations: &[(&str, &Operation)]| -> BTreeSet<String> {
        operations.iter().filter(|(_, it)| !it.hidden).map(|(key, _)| id(key).to_owned()).collect()
    };
    let (gone, came) = (ids(&operations.removed), ids(&operations.added));
    let is_of = |ty: &Type, ids: &BTreeSet<String>| ty.operation.as_ref().is_some_and(|id| ids.contains(id));
    for (key, ty) in types.removed.iter().filter(|(_, ty)| !is_of(ty, &gone)) {
        let change = about(Kind::TypeRemoved, key, ty, "was removed".to_owned()).source(Level::Breaking, NAMED);
        comparison.add(change.declared(Some(declaration(key, ty)), None));
    }
    for (key, ty) in types.added.iter().filter(|(_, ty)| !is_of(ty, &came)) {
        let change = about(Kind::TypeAdded, key, ty, "was added".to_owned()).source(Level::Additive, "");
        comparison.add(change.declared(None, Some(declaration(key, ty))));
    }
    let (before, after) = (reach::of(comparison.old), reach::of(comparison.new));
    for (old, new) in &types.both {
        if old.0 != new.0 {
            let what = format!("was called {}", code(old.0));
            let change = about(Kind::TypeRenamed, new.0, new.1, what).source(Level::Breaking, NAMED);
            comparison.add(change.declared(Some(declaration(old.0, old.1)), Some(declaration(new.0, new.1))));
        }
        if let (Some(before), Some(after)) = (before.get(old.0), after.get(new.0)) {
            gate(comparison, (before, after), *new);
        }
        let start = comparison.changes.len();
        shape(comparison, *old, *new);
        if old.1.exhaustive {
            comparison.changes.iter_mut().skip(start).for_each(break_exhaustive);
        }
        promises(comparison, old.1, *new);
        shared(comparison, *old, *new);
        let change = about(Kind::DocumentationChanged, new.0, new.1, String::new());
        comparison.remarks(&change, (old.1.deprecated, new.1.deprecated), (old.1.docs, new.1.docs));
    }
}

pub(super) fn about(kind: Kind, key: &str, ty: &Type, what: String) -> Change {
    let mut change = Change::new(kind, key, what);
    change.operation = ty.operation.clone();
    change
}

fn declaration(key: &str, ty: &Type) -> String {
    let name = key.rsplit('.').next().unwrap_or_default();
    match &ty.shape {
        Shape::Struct(_) => format!("pub struct {name}"),
        Shape::Enum { .. } | Shape::Union { .. } | Shape::Responses(_) => format!("pub enum {name}"),
        Shape::Alias(target) => format!("pub type {name} = {}", short(target)),
    }
}

/// Features that compiled the type and no longer do.
fn gate(comparison: &mut Comparison<'_>, (old, new): (&BTreeSet<&str>, &BTreeSet<&str>), (key, ty): (&str, &Type)) {
    let lost = old.iter().filter(|feature| comparison.new.features.contains_key(**feature) && !new.contains(*feature));
    let lost: Vec<&str> = lost.copied().collect();
    // What no operation reaches is always there.
    if lost.is_empty() || new.is_empty() {
        return;
    }
    let what = format!("is no longer compiled with {} alone", list(lost));
    let because = "code that names it with these features alone no longer compiles";
    comparison.add(about(Kind::TypeGated, key, ty, what).source(Level::Breaking, because));
}

/// What is added to a type that code may name all parts of.
fn break_exhaustive(change: &mut Change) {
    let is_part = matches!(change.kind, Kind::FieldAdded | Kind::ValuesAdded | Kind::MemberAdded);
    if is_part && change.source.level < Level::Breaking {
        let because = "code that names all there was no longer compiles".to_owned();
        change.source = Verdict { level: Level::Breaking, because };
    }
}

/// What it derives, and whether code may name all of its parts.
fn promises(comparison: &mut Comparison<'_>, old: &Type, (key, new): (&str, &Type)) {
    let lost: Vec<&str> = old.derives.difference(&new.derives).map(String::as_str).collect();
    if !lost.is_empty() {
        let change = about(Kind::DerivesChanged, key, new, format!("no longer derives {}", list(lost)));
        comparison.add(change.source(Level::Breaking, "code that relies on it no longer compiles"));
    }
    let came: Vec<&str> = new.derives.difference(&old.derives).map(String::as_str).collect();
    if !came.is_empty() {
        let change = about(Kind::DerivesChanged, key, new, format!("derives {}", list(came)));
        comparison.add(change.source(Level::Additive, ""));
    }
    let change = |what: &str| about(Kind::ExhaustivenessChanged, key, new, what.to_owned());
    match (old.exhaustive, new.exhaustive) {
        (true, false) => {
            let because = "code that names all of its parts no longer compiles";
            comparison.add(change("may get further parts").source(Level::Breaking, because));
        }
        (false, true) => comparison.add(change("has all of its parts").source(Level::Additive, "")),
        _ => {}
    }
}

/// Which other names it has. All stay, and their documentation says that they may part.
fn shared(comparison: &mut Comparison<'_>, old: (&str, &Type), new: (&str, &Type)) {
    let meaning = |surface: &Surface, key: &str| {
        let first = surface.types.get(key).and_then(|ty| ty.same_as.as_deref());
        first.unwrap_or(key).to_owned()
    };
    let differ = |surface: &Surface, key: &str, other: &str| meaning(surface, key) != meaning(surface, other);
    let parted = old.1.same_as.as_deref().filter(|other| differ(comparison.new, new.0, other));
    let joined = new.1.same_as.as_deref().filter(|other| differ(comparison.old, old.0, other));
    let (what, because) = match (parted, joined) {
        (Some(other), _) => (format!("is no longer the same type as {}", code(other)), PARTED),
        (None, Some(other)) => (format!("is the same type as {}", code(other)), ""),
        (None, None) => return,
    };
    comparison.add(about(Kind::TypeShared, new.0, new.1, what).source(Level::Additive, because));
}

fn shape(comparison: &mut Comparison<'_>, (old_key, old): (&str, &Type), new: (&str, &Type)) {
    let way = Way { sent: old.sent, received: old.received };
    match (&old.shape, &new.1.shape) {
        (Shape::Struct(before), Shape::Struct(after)) => fields::compare(comparison, (before, after), new, way),
        (Shape::Enum { unknown: before, values: old_values }, Shape::Enum { unknown: after, values }) => {
            if before != after {
                let what = format!("keeps what it does not know as {}, not as {}", code(after), code(before));
                let change = about(Kind::TypeReplaced, new.0, new.1, what);
                let change = change.source(Level::Breaking, "code that reads unknown values no longer compiles");
                comparison.add(change.wire(Level::Breaking, "its values are of another kind"));
            }
            self::values(comparison, (old_values, values), new, way);
        }
        (Shape::Union { by: before, members: old_members }, Shape::Union { by: after, members }) => {
            if before != after {
                let by = |by: &Option<String>| match by {
                    Some(by) => format!("the property {}", code(by)),
                    None => "their form".to_owned(),
                };
                let what = format!("tells its members apart by {}, not by {}", by(after), by(before));
                let change = about(Kind::DiscriminatorChanged, new.0, new.1, what);
                comparison.add(change.wire(Level::Breaking, "old programs may take one member for another"));
            }
            self::members(comparison, (old_members, members), new, way, Members::Types);
        }
        (Shape::Responses(old_cases), Shape::Responses(cases)) => {
            members(comparison, (old_cases, cases), new, way, Members::Answers);
        }
        (Shape::Alias(before), Shape::Alias(after)) => {
            if !comparison.spelling.same(before, after) {
                let what = format!("stands for {}, not for {}", code(&short(after)), code(&short(before)));
                let change = about(Kind::TypeReplaced, new.0, new.1, what);
                let change = change.source(Level::Breaking, "code that uses it no longer compiles");
                let declared = (Some(declaration(old_key, old)), Some(declaration(new.0, new.1)));
                comparison.add(
                    change.wire(Level::Breaking, "its values are of another kind").declared(declared.0, declared.1),
                );
            }
        }
        // What an alias has become, or what has become one: a type that others use under this name.
        (before, after) => {
            let what = format!("is {}, not {}", kind(after), kind(before));
            let change = about(Kind::TypeReplaced, new.0, new.1, what);
            let change = change.source(Level::Breaking, "code that uses it no longer compiles");
            let change = way.verdict(
                change,
                (Level::Breaking, "old programs send something else"),
                (Level::Breaking, "what the server says is read as something else"),
            );
            comparison.add(change.declared(Some(declaration(old_key, old)), Some(declaration(new.0, new.1))));
        }
    }
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Struct(_) => "a struct",
        Shape::Enum { .. } => "an enum of values",
        Shape::Union { .. } => "an enum of types",
        Shape::Responses(_) => "an enum of answers",
        Shape::Alias(_) => "an alias",
    }
}

/// The values of an enum, all that came and all that went as one change each: there can be many.
fn values(comparison: &mut Comparison<'_>, (old, new): (&[Variant], &[Variant]), ty: (&str, &Type), way: Way) {
    let named = |variants: &'_ [Variant], wire: &str| variants.iter().any(|variant| variant.wire == wire);
    let mut lost: Vec<&Variant> = old.iter().filter(|variant| !named(new, &variant.wire)).collect();
    let mut came: Vec<&Variant> = new.iter().filter(|variant| !named(old, &variant.wire)).collect();
    // What is written otherwise and is the same variant.
    let written: Vec<(&Variant, &Variant)> =
        lost.iter().filter_map(|old| Some((*old, *came.iter().find(|new| new.name == old.name)?))).collect();
    for (old, new) in &written {
        let what = format!("is written {}, not {}", code(&new.wire), code(&old.wire));
        let change = about(Kind::VariantRenamed, ty.0, ty.1, what).part(&new.name);
        let received = (Level::Additive, "old programs keep it as unknown");
        comparison.add(way.verdict(change, (Level::Breaking, "old programs send the other"), received));
        lost.retain(|variant| variant.wire != old.wire);
        came.retain(|variant| variant.wire != new.wire);
    }
    if !lost.is_empty() {
        let what = format!("lost {}", list(lost.iter().map(|variant| variant.wire.as_str())));
        let change = about(Kind::ValuesRemoved, ty.0, ty.1, what);
        let change = change.source(Level::Breaking, "code that names them no longer compiles");
        let sent = (Level::Breaking, "old programs may send them");
        comparison.add(way.verdict(change, sent, (Level::Invisible, "")));
    }
    if !came.is_empty() {
        let what = format!("gained {}", list(came.iter().map(|variant| variant.wire.as_str())));
        let change = about(Kind::ValuesAdded, ty.0, ty.1, what).source(Level::Additive, "");
        let received = (Level::Additive, "old programs keep them as unknown");
        comparison.add(way.verdict(change, (Level::Additive, ""), received));
    }
    for old in old {
        let Some(new) = new.iter().find(|new| new.wire == old.wire) else { continue };
        if old.name != new.name {
            let what = format!("was called {}", code(&old.name));
            let change = about(Kind::VariantRenamed, ty.0, ty.1, what).part(&new.name).source(Level::Breaking, NAMED);
            comparison.add(change.declared(Some(words::variant(old)), Some(words::variant(new))));
        }
        let about = about(Kind::DocumentationChanged, ty.0, ty.1, String::new()).part(&new.name);
        comparison.remarks(&about, (false, false), (old.docs, new.docs));
    }
}

/// The members of a union, or the answers of an operation.
fn members(
    comparison: &mut Comparison<'_>,
    (old, new): (&[Variant], &[Variant]),
    ty: (&str, &Type),
    way: Way,
    of: Members,
) {
    let change = |kind, variant: &Variant, what: &str| about(kind, ty.0, ty.1, what.to_owned()).part(&variant.name);
    let pairs = counterparts(comparison, (old, new), of == Members::Types);
    for old in old.iter().filter(|old| !pairs.iter().any(|pair| std::ptr::eq(pair.0, *old))) {
        let change = change(Kind::MemberRemoved, old, "was removed");
        let change = change.source(Level::Breaking, NAMED).declared(Some(words::variant(old)), None);
        comparison.add(way.verdict(change, (Level::Breaking, "old programs may send it"), (Level::Invisible, "")));
    }
    for new in new.iter().filter(|new| !pairs.iter().any(|pair| std::ptr::eq(pair.1, *new))) {
        let change = change(Kind::MemberAdded, new, "was added");
        let change = change.source(Level::Additive, "").declared(None, Some(words::variant(new)));
        let received = match of {
            Members::Types => (Level::Additive, "old programs keep it as unknown"),
            Members::Answers => (Level::Breaking, "old programs take it for an error"),
        };
        comparison.add(way.verdict(change, (Level::Additive, ""), received));
    }
    for pair in pairs {
        member(comparison, pair, ty, way);
    }
}

/// What the variants of an enum are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Members {
    /// Members of a union.
    Types,
    /// Answers by status.
    Answers,
}

/// What a member has become: the one of the same name in the description, or of the same type of the crate, if neither
/// name is in the other union. A status is what it is.
fn counterparts<'v>(
    comparison: &Comparison<'_>,
    (old, new): (&'v [Variant], &'v [Variant]),
    are_types: bool,
) -> Vec<(&'v Variant, &'v Variant)> {
    let named = |variants: &'v [Variant], wire: &str| variants.iter().find(|variant| variant.wire == wire);
    let of_crate = |variant: &Variant| variant.ty.as_ref().is_some_and(|ty| ty.contains("crate::"));
    let same_type = |old: &Variant, new: &Variant| {
        of_crate(old) && comparison.spelling.same_option(old.ty.as_deref(), new.ty.as_deref())
    };
    let of = |variant: &'v Variant| {
        let alike = || new.iter().find(|new| named(old, &new.wire).is_none() && same_type(variant, new));
        named(new, &variant.wire).or_else(|| if are_types { alike() } else { None })
    };
    old.iter().filter_map(|old| Some((old, of(old)?))).collect()
}

fn member(comparison: &mut Comparison<'_>, (old, new): (&Variant, &Variant), ty: (&str, &Type), way: Way) {
    let change = |kind, what: String| {
        let change = about(kind, ty.0, ty.1, what).part(&new.name);
        change.declared(Some(words::variant(old)), Some(words::variant(new)))
    };
    if old.name != new.name {
        let what = format!("was called {}", code(&old.name));
        comparison.add(change(Kind::VariantRenamed, what).source(Level::Breaking, NAMED));
    }
    if !comparison.spelling.same_option(old.ty.as_deref(), new.ty.as_deref()) {
        let held = |variant: &Variant| words::code_or(variant.ty.as_deref().map(short).as_deref(), "nothing");
        let what = format!("holds {}, not {}", held(new), held(old));
        let change = change(Kind::MemberRetyped, what);
        let change = change.source(Level::Breaking, "code that makes or takes it apart no longer compiles");
        comparison.add(way.verdict(
            change,
            (Level::Breaking, "old programs send something else"),
            (Level::Breaking, "what the server says is read as something else"),
        ));
    } else if !comparison.spelling.same_option(old.from.as_deref(), new.from.as_deref()) {
        match &new.from {
            Some(_) => comparison
                .add(change(Kind::MemberRetyped, "can be made by `From`".to_owned()).source(Level::Additive, "")),
            None => {
                let change = change(Kind::MemberRetyped, "is no longer made by `From`".to_owned());
                comparison.add(change.source(Level::Breaking, "code that converts into it no longer compiles"));
            }
        }
    }
    let (old_tags, new_tags): (BTreeSet<&String>, BTreeSet<&String>) =
        (old.tags.iter().collect(), new.tags.iter().collect());
    if old_tags != new_tags {
        let tags = |tags: &BTreeSet<&String>| match tags.is_empty() {
            true => "no value".to_owned(),
            false => list(tags.iter().map(|tag| tag.as_str())),
        };
        let what = format!("is told by {}, not by {}", tags(&new_tags), tags(&old_tags));
        let change = change(Kind::DiscriminatorChanged, what);
        comparison.add(match new_tags.is_superset(&old_tags) {
            true => change.wire(Level::Additive, ""),
            false => change.wire(Level::Breaking, "old programs know it by the other"),
        });
    }
    let about = about(Kind::DocumentationChanged, ty.0, ty.1, String::new()).part(&new.name);
    comparison.remarks(&about, (false, false), (old.docs, new.docs));
}
