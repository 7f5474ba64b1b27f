//! Types that hold themselves: boxed where the cycle closes, and never impossible to make.
//!
//! A field that was given unboxed stays so, when one that is added closes a cycle through it: the new one is boxed.

use std::collections::BTreeSet;

use super::names::unique_keys;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Type, TypeDef, TypeId, TypeKind};
use crate::pins::{self, Pins};

/// Boxes what must be boxed.
pub fn bound(api: &mut Api, pins: &mut Pins, diagnostics: &mut Diagnostics) {
    untie_aliases(api, diagnostics);
    let cycles = Cycles::of(api, pins);
    for id in TypeDef::ids(api) {
        let wire = api[id].name.wire.clone();
        let mut kind = std::mem::replace(&mut api[id].kind, TypeKind::Alias(Type::Json));
        match &mut kind {
            TypeKind::Struct(structure) => {
                for field in &mut structure.fields {
                    let Some(held) = held(&field.ty) else { continue };
                    if cycles.stays_unboxed(id, &field.name.wire) {
                        pins.note(&unboxed(&wire), field.name.wire.clone());
                        continue;
                    }
                    if !cycles.close(id, held) {
                        continue;
                    }
                    field.ty = Type::Boxed(Box::new(field.ty.clone()));
                    if field.required && !field.nullable && cycles.endless(id) {
                        field.required = false;
                        diagnostics.push(
                            Diagnostic::new(Code::EndlessType, &field.origin, "a value of this type would have no end")
                                .help("make the property optional; it is generated as optional"),
                        );
                    }
                }
            }
            // A union is as large as its largest member: what is no scalar goes to the heap, so that its size does not
            // change when a member is added.
            TypeKind::Union(union) => {
                for member in &mut union.members {
                    let large = |named: TypeId| {
                        matches!(api[named].kind, TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Alias(_))
                    };
                    let closes = held(&member.ty).is_some_and(|held| cycles.close(id, held));
                    if closes || matches!(member.ty, Type::Named(named) if large(named)) {
                        member.ty = Type::Boxed(Box::new(member.ty.clone()));
                    }
                }
            }
            _ => {}
        }
        api[id].kind = kind;
    }
}

/// The scope of the fields that stay unboxed although they are part of a cycle.
fn unboxed(wire: &str) -> String {
    format!("unboxed {wire}")
}

/// The cycles of types that hold each other, and which fields keep out of them.
struct Cycles {
    /// Those of all fields.
    all: Components,
    /// The fields that were given when they were part of none, by type and name.
    unboxed: BTreeSet<(TypeId, String)>,
}

impl Cycles {
    fn of(api: &Api, pins: &Pins) -> Self {
        let all = Components::of(api, |_, _| true);
        let was_there = |id: TypeId, name: &str| pins.gave(&pins::members(&api[id].name.wire), name);
        let before = Components::of(api, was_there);
        let mut cycles = Self { all, unboxed: BTreeSet::new() };
        for id in TypeDef::ids(api) {
            let TypeKind::Struct(structure) = &api[id].kind else { continue };
            for field in &structure.fields {
                let (name, Some(held)) = (&field.name.wire, held(&field.ty)) else { continue };
                let was_unboxed =
                    pins.gave(&unboxed(&api[id].name.wire), name) || (was_there(id, name) && !before.same(id, held));
                if was_unboxed && cycles.close(id, held) {
                    cycles.unboxed.insert((id, name.clone()));
                }
            }
        }
        // A field that was made of another type may close a cycle of none but these.
        let left = Components::of(api, |id, name| cycles.unboxed.contains(&(id, name.to_owned())));
        let is_tied = |id: TypeId, name: &str| {
            let TypeKind::Struct(structure) = &api[id].kind else { return false };
            let field = structure.fields.iter().find(|field| field.name.wire == name);
            field.and_then(|field| held(&field.ty)).is_some_and(|held| left.same(id, held))
        };
        cycles.unboxed.retain(|(id, name)| !is_tied(*id, name));
        cycles
    }

    /// Whether what a type holds, holds it in turn.
    fn close(&self, id: TypeId, held: TypeId) -> bool {
        self.all.same(id, held)
    }

    fn stays_unboxed(&self, id: TypeId, name: &str) -> bool {
        self.unboxed.contains(&(id, name.to_owned()))
    }

    fn endless(&self, id: TypeId) -> bool {
        self.all.endless(id)
    }
}

/// The type that a value of this use holds inside itself, if it is one of ours.
fn held(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::Nullable(inner) => held(inner),
        _ => None,
    }
}

/// An alias that leads back to itself by way of aliases alone is no type in Rust.
fn untie_aliases(api: &mut Api, diagnostics: &mut Diagnostics) {
    for id in TypeDef::ids(api) {
        let mut seen = vec![id];
        let mut next = vec![id];
        while let Some(at) = next.pop() {
            let TypeKind::Alias(ty) = &api[at].kind else { continue };
            let mut tied = false;
            ty.each_named(&mut |named| {
                tied |= named == id;
                if !seen.contains(&named) {
                    seen.push(named);
                    next.push(named);
                }
            });
            if tied {
                diagnostics.push(
                    Diagnostic::new(
                        Code::Untyped,
                        &api[id].origin,
                        "this becomes untyped JSON: it is defined by itself",
                    )
                    .help("wrap the list or map in an object with a property"),
                );
                api[id].kind = TypeKind::Alias(Type::Json);
                break;
            }
        }
    }
}

/// Strongly connected components of "holds inside itself", and whether they have a way out.
struct Components {
    component: Vec<usize>,
    endless: Vec<bool>,
}

impl Components {
    /// Those of the fields and members for which this holds, by type and name, and of all aliases.
    fn of(api: &Api, is_meant: impl Fn(TypeId, &str) -> bool) -> Self {
        let edges: Vec<Vec<(usize, bool)>> =
            TypeDef::ids(api).map(|id| edges(api, id, |name| is_meant(id, name))).collect();
        let component = tarjan(&edges.iter().map(|e| e.iter().map(|(to, _)| *to).collect()).collect::<Vec<_>>());
        let required: Vec<Vec<usize>> =
            edges.iter().map(|e| e.iter().filter(|(_, required)| *required).map(|(to, _)| *to).collect()).collect();
        let by_required = tarjan(&required);
        let endless =
            (0..edges.len()).map(|at| required[at].iter().any(|to| by_required[*to] == by_required[at])).collect();
        Self { component, endless }
    }

    /// Whether the two hold each other (or are one that holds itself: the caller has the edge).
    fn same(&self, from: TypeId, to: TypeId) -> bool {
        self.component[from.index()] == self.component[to.index()]
    }

    fn endless(&self, id: TypeId) -> bool {
        self.endless[id.index()]
    }
}

/// What a type holds inside itself by the fields or members that are meant, and whether it always does.
fn edges(api: &Api, id: TypeId, is_meant: impl Fn(&str) -> bool) -> Vec<(usize, bool)> {
    let mut edges = Vec::new();
    match &api[id].kind {
        TypeKind::Struct(structure) => {
            for field in structure.fields.iter().filter(|field| is_meant(&field.name.wire)) {
                let always = field.required && !field.nullable;
                edges.extend(held(&field.ty).map(|to| (to.index(), always)));
            }
        }
        TypeKind::Union(union) => {
            let members = unique_keys(union.members.iter().map(|member| (member.name.wire.clone(), member)));
            let meant = members.into_iter().filter(|(name, _)| is_meant(name));
            edges.extend(meant.filter_map(|(_, member)| held(&member.ty)).map(|to| (to.index(), false)));
        }
        TypeKind::Alias(ty) => edges.extend(held(ty).map(|to| (to.index(), true))),
        _ => {}
    }
    edges
}

/// Tarjan's algorithm without recursion: the number of each node's component.
fn tarjan(edges: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let count = edges.len();
    let (mut index, mut low, mut component) = (vec![NEW; count], vec![0; count], vec![NEW; count]);
    let (mut stack, mut counter, mut components) = (Vec::new(), 0, 0);
    for root in 0..count {
        let mut work = vec![(root, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                if index[node] != NEW {
                    continue;
                }
                index[node] = counter;
                low[node] = counter;
                counter += 1;
                stack.push(node);
            }
            if let Some(&to) = edges[node].get(edge) {
                work.push((node, edge + 1));
                if index[to] == NEW {
                    work.push((to, 0));
                } else if component[to] == NEW {
                    low[node] = low[node].min(index[to]);
                }
                continue;
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    component[member] = components;
                    if member == node {
                        break;
                    }
                }
                components += 1;
            }
            if let Some((parent, _)) = work.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
        }
    }
    component
}
