//! `allOf`: what all parts say together, in one type.
//!
//! The fields of all parts are the fields of one struct. Alternatives among the parts are distributed: each member gets
//! the fields of the other parts too, so that the whole is a union again. Parts without fields narrow each other. Objects
//! that several parts describe as one property are one object, with the fields of all.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Additional, Api, EnumRepr, Field, Name, Part, Role, Struct, Type, TypeDef, TypeId, TypeKind, Union};
use crate::pins::{self, Pins};

/// Replaces every `allOf` by the type that it means.
pub fn merge(api: &mut Api, pins: &Pins, diagnostics: &mut Diagnostics) {
    let mut composed: Vec<TypeId> =
        TypeDef::ids(api).filter(|id| matches!(api[*id].kind, TypeKind::AllOf(_))).collect();
    let mut joined = Joined::new();
    // The objects in properties that are joined are composed in turn, each of types that are nested deeper.
    while !composed.is_empty() {
        merge_each(api, &composed, &mut joined, pins, diagnostics);
        composed = joined.values().copied().filter(|id| matches!(api[*id].kind, TypeKind::AllOf(_))).collect();
    }
    keep_children(api);
}

/// The types that were made for properties, by the types that they are joined of.
type Joined = BTreeMap<Vec<TypeId>, TypeId>;

fn merge_each(api: &mut Api, composed: &[TypeId], joined: &mut Joined, pins: &Pins, diagnostics: &mut Diagnostics) {
    let mut wholes = Wholes::new(api);
    let mut wholes: Vec<(TypeId, Whole)> = composed.iter().map(|id| (*id, wholes.of(*id))).collect();
    // What several compose of the same parts is a type of the first of them, or of that which it was given to.
    for (id, whole) in &mut wholes {
        whole.join(api, *id, joined, |api, field| was_given(api, pins, *id, field));
    }
    let mut distributed = Vec::new();
    for (id, mut whole) in wholes {
        whole.join(api, id, joined, |_, _| true);
        left_out(api, id, &whole, diagnostics);
        api[id].kind = match &whole.unions[..] {
            [] => whole.alone(api),
            [(Some(union), _)] if whole.fields.is_none() => TypeKind::Alias(Type::Named(*union)),
            [(None, union)] if whole.fields.is_none() => TypeKind::Union(union.clone()),
            [_] => {
                distributed.push((id, whole));
                continue;
            }
            several => TypeKind::Struct(flatten(api, whole.fields.clone().unwrap_or_default(), several)),
        };
    }
    for (id, Whole { fields, unions, required, .. }) in distributed {
        let Some((_, union)) = unions.into_iter().next() else { continue };
        api[id].kind = TypeKind::Union(distribute(api, id, &fields.unwrap_or_default(), union, &required, pins));
    }
}

/// A value of a parent may be any of its children (OpenAPI 3.0.3, "Discriminator Object"), which nothing but their own
/// `allOf` names. The parent stays the struct that they share, and keeps what is more in them, so that nothing is lost
/// and a child can be read out of it. It is done last: the children have no such rest.
fn keep_children(api: &mut Api) {
    for id in TypeDef::ids(api).collect::<Vec<_>>() {
        let is_parent = api[id].is_parent;
        if let (true, TypeKind::Struct(structure)) = (is_parent, &mut api[id].kind) {
            structure.additional.get_or_insert_with(|| Additional::new(Type::Json));
        }
    }
}

/// What types say. Each is looked at once, since many may have one part, but for those that are parts of themselves: what
/// they say depends on where one begins.
struct Wholes<'a> {
    api: &'a Api,
    /// The types whose parts are being looked at.
    above: Vec<TypeId>,
    known: BTreeMap<TypeId, Whole>,
    /// How often a type was found to be a part of itself.
    circles: usize,
}

impl<'a> Wholes<'a> {
    fn new(api: &'a Api) -> Self {
        Self { api, above: Vec::new(), known: BTreeMap::new(), circles: 0 }
    }

    fn of(&mut self, id: TypeId) -> Whole {
        if let Some(whole) = self.known.get(&id) {
            return whole.clone();
        }
        let (mut whole, circles) = (Whole::default(), self.circles);
        if self.above.contains(&id) {
            self.circles += 1;
            return whole;
        }
        self.above.push(id);
        match &self.api[id].kind {
            TypeKind::Struct(fields) => whole.take(fields.clone(), self.api),
            TypeKind::Union(union) => whole.unions.push((Some(id), union.clone())),
            TypeKind::Alias(Type::Named(next)) => whole = self.of(*next),
            TypeKind::Alias(Type::Map(values)) => whole.take(map(values), self.api),
            TypeKind::AllOf(parts) => parts.iter().for_each(|part| self.add(&mut whole, part, id)),
            TypeKind::Alias(Type::Json) => {}
            TypeKind::Enum(_) | TypeKind::Alias(_) | TypeKind::Responses(_) => whole.others.push(Type::Named(id)),
        }
        self.above.pop();
        whole.require();
        if self.circles == circles {
            self.known.insert(id, whole.clone());
        }
        whole
    }

    /// Adds what a part of the type `of` says.
    fn add(&mut self, whole: &mut Whole, part: &Part, of: TypeId) {
        match part {
            Part::Fields(fields) => whole.take(fields.clone(), self.api),
            Part::Required(names) => whole.required.extend(names.iter().cloned()),
            Part::Type(Type::Named(id)) | Part::Named(id) => {
                let more = self.of(*id);
                if let Some(fields) = more.fields {
                    whole.take(fields, self.api);
                }
                // A parent may list its children: that says nothing of the child that it is a part of.
                let lists_child = |union: &Union| union.members.iter().any(|member| member.ty == Type::Named(of));
                whole.unions.extend(more.unions.into_iter().filter(|(_, union)| !lists_child(union)));
                whole.doubles.extend(more.doubles);
                whole.others.extend(more.others);
            }
            Part::Union(union) => whole.unions.push((None, union.clone())),
            Part::Type(Type::Map(values)) => whole.take(map(values), self.api),
            Part::Type(Type::Json) => {}
            Part::Type(ty) => whole.others.push(ty.clone()),
        }
    }
}

/// What a type says, whatever it is made of.
#[derive(Clone, Debug, Default)]
struct Whole {
    /// The fields, if it is an object.
    fields: Option<Struct>,
    /// Objects that earlier parts have for a field whose type is that of a later part.
    doubles: Vec<(String, TypeId)>,
    /// Alternatives, with the type that they are if it has a name.
    unions: Vec<(Option<TypeId>, Union)>,
    /// Types without fields.
    others: Vec<Type>,
    /// Fields of which a part says that they must be there.
    required: Vec<String>,
}

impl Whole {
    /// Adds fields. Of one that is there already a later part says more; but it stays required, and keeps its type where
    /// the later one's has less to say.
    fn take(&mut self, more: Struct, api: &Api) {
        let whole = self.fields.get_or_insert_default();
        for mut field in more.fields {
            match whole.fields.iter_mut().find(|known| known.name.wire == field.name.wire) {
                Some(known) => {
                    field.required |= known.required;
                    if detail(api, &known.ty) > detail(api, &field.ty) {
                        field.ty = known.ty.clone();
                    } else if let (Some(earlier), Some(_)) = (inline(api, &known.ty), inline(api, &field.ty)) {
                        self.doubles.push((field.name.wire.clone(), earlier));
                    }
                    field.docs.description = field.docs.description.or(known.docs.description.take());
                    field.default = field.default.or(known.default.take());
                    field.constraints = field.constraints.or(std::mem::take(&mut known.constraints));
                    *known = field;
                }
                None => whole.fields.push(field),
            }
        }
        whole.additional = more.additional.or(whole.additional.take());
    }

    /// Gives the fields that several parts describe as objects a type with the fields of all of them, which is made of those
    /// that are meant where there is none yet.
    fn join(&mut self, api: &mut Api, id: TypeId, joined: &mut Joined, is_meant: impl Fn(&Api, &str) -> bool) {
        for field in self.fields.iter_mut().flat_map(|whole| &mut whole.fields) {
            let Some(last) = inline(api, &field.ty) else { continue };
            let of_field =
                self.doubles.iter().filter(|(wire, _)| *wire == field.name.wire).map(|(_, earlier)| *earlier);
            let mut parts: Vec<TypeId> = of_field.filter(|earlier| !knows(api, last, *earlier)).collect();
            if parts.is_empty() {
                continue;
            }
            parts.push(last);
            if !joined.contains_key(&parts) && !is_meant(api, &field.name.wire) {
                continue;
            }
            let ty = joined.get(&parts).copied().unwrap_or_else(|| {
                let kind = TypeKind::AllOf(parts.iter().copied().map(Part::Named).collect());
                within(api, id, last, &field.name.wire, kind)
            });
            joined.insert(parts, ty);
            field.ty = Type::Named(ty);
        }
    }

    /// Makes fields required that a part without them requires.
    fn require(&mut self) {
        if let Some(fields) = &mut self.fields {
            require(fields, &self.required);
        }
    }

    /// The type, where there are no alternatives: an object, or else what says most.
    fn alone(&self, api: &Api) -> TypeKind {
        match (&self.fields, self.telling(api)) {
            (None, Some(ty)) => TypeKind::Alias(ty.clone()),
            (fields, _) => TypeKind::Struct(fields.clone().unwrap_or_default()),
        }
    }

    /// Of several types without fields, the first of those that say most.
    fn telling(&self, api: &Api) -> Option<&Type> {
        self.others.iter().rev().max_by_key(|ty| detail(api, ty))
    }
}

/// The object with fields that stands where it is used.
fn inline(api: &Api, ty: &Type) -> Option<TypeId> {
    let Type::Named(id) = ty else { return None };
    let is_inline = matches!((&api[*id].role, &api[*id].kind), (Role::Inline(..), TypeKind::Struct(_)));
    is_inline.then_some(*id)
}

/// Whether an object has all fields of another one.
fn knows(api: &Api, id: TypeId, other: TypeId) -> bool {
    let fields = |id: TypeId| match &api[id].kind {
        TypeKind::Struct(structure) => &structure.fields[..],
        _ => &[],
    };
    fields(other).iter().all(|field| fields(id).iter().any(|known| known.name.wire == field.name.wire))
}

fn map(values: &Type) -> Struct {
    Struct { additional: Some(Additional::new(values.clone())), ..Struct::default() }
}

fn require(fields: &mut Struct, names: &[String]) {
    let named = |field: &&mut Field| names.contains(&field.name.wire);
    fields.fields.iter_mut().filter(named).for_each(|field| field.required = true);
}

/// How much a type says: of two that hold for one value, the one that says more is meant.
fn detail(api: &Api, ty: &Type) -> u8 {
    match ty {
        Type::Json => 0,
        Type::Map(_) | Type::List(_) | Type::String | Type::Binary => 1,
        Type::Boolean | Type::Integer(_) | Type::Number(_) => 1,
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Alias(ty) if *ty != Type::Named(*id) => detail(api, ty),
            _ => 3,
        },
        _ => 2,
    }
}

/// Reports the parts that the type cannot have beside the others.
fn left_out(api: &Api, id: TypeId, whole: &Whole, diagnostics: &mut Diagnostics) {
    let is_object = whole.fields.is_some() || !whole.unions.is_empty();
    let kept = whole.telling(api).filter(|_| !is_object);
    for other in &whole.others {
        if kept.is_some_and(|kept| json_kind(api, kept) == json_kind(api, other)) {
            continue;
        }
        let (what, origin) = match other {
            Type::Named(named) => (format!("`{}`", api[*named].name.wire), &api[*named].origin),
            _ => ("a part".to_owned(), &api[id].origin),
        };
        diagnostics.push(
            Diagnostic::new(
                Code::UnmergedPart,
                &api[id].origin,
                format!("{what} has no fields that `allOf` could merge"),
            )
            .label(origin, "this part is left out")
            .help("use it as a property, or make it an object"),
        );
    }
}

/// A word for the kind of JSON that a type without fields is.
fn json_kind(api: &Api, ty: &Type) -> &'static str {
    match ty {
        Type::Boolean => "boolean",
        Type::Integer(_) | Type::Number(_) => "number",
        Type::List(_) => "array",
        Type::Map(_) => "object",
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Alias(ty) => json_kind(api, &ty.clone()),
            TypeKind::Enum(values) if values.repr == EnumRepr::Integer => "number",
            _ => "string",
        },
        _ => "string",
    }
}

/// The union with the shared fields in every member that is an object and does not have them yet.
/// One that was given when it had them stays as it is, whatever optional ones came since.
fn distribute(api: &mut Api, id: TypeId, shared: &Struct, mut union: Union, required: &[String], pins: &Pins) -> Union {
    let members = pins::members(&api[id].name.wire);
    for member in &mut union.members {
        let Type::Named(of) = member.ty else { continue };
        let whole = Wholes { above: vec![id], ..Wholes::new(api) }.of(of);
        let Some(own) = whole.fields.filter(|_| whole.unions.is_empty()) else { continue };
        let had_all = pins.gave(&members, &member.name.wire) && !was_given(api, pins, id, &member.name.wire);
        let needs_none = shared.fields.iter().all(|field| !field.required) && required.is_empty();
        if (shared.additional.is_none() && has(&own, shared, required)) || (had_all && needs_none) {
            continue;
        }
        let mut fields = Whole::default();
        fields.take(shared.clone(), api);
        fields.take(own, api);
        let mut fields = fields.fields.unwrap_or_default();
        require(&mut fields, required);
        match &api[of].role {
            Role::Inline(owner, _) if *owner == id => api[of].kind = TypeKind::Struct(fields),
            _ => member.ty = Type::Named(within(api, id, of, &member.name.wire, TypeKind::Struct(fields))),
        }
    }
    union
}

/// Whether a member has the shared fields already, and requires what is required of them.
fn has(own: &Struct, shared: &Struct, required: &[String]) -> bool {
    let find = |name: &str| own.fields.iter().find(|field| field.name.wire == name);
    shared.fields.iter().all(|field| find(&field.name.wire).is_some_and(|known| known.required >= field.required))
        && required.iter().all(|name| find(name).is_none_or(|known| known.required))
}

/// Whether there was a type inside `owner`, at a step from it.
fn was_given(api: &Api, pins: &Pins, owner: TypeId, step: &str) -> bool {
    let TypeDef { name, resource, .. } = &api[owner];
    pins.gave(&format!("types {}", api[*resource].path), &format!("{}/{step}", name.wire))
}

/// A new type inside `owner`, at a step from it, which says more than the type `of`.
fn within(api: &mut Api, owner: TypeId, of: TypeId, step: &str, kind: TypeKind) -> TypeId {
    let mut name = Name::new(format!("{}/{step}", api[owner].name.wire));
    name.wish = api[of].name.wish.clone().filter(|_| api[of].name.wire == name.wire);
    let (resource, role) = (api[owner].resource, Role::Inline(owner, vec![step.to_owned()]));
    let def = TypeDef { name, role, resource, module: String::new(), kind, is_parent: false, ..api[of].clone() };
    let new = api.add_type(def);
    api[resource].types.push(new);
    new
}

/// All fields in one struct, where there is more than one choice: those that only some alternatives have are optional.
fn flatten(api: &Api, shared: Struct, unions: &[(Option<TypeId>, Union)]) -> Struct {
    let mut whole = Whole::default();
    for (_, union) in unions {
        for member in &union.members {
            let Type::Named(of) = member.ty else { continue };
            let mut own = Wholes::new(api).of(of).fields.unwrap_or_default();
            own.fields.iter_mut().for_each(|field| field.required = false);
            whole.take(own, api);
        }
    }
    whole.take(shared, api);
    whole.fields.unwrap_or_default()
}
