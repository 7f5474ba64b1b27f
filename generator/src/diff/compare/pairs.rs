//! What of the old crate is what of the new one, also where it has another name.
//!
//! A rename is only recognised when it is plain: there is one candidate on each side.

use std::collections::{BTreeMap, BTreeSet};

use crate::surface::{Operation, Shape, Struct, Surface, Type};

/// Something by its key.
pub(super) type Keyed<'a, T> = (&'a str, &'a T);

/// What of one kind is in both, and what only in one, by keys.
#[derive(Debug)]
pub(super) struct Pairs<'a, T> {
    /// What is in both: the old one and the new one.
    pub both: Vec<(Keyed<'a, T>, Keyed<'a, T>)>,
    /// What is gone.
    pub removed: Vec<Keyed<'a, T>>,
    /// What is new.
    pub added: Vec<Keyed<'a, T>>,
}

impl<'a, T> Pairs<'a, T> {
    /// Pairs what has the same key.
    pub fn by_key(old: &'a BTreeMap<String, T>, new: &'a BTreeMap<String, T>) -> Self {
        let (mut both, mut removed) = (Vec::new(), Vec::new());
        for (key, value) in old {
            match new.get_key_value(key) {
                Some((same, other)) => both.push(((key.as_str(), value), (same.as_str(), other))),
                None => removed.push((key.as_str(), value)),
            }
        }
        let added = new.iter().filter(|(key, _)| !old.contains_key(*key));
        Self { both, removed, added: added.map(|(key, value)| (key.as_str(), value)).collect() }
    }

    /// Pairs what is left and alike, where there is but one candidate on each side.
    fn alike<K: Ord>(&mut self, old: impl Fn(&'a str, &'a T) -> Option<K>, new: impl Fn(&'a str, &'a T) -> Option<K>) {
        let of = |items: &[Keyed<'a, T>], kind: &dyn Fn(&'a str, &'a T) -> Option<K>| {
            let mut alike: BTreeMap<K, Vec<Keyed<'a, T>>> = BTreeMap::new();
            for (key, value) in items {
                if let Some(kind) = kind(key, value) {
                    alike.entry(kind).or_default().push((key, value));
                }
            }
            alike
        };
        let (before, mut after) = (of(&self.removed, &old), of(&self.added, &new));
        for (kind, old) in before {
            if let ([old], Some([new])) = (&old[..], after.remove(&kind).as_deref()) {
                self.removed.retain(|(key, _)| *key != old.0);
                self.added.retain(|(key, _)| *key != new.0);
                self.both.push((*old, *new));
            }
        }
    }
}

/// The operations and the types of two surfaces.
pub(super) fn of<'a>(old: &'a Surface, new: &'a Surface) -> (Pairs<'a, Operation>, Pairs<'a, Type>) {
    let mut operations = Pairs::by_key(&old.operations, &new.operations);
    let endpoint = |key: &'a str, it: &'a Operation| Some((it.method.as_str(), it.path.as_str(), form(key)));
    operations.alike(endpoint, endpoint);
    // Where the endpoint has moved too, the method's name tells.
    let call = |key: &'a str, it: &'a Operation| Some((it.call.as_str(), form(key)));
    operations.alike(call, call);
    let renamed: BTreeMap<&str, &str> = operations.both.iter().map(|(old, new)| (id(old.0), id(new.0))).collect();

    let mut types = Pairs::by_key(&old.types, &new.types);
    // The same schema at another place, or the type of an operation that has another id.
    types.alike(|_, ty| Some(identity(ty, &renamed)), |_, ty| Some(ty.wire.clone()));
    // Another schema that is the same but for its name.
    let shape = |key: &'a str, ty: &'a Type| ty.operation.is_none().then(|| shape(key, ty)).flatten();
    types.alike(shape, shape);
    (operations, types)
}

/// The id in an operation's key.
pub(super) fn id(key: &str) -> &str {
    key.split_once(' ').map_or(key, |(id, _)| id)
}

/// Which form of an operation it is.
fn form(key: &str) -> &str {
    key.split_once(' ').map_or("", |(_, form)| form)
}

/// What a type is called in the description, by the ids that operations have now.
fn identity(ty: &Type, renamed: &BTreeMap<&str, &str>) -> String {
    let of = ty.operation.as_deref().and_then(|old| Some((old, *renamed.get(old)?)));
    match of.and_then(|(old, new)| Some((new, ty.wire.strip_prefix(old)?))) {
        Some((new, rest)) => format!("{new}{rest}"),
        None => ty.wire.clone(),
    }
}

/// What a type is made of, whatever it is called. What has few parts is too much like others.
fn shape(key: &str, ty: &Type) -> Option<String> {
    let parts: BTreeSet<String> = match &ty.shape {
        Shape::Struct(Struct { fields, .. }) => {
            fields.iter().map(|field| format!("{} {} {}", field.key(), field.name, field.ty)).collect()
        }
        Shape::Enum { values, .. } => values.iter().map(|value| value.wire.clone()).collect(),
        Shape::Union { members, .. } => {
            members.iter().map(|member| format!("{} {:?}", member.wire, member.ty)).collect()
        }
        Shape::Responses(_) | Shape::Alias(_) => return None,
    };
    let own = format!("crate::{}", key.replace('.', "::"));
    let parts: Vec<String> = parts.into_iter().map(|part| part.replace(&own, "Self")).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}
