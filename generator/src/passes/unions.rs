//! Unions: by which value of the discriminator, or by what looks, a value is which member.
//!
//! The rule, which the runtime's `union` carries out:
//!
//! 1. The value of the discriminator names the member. Where a member may come without it, what follows decides.
//! 2. A member is possible if the value has its kind of JSON, all its constants, and the required keys that not every
//!    other object requires too.
//! 3. Of the possible ones, the first that the value is *exactly* counts: no key, no value of an enum and no member of
//!    an inner union may be unknown to it, and no required key may be missing. So an enum goes before a plain string if it
//!    knows the value, a format if the value has it, a list by its items.
//! 4. If it is none exactly, the first that needs no forgiveness counts.
//!
//! They are tried in this order: most constants; fewest keys of the value that the member does not know; most required
//! keys; the narrower type (an integer before a number, a format before any string); and only between two that are equal
//! in all this, the description's order. What no member is, is kept as JSON.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;
use serde_json::Value;

use crate::dialect::private::AUTHOR_NAME;
use crate::ir::{
    Api, Constant, EnumRepr, Field, Integer, JsonKind, KeyTest, Member, MemberTest, Number, Role, Type, TypeDef,
    TypeId, TypeKind, Union,
};
use crate::pins::{self, Pins};

/// How deep unions and aliases in each other are followed.
const DEPTH: u8 = 8;

/// Completes the tags of discriminators, and makes one of members that nothing tells apart: the first, unless another of
/// them was given.
pub fn unite(api: &mut Api, pins: &Pins) {
    for id in TypeDef::ids(api).collect::<Vec<_>>() {
        let TypeKind::Union(union) = &api[id].kind else { continue };
        let mut union = union.clone();
        complete_tags(api, &mut union);
        let mut members: Vec<Member> = Vec::new();
        let given = pins::members(&api[id].name.wire);
        let is_given = |member: &Member| pins.gave(&given, &member.name.wire);
        for member in union.members {
            let same =
                |known: &&mut Member| known.tags == member.tags && target(api, &known.ty) == target(api, &member.ty);
            match members.iter_mut().find(same) {
                Some(known) if is_given(&member) && !is_given(known) => *known = member,
                Some(_) => {}
                None => members.push(member),
            }
        }
        api[id].kind = match &members[..] {
            [only] if only.ty != Type::Named(id) && !is_open(api, id, pins) => TypeKind::Alias(only.ty.clone()),
            _ => TypeKind::Union(Union { members, ..union }),
        };
    }
}

/// Whether a union stays one although it has but one member: there may be further webhooks one day. The first version
/// made the type of the payload of it.
fn is_open(api: &Api, id: TypeId, pins: &Pins) -> bool {
    let TypeDef { name, resource, .. } = &api[id];
    let was_alias =
        pins.gave(&format!("types {}", api[*resource].path), &name.wire) && !pins.knows(&pins::members(&name.wire));
    api.webhooks == Some(id) && !was_alias
}

/// Fills the test of every member of every union, and the order in which they are tried.
pub fn tell_apart(api: &mut Api) {
    let mut known = Looks::new();
    for id in TypeDef::ids(api).collect::<Vec<_>>() {
        let TypeKind::Union(union) = &api[id].kind else { continue };
        let mut union = union.clone();
        let members = union.members.iter();
        let looks: Vec<Look> = members.map(|member| look(api, &member.ty, DEPTH, &mut known)).collect();
        union.tried = (0..union.members.len()).collect();
        if always_tagged(&union, &looks) {
            union.members.iter_mut().for_each(|member| member.test = MemberTest::Tagged);
        } else {
            union.tried.sort_by_key(|index| {
                Some(looks.get(*index)?.order(width(api, &target(api, &union.members.get(*index)?.ty))))
            });
            let ordered: Vec<&Look> = union.tried.iter().filter_map(|index| looks.get(*index)).collect();
            let by_known = keys_tell(&ordered);
            for (index, member) in union.members.iter_mut().enumerate() {
                member.test = test(&looks, index, by_known);
            }
        }
        api[id].kind = TypeKind::Union(union);
    }
}

/// A member that no mapping names is selected by the values that its own discriminator property can have, if no other
/// member has one of them; else by the name that the author gave its schema (OpenAPI 3.0.3, "Discriminator Object"), if
/// no other file gave it to another member. If one has none of these, the discriminator tells nothing about it, and the
/// union goes by what values look like.
fn complete_tags(api: &Api, union: &mut Union) {
    let Some(discriminator) = &union.discriminator else { return };
    let (property, mut known) = (&discriminator.property, BTreeMap::new());
    let values = union.members.iter().map(|member| values_of(api, &member.ty, property, DEPTH, &mut known));
    let values: Vec<IndexSet<String>> = values.collect();
    let named: Vec<(Type, Option<String>)> =
        union.members.iter().map(|member| (member.ty.clone(), author_name(api, &member.ty))).collect();
    for (index, member) in union.members.iter_mut().enumerate().filter(|(_, member)| member.tags.is_empty()) {
        let own = values.get(index).cloned().unwrap_or_default();
        let others = values.iter().enumerate().filter(|(other, _)| *other != index);
        let shared = others.flat_map(|(_, values)| values).any(|value| own.contains(value));
        member.tags = if shared { Vec::new() } else { own.into_iter().collect() };
        if member.tags.is_empty() {
            let name = author_name(api, &member.ty);
            let is_shared = named.iter().any(|(ty, other)| *ty != member.ty && *other == name);
            member.tags.extend(name.filter(|_| !is_shared));
        }
    }
    let default = discriminator.default.as_ref();
    union.default = default.and_then(|name| {
        let is_default = |member: &Member| schema(api, &member.ty).is_some_and(|schema| schema.name.wire == *name);
        union.members.iter().position(is_default)
    });
    if union.members.iter().any(|member| member.tags.is_empty()) {
        (union.discriminator, union.default) = (None, None);
        union.members.iter_mut().for_each(|member| member.tags.clear());
    }
}

/// The values that a property can have in a type, if they are listed. `known` are those of unions, by how deep they were
/// still followed: many may have one member.
fn values_of(
    api: &Api,
    ty: &Type,
    property: &str,
    depth: u8,
    known: &mut BTreeMap<(TypeId, u8), IndexSet<String>>,
) -> IndexSet<String> {
    let Some(next) = depth.checked_sub(1) else { return IndexSet::new() };
    let Type::Named(id) = target(api, ty) else { return IndexSet::new() };
    match &api[id].kind {
        TypeKind::Struct(structure) => {
            let field = structure.fields.iter().find(|field| field.name.wire == property);
            let Some(Type::Named(of)) = field.map(|field| target(api, &field.ty)) else { return IndexSet::new() };
            match &api[of].kind {
                TypeKind::Enum(values) => values.values.iter().map(|value| value.name.wire.clone()).collect(),
                _ => IndexSet::new(),
            }
        }
        TypeKind::Union(union) if union.discriminator.as_ref().is_some_and(|d| d.property == property) => {
            if let Some(values) = known.get(&(id, depth)) {
                return values.clone();
            }
            let mut values = IndexSet::new();
            for member in &union.members {
                match &member.tags[..] {
                    [] => values.extend(values_of(api, &member.ty, property, next, known)),
                    tags => values.extend(tags.iter().cloned()),
                }
            }
            known.insert((id, depth), values.clone());
            values
        }
        _ => IndexSet::new(),
    }
}

/// A type's schema, also where it is an alias of another.
fn schema<'a>(api: &'a Api, ty: &Type) -> Option<&'a TypeDef> {
    match ty {
        Type::Boxed(inner) => schema(api, inner),
        Type::Named(id) => Some(&api[*id]).filter(|ty| ty.role == Role::Schema),
        _ => None,
    }
}

/// The name that the author gave a type's schema, whatever it is called beside those of other files.
fn author_name(api: &Api, ty: &Type) -> Option<String> {
    let schema = schema(api, ty)?;
    let renamed_from = schema.extensions.get(AUTHOR_NAME).and_then(Value::as_str);
    Some(renamed_from.unwrap_or(&schema.name.wire).to_owned())
}

/// The type behind aliases and boxes.
fn target(api: &Api, ty: &Type) -> Type {
    let mut ty = ty;
    for _ in 0..DEPTH {
        ty = match ty {
            Type::Boxed(inner) => inner,
            Type::Named(id) => match &api[*id].kind {
                TypeKind::Alias(next) => next,
                _ => break,
            },
            Type::Binary => &Type::String,
            _ => break,
        };
    }
    ty.clone()
}

/// Whether every value says by its discriminator which member it is.
fn always_tagged(union: &Union, looks: &[Look]) -> bool {
    let Some(discriminator) = &union.discriminator else { return false };
    union.default.is_some() || looks.iter().all(|look| look.required.contains_key(&discriminator.property))
}

/// What the values of a type look like.
#[derive(Clone, Debug, Default)]
struct Look {
    /// Their kinds of JSON; empty: any.
    kinds: BTreeSet<JsonKind>,
    /// Of objects, the keys that must be there, with the value that they must have.
    required: BTreeMap<String, Option<Constant>>,
    /// Of objects, all keys that the type names.
    known: BTreeSet<String>,
}

impl Look {
    fn of_kind(kind: JsonKind) -> Self {
        Self { kinds: BTreeSet::from([kind]), ..Self::default() }
    }

    fn is_object(&self) -> bool {
        self.kinds.len() == 1 && self.kinds.contains(&JsonKind::Object)
    }

    fn constants(&self) -> usize {
        self.required.values().flatten().count()
    }

    /// What is common to the values of this and of another type.
    fn or(mut self, other: Self) -> Self {
        if self.kinds.is_empty() || other.kinds.is_empty() {
            return Self::default();
        }
        self.kinds.extend(other.kinds);
        self.required.retain(|key, value| match other.required.get(key) {
            Some(same) if same == value => true,
            Some(_) => {
                *value = None;
                true
            }
            None => false,
        });
        self.known.extend(other.known);
        self
    }

    /// The place of a member among those that are tried: the lowest first.
    fn order(&self, width: u8) -> (Reverse<usize>, Reverse<usize>, Reverse<u8>, u8) {
        let kind = match (self.kinds.len(), self.kinds.first()) {
            (1, Some(JsonKind::Number)) => 1,
            (1, Some(_)) => 2,
            _ => 0,
        };
        (Reverse(self.constants()), Reverse(self.required.len()), Reverse(kind), width)
    }

    /// Whether a constant tells the two apart.
    fn differs(&self, other: &Self) -> bool {
        self.required.iter().any(|(key, value)| match (value, other.required.get(key)) {
            (Some(value), Some(Some(other))) => value != other,
            _ => false,
        })
    }

    /// Whether it requires a key that the other one does not.
    fn asks_beside(&self, other: &Self) -> bool {
        self.required.keys().any(|key| !other.required.contains_key(key))
    }
}

/// How many values of its kind a type has, roughly: of two that a value fits, the narrower is meant. Between floats it is
/// the one that loses no digits, and bytes come last since any word may be base64.
fn width(api: &Api, ty: &Type) -> u8 {
    match ty {
        Type::Boxed(inner) | Type::Nullable(inner) | Type::List(inner) => width(api, inner),
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Enum(_) => 0,
            TypeKind::Alias(Type::Named(_)) => 4,
            TypeKind::Alias(ty) => width(api, ty),
            _ => 4,
        },
        Type::Integer(Integer::I8 | Integer::U8) => 1,
        Type::Integer(Integer::I16 | Integer::U16) | Type::Foreign { .. } => 2,
        Type::Integer(Integer::I32 | Integer::U32) | Type::Number(Number::F64) => 3,
        Type::Base64 | Type::Bytes => 5,
        _ => 4,
    }
}

/// What the values of unions look like, by how deep these were still followed: many may have one member.
type Looks = BTreeMap<(TypeId, u8), Look>;

fn look(api: &Api, ty: &Type, depth: u8, known: &mut Looks) -> Look {
    let Some(next) = depth.checked_sub(1) else { return Look::default() };
    match ty {
        Type::Boolean => Look::of_kind(JsonKind::Boolean),
        Type::Integer(_) => Look::of_kind(JsonKind::Integer),
        Type::Number(_) => Look::of_kind(JsonKind::Number),
        Type::String | Type::Binary | Type::Bytes | Type::Base64 | Type::Upload => Look::of_kind(JsonKind::String),
        Type::Foreign { json, .. } => Look::of_kind(*json),
        Type::List(_) => Look::of_kind(JsonKind::Array),
        Type::Map(_) => Look::of_kind(JsonKind::Object),
        Type::Json => Look::default(),
        Type::Nullable(inner) | Type::Boxed(inner) => look(api, inner, next, known),
        Type::Named(id) => named(api, *id, next, known),
    }
}

fn named(api: &Api, id: TypeId, depth: u8, known: &mut Looks) -> Look {
    match &api[id].kind {
        TypeKind::Struct(structure) => {
            // What is only sent is in no answer.
            let required = structure.fields.iter().filter(|field| field.required && !field.write_only);
            let required = required.map(|field| (field.name.wire.clone(), constant(api, field)));
            Look {
                required: required.collect(),
                known: structure.fields.iter().map(|field| field.name.wire.clone()).collect(),
                ..Look::of_kind(JsonKind::Object)
            }
        }
        TypeKind::Enum(values) => Look::of_kind(match values.repr {
            EnumRepr::String => JsonKind::String,
            EnumRepr::Integer => JsonKind::Integer,
        }),
        TypeKind::Alias(ty) => look(api, ty, depth, known),
        TypeKind::Union(union) => {
            if let Some(look) = known.get(&(id, depth)) {
                return look.clone();
            }
            let looks = union.members.iter().map(|member| look(api, &member.ty, depth, known));
            let whole = looks.reduce(Look::or).unwrap_or_default();
            known.insert((id, depth), whole.clone());
            whole
        }
        TypeKind::Responses(_) | TypeKind::AllOf(_) => Look::default(),
    }
}

/// The only value that a field can have.
fn constant(api: &Api, field: &Field) -> Option<Constant> {
    if let [only] = &field.constraints.values[..] {
        return Some(Constant::Raw(only.to_string()));
    }
    let Type::Named(id) = target(api, &field.ty) else { return None };
    let TypeKind::Enum(values) = &api[id].kind else { return None };
    let [only] = &values.values[..] else { return None };
    Some(match values.repr {
        EnumRepr::String => Constant::Text(only.name.wire.clone()),
        EnumRepr::Integer => Constant::Raw(only.name.wire.clone()),
    })
}

/// Whether it takes all keys of a value to tell two of the objects apart: the one that is tried first may take the value
/// of the other, which knows more of its keys.
fn keys_tell(ordered: &[&Look]) -> bool {
    let objects: Vec<&Look> = ordered.iter().copied().filter(|look| look.is_object()).collect();
    let unsure = |first: &Look, second: &Look| {
        let told = first.differs(second) || (first.asks_beside(second) && second.asks_beside(first));
        !told && !second.known.is_subset(&first.known)
    };
    objects.iter().enumerate().any(|(index, first)| objects.iter().skip(index + 1).any(|second| unsure(first, second)))
}

/// What a value must look like to be the member at `index`.
fn test(looks: &[Look], index: usize, by_known: bool) -> MemberTest {
    let Some(own) = looks.get(index) else { return MemberTest::Any };
    let mut kinds = own.kinds.iter();
    let (Some(kind), None) = (kinds.next(), kinds.next()) else { return MemberTest::Any };
    if *kind != JsonKind::Object {
        return MemberTest::Kind(*kind);
    }
    let others = looks.iter().enumerate().filter(|(other, look)| *other != index && look.is_object());
    let others: Vec<&Look> = others.map(|(_, look)| look).collect();
    let tells = |key: &&String, value: &Option<Constant>| {
        value.is_some() || others.iter().any(|other| !other.required.contains_key(*key))
    };
    let keys = own.required.iter().filter(|(key, value)| tells(key, value));
    let keys: Vec<KeyTest> = keys.map(|(key, value)| KeyTest { key: key.clone(), value: value.clone() }).collect();
    let tested = |key: &String| keys.iter().any(|test| test.key == *key);
    let known = by_known.then(|| own.known.iter().filter(|key| !tested(key)).cloned().collect());
    MemberTest::Keys(keys, known)
}
