//! Inline schemas that say the same: descriptions repeat whole trees of them, in requests that create and update, in
//! answers, in payloads of webhooks. Of those in a module that the same features compile, the first is a type, and the
//! others are further names of it.
//!
//! All keep their names, so that one which comes to say something else is a type of its own where it always was.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::ir::{
    Additional, Api, Assumed, Field, Member, Preset, ResourceId, Role, Scalar, Struct, Type, TypeDef, TypeId, TypeKind,
    Union,
};

/// Notes of each type which one it is a twin of. This comes when all is decided: how a type came to be what it is makes
/// no difference.
pub fn find(api: &mut Api) {
    let mut twins = Twins::new(api);
    let mut groups: BTreeMap<u64, Vec<Vec<TypeId>>> = BTreeMap::new();
    let mut candidates: Vec<TypeId> = api.types_in_use().filter(|id| can_be_twin(&api[*id])).collect();
    candidates.sort_unstable();
    // Types come after their owners: what a type holds is settled before it is looked at.
    for id in candidates.into_iter().rev() {
        let alike = groups.entry(twins.fingerprint(id)).or_default();
        match alike.iter_mut().find(|group| twins.are(id, group[0])) {
            Some(group) => {
                twins.group[id.index()] = group[0];
                group.push(id);
            }
            None => alike.push(vec![id]),
        }
    }
    for mut group in groups.into_values().flatten() {
        let first = group.pop();
        group.into_iter().for_each(|twin| api[twin].twin_of = first);
    }
}

/// Whether a type may turn out to be a further name of another. One that the author named is wanted.
fn can_be_twin(ty: &TypeDef) -> bool {
    matches!(ty.role, Role::Inline(..))
        && ty.name.wish.is_none()
        && matches!(ty.kind, TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_))
}

/// What tells whether types say the same.
struct Twins<'a> {
    api: &'a Api,
    /// The member of each group of twins that stands for it: the last one, which is the first that is looked at.
    group: Vec<TypeId>,
    /// The variants of unions that hold types. The members of a union stay apart, since it can be made of each.
    variants: BTreeMap<TypeId, &'a str>,
}

impl<'a> Twins<'a> {
    fn new(api: &'a Api) -> Self {
        let mut variants = BTreeMap::new();
        for id in api.types_in_use() {
            let TypeKind::Union(union) = &api[id].kind else { continue };
            for member in &union.members {
                if let Type::Named(held) = member.ty.innermost() {
                    variants.insert(*held, member.name.rust.as_str());
                }
            }
        }
        Self { api, group: TypeDef::ids(api).collect(), variants }
    }

    /// Where a type is: its module, the resources whose features compile its file, and the variant that it is in.
    fn place(&self, id: TypeId) -> (ResourceId, &'a [ResourceId], Option<&'a str>) {
        let mut home = &self.api[id];
        while let Role::Inline(owner, _) = home.role {
            home = &self.api[owner];
        }
        let compiled_by = match home.role {
            Role::Schema => home.reached_by.as_slice(),
            _ => std::slice::from_ref(&home.resource),
        };
        (self.api[id].resource, compiled_by, self.variants.get(&id).copied())
    }

    /// A number that twins share, and few others.
    fn fingerprint(&self, id: TypeId) -> u64 {
        let mut hasher = DefaultHasher::new();
        let ty = &self.api[id];
        self.place(id).hash(&mut hasher);
        ty.docs.description.hash(&mut hasher);
        match &ty.kind {
            TypeKind::Struct(structure) => structure.fields.iter().for_each(|field| field.key.hash(&mut hasher)),
            TypeKind::Enum(values) => values.values.iter().for_each(|value| value.name.wire.hash(&mut hasher)),
            TypeKind::Union(union) => union.members.iter().for_each(|member| member.name.rust.hash(&mut hasher)),
            _ => {}
        }
        hasher.finish()
    }

    /// Whether two types differ in nothing but their names. Patterns name all parts, so that none is forgotten.
    fn are(&self, left: TypeId, right: TypeId) -> bool {
        let TypeDef {
            name: _,
            role: _,
            resource: _,
            module: _,
            docs,
            kind,
            is_parent,
            page,
            in_request: _,
            in_response: _,
            reached_by: _,
            origin: _,
            extensions,
            settings,
            twin_of: _,
        } = &self.api[left];
        let other = &self.api[right];
        *docs == other.docs
            && *is_parent == other.is_parent
            && *page == other.page
            && self.api[left].ways() == other.ways()
            && *settings == other.settings
            && *extensions == other.extensions
            && self.place(left) == self.place(right)
            && match (kind, &other.kind) {
                (TypeKind::Struct(left), TypeKind::Struct(right)) => self.structs(left, right),
                (TypeKind::Enum(left), TypeKind::Enum(right)) => left == right,
                (TypeKind::Union(left), TypeKind::Union(right)) => self.unions(left, right),
                _ => false,
            }
    }

    fn structs(&self, left: &Struct, right: &Struct) -> bool {
        let Struct { fields, fixed, additional, constructor, presets } = left;
        let additionals = |left: &Additional, right: &Additional| {
            let Additional { name, setter, ty } = left;
            *name == right.name && *setter == right.setter && self.types(ty, &right.ty)
        };
        let presets_are = |left: &Preset, right: &Preset| {
            let Preset { field, value } = left;
            *field == right.field && self.scalars(value, &right.value)
        };
        *fixed == right.fixed
            && *constructor == right.constructor
            && options(additional.as_ref(), right.additional.as_ref(), additionals)
            && lists(presets, &right.presets, presets_are)
            && lists(fields, &right.fields, |left, right| self.fields(left, right))
    }

    fn fields(&self, left: &Field, right: &Field) -> bool {
        let Field {
            name,
            key,
            setter,
            ty,
            required,
            nullable,
            sensitive,
            read_only,
            write_only,
            ways,
            docs,
            default,
            assumed,
            constraints,
            origin: _,
            extensions,
        } = left;
        let assumptions = |left: &Assumed, right: &Assumed| {
            let Assumed { method, value } = left;
            *method == right.method && self.scalars(value, &right.value)
        };
        // The ways make a difference only where a value may be absent or null.
        let ways_matter = !required && *nullable && *ty != Type::Json;
        *name == right.name
            && *key == right.key
            && *setter == right.setter
            && *required == right.required
            && *nullable == right.nullable
            && *sensitive == right.sensitive
            && *read_only == right.read_only
            && *write_only == right.write_only
            && (!ways_matter || *ways == right.ways)
            && *docs == right.docs
            && *default == right.default
            && options(assumed.as_ref(), right.assumed.as_ref(), assumptions)
            && *constraints == right.constraints
            && *extensions == right.extensions
            && self.types(ty, &right.ty)
    }

    fn unions(&self, left: &Union, right: &Union) -> bool {
        let Union { discriminator, members, default, tried } = left;
        let members_are = |left: &Member, right: &Member| {
            let Member { name, ty, tags, test, constraints, docs } = left;
            *name == right.name
                && *tags == right.tags
                && *test == right.test
                && *constraints == right.constraints
                && *docs == right.docs
                && self.types(ty, &right.ty)
        };
        *discriminator == right.discriminator
            && *default == right.default
            && *tried == right.tried
            && lists(members, &right.members, members_are)
    }

    fn types(&self, left: &Type, right: &Type) -> bool {
        match (left, right) {
            (Type::Named(left), Type::Named(right)) => self.group[left.index()] == self.group[right.index()],
            (Type::List(left), Type::List(right))
            | (Type::Map(left), Type::Map(right))
            | (Type::Nullable(left), Type::Nullable(right))
            | (Type::Boxed(left), Type::Boxed(right)) => self.types(left, right),
            (left, right) => left == right,
        }
    }

    fn scalars(&self, left: &Scalar, right: &Scalar) -> bool {
        match (left, right) {
            (Scalar::Variant(left, index), Scalar::Variant(right, other)) => {
                self.group[left.index()] == self.group[right.index()] && index == other
            }
            (left, right) => left == right,
        }
    }
}

fn lists<T>(left: &[T], right: &[T], are: impl Fn(&T, &T) -> bool) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| are(left, right))
}

fn options<T>(left: Option<&T>, right: Option<&T>, are: impl Fn(&T, &T) -> bool) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => are(left, right),
        (left, right) => left.is_none() && right.is_none(),
    }
}
