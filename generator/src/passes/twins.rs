//! Inline schemas that say the same: descriptions repeat whole trees of them, in requests that create and update, in
//! answers, in payloads of webhooks. Of those in a module that the same features compile, the first is a type, and the
//! others are further names of it.
//!
//! All keep their names, so that one which comes to say something else is a type of its own where it always was.

use std::collections::BTreeMap;

use crate::config::TypeSettings;
use crate::ir::{Api, Docs, Extensions, Field, ResourceId, Role, Scalar, Type, TypeDef, TypeId, TypeKind, Ways};
use crate::pointer::Pointer;

/// Notes of each type which one it is the twin of. This comes when all is decided: how a type came to be what it is makes
/// no difference.
pub fn find(api: &mut Api) {
    let variants = variants(api);
    let mut groups: BTreeMap<Place, Vec<Group>> = BTreeMap::new();
    // The group of each type is known by its last member, which is met first: types come after their owners.
    let mut last: Vec<TypeId> = TypeDef::ids(api).collect();
    let mut in_use: Vec<TypeId> = api.types_in_use().filter(|id| can_have_twins(&api[*id])).collect();
    in_use.sort_unstable();
    for id in in_use.into_iter().rev() {
        let said = Said::by(&api[id], &last);
        let groups = groups.entry(Place::of(api, id, &variants)).or_default();
        match groups.iter_mut().find(|group| group.said == said) {
            Some(group) => {
                last[id.index()] = group.members[0];
                group.members.push(id);
            }
            None => groups.push(Group { said, members: vec![id] }),
        }
    }
    for Group { mut members, .. } in groups.into_values().flatten() {
        let first = members.pop();
        members.into_iter().for_each(|twin| api[twin].twin_of = first);
    }
}

/// Whether a type may turn out to be a further name of another. One that the author named is wanted.
fn can_have_twins(ty: &TypeDef) -> bool {
    matches!(ty.role, Role::Inline(..))
        && ty.name.wish.is_none()
        && matches!(ty.kind, TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_))
}

/// The variants of unions that hold types.
fn variants(api: &Api) -> BTreeMap<TypeId, String> {
    let mut variants = BTreeMap::new();
    for id in api.types_in_use() {
        let TypeKind::Union(union) = &api[id].kind else { continue };
        for member in &union.members {
            if let Type::Named(held) = member.ty.innermost() {
                variants.insert(*held, member.name.rust.clone());
            }
        }
    }
    variants
}

/// Types that say the same, from the last to the first.
struct Group {
    said: Said,
    members: Vec<TypeId>,
}

/// Where a type is, and in short what it is, so that few have to be compared.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    resource: ResourceId,
    /// The resources whose features compile its file.
    compiled_by: Vec<ResourceId>,
    /// The variant of a union that holds it: the members of one stay apart, since the union can be made of each.
    variant: Option<String>,
    members: Vec<String>,
}

impl Place {
    fn of(api: &Api, id: TypeId, variants: &BTreeMap<TypeId, String>) -> Self {
        let mut home = &api[id];
        while let Role::Inline(owner, _) = home.role {
            home = &api[owner];
        }
        let is_schema = home.role == Role::Schema;
        Self {
            resource: api[id].resource,
            compiled_by: if is_schema { home.reached_by.clone() } else { vec![home.resource] },
            variant: variants.get(&id).cloned(),
            members: match &api[id].kind {
                TypeKind::Struct(structure) => structure.fields.iter().map(|field| field.key.clone()).collect(),
                TypeKind::Enum(values) => values.values.iter().map(|value| value.name.wire.clone()).collect(),
                TypeKind::Union(union) => union.members.iter().map(|member| member.name.rust.clone()).collect(),
                _ => Vec::new(),
            },
        }
    }
}

/// All of a type but its name and its place.
#[derive(PartialEq)]
struct Said {
    kind: TypeKind,
    docs: Docs,
    is_parent: bool,
    page: Option<Vec<usize>>,
    ways: Ways,
    extensions: Extensions,
    settings: TypeSettings,
}

impl Said {
    /// `group`: by what each type's group is known.
    fn by(ty: &TypeDef, group: &[TypeId]) -> Self {
        let mut kind = ty.kind.clone();
        let mut of_group = |id: &mut TypeId| *id = group[id.index()];
        match &mut kind {
            TypeKind::Struct(structure) => {
                for field in &mut structure.fields {
                    of_field(field, &mut of_group);
                }
                structure.additional.iter_mut().for_each(|additional| additional.ty.each_named_mut(&mut of_group));
                structure.presets.iter_mut().for_each(|preset| of_scalar(&mut preset.value, &mut of_group));
            }
            TypeKind::Union(union) => {
                union.members.iter_mut().for_each(|member| member.ty.each_named_mut(&mut of_group));
            }
            _ => {}
        }
        Self {
            kind,
            docs: ty.docs.clone(),
            is_parent: ty.is_parent,
            page: ty.page.clone(),
            ways: ty.ways(),
            extensions: ty.extensions.clone(),
            settings: ty.settings.clone(),
        }
    }
}

fn of_field(field: &mut Field, of_group: &mut impl FnMut(&mut TypeId)) {
    field.origin = Pointer::root();
    // They matter only to what may be null.
    if field.required || !field.nullable || field.ty == Type::Json {
        field.ways = Ways::default();
    }
    field.ty.each_named_mut(of_group);
    field.assumed.iter_mut().for_each(|assumed| of_scalar(&mut assumed.value, of_group));
}

fn of_scalar(scalar: &mut Scalar, of_group: &mut impl FnMut(&mut TypeId)) {
    if let Scalar::Variant(id, _) = scalar {
        of_group(id);
    }
}
