//! Schemas made of others: the members of a union, and the parts of an `allOf`, which `passes::all_of` joins.

use openapiv3::{Discriminator as SpecDiscriminator, ReferenceOr, Schema, SchemaData};
use serde_json::Value;

use super::class::{Class, alternatives, class, parts, requirements};
use super::schema::Home;
use super::shape::{self, Shape};
use super::{Lower, component_name, member};
use crate::dialect::private::DEFAULT_MAPPING;
use crate::ir::{Discriminator, Member, MemberTest, Name, Part, Type, Union};
use crate::pointer::Pointer;

impl Lower<'_> {
    /// The parts of an `allOf`, with what stands beside it.
    pub(super) fn parts(&mut self, data: &SchemaData, shape: &Shape<'_>, at: &Pointer, home: &Home) -> Vec<Part> {
        let mut all = Vec::new();
        for (index, member) in parts(shape) {
            self.part(member, &at.child("allOf").child(index), home, &mut all);
        }
        let own = self.structure(shape, at, home);
        if !own.fields.is_empty() || own.additional.is_some() {
            all.push(Part::Fields(own));
        }
        self.alternative_parts(data, shape, at, home, &mut all);
        // `required` may stand beside an `allOf` and name fields of any part.
        all.push(Part::Required(requirements(shape).cloned().collect()));
        all
    }

    fn alternative_parts(
        &mut self,
        data: &SchemaData,
        shape: &Shape<'_>,
        at: &Pointer,
        home: &Home,
        all: &mut Vec<Part>,
    ) {
        match alternatives(shape)[..] {
            [] => {}
            [(index, only)] => self.part(only, &at.child(keyword(shape)).child(index), home, all),
            _ => all.push(Part::Union(self.union(data, shape, at, home))),
        }
    }

    fn part(&mut self, member: &ReferenceOr<Schema>, at: &Pointer, home: &Home, all: &mut Vec<Part>) {
        let schema = match member {
            ReferenceOr::Reference { reference } => {
                if let Type::Named(id) = self.named(reference, at) {
                    all.push(Part::Named(id));
                }
                return;
            }
            ReferenceOr::Item(schema) => schema,
        };
        let (data, shape) = (&schema.schema_data, shape::of(schema));
        match class(&shape) {
            Class::Struct => all.push(Part::Fields(self.structure(&shape, at, home))),
            Class::AllOf => all.extend(self.parts(data, &shape, at, home)),
            Class::Union => all.push(Part::Union(self.union(data, &shape, at, home))),
            Class::Plain => match parts(&shape)[..] {
                [(index, only)] => self.part(only, &at.child("allOf").child(index), home, all),
                _ if !alternatives(&shape).is_empty() => self.alternative_parts(data, &shape, at, home, all),
                _ if shape.ty == Some("object") => all.push(Part::Fields(self.structure(&shape, at, home))),
                _ if shape.ty.is_some() => all.push(Part::Type(self.use_of(schema, at, home).ty)),
                _ => {}
            },
            Class::Enum(_) => all.push(Part::Type(self.use_of(schema, at, &home.below("value")).ty)),
        }
    }

    /// One of several types.
    pub(super) fn union(&mut self, data: &SchemaData, shape: &Shape<'_>, at: &Pointer, home: &Home) -> Union {
        let (keyword, alternatives) = (keyword(shape), alternatives(shape));
        let mut members = Vec::new();
        let own = self.api[home.owner].name.wire.clone();
        let names = member::names(self, &own, &alternatives);
        for ((index, schema), (wire, docs)) in alternatives.into_iter().zip(names) {
            let at = at.child(keyword).child(index);
            let used = self.use_of(schema, &at, &home.below(&wire));
            let mut name = Name::new(&wire);
            name.wish = used.extensions.get("x-rust-name").and_then(Value::as_str).map(str::to_owned);
            let tags = data.discriminator.iter().flat_map(|d| tags(d, schema)).collect();
            // A member that may be null makes the whole so; see `nullable`.
            members.push(Member {
                name,
                ty: used.ty,
                tags,
                test: MemberTest::default(),
                constraints: used.constraints,
                docs,
            });
        }
        Union {
            discriminator: data.discriminator.as_ref().map(discriminator),
            members,
            default: None,
            tried: Vec::new(),
        }
    }
}

/// The keyword whose members are the alternatives.
pub(super) fn keyword(shape: &Shape<'_>) -> &'static str {
    if shape.one_of.is_empty() { "anyOf" } else { "oneOf" }
}

fn discriminator(discriminator: &SpecDiscriminator) -> Discriminator {
    let default = discriminator.extensions.get(DEFAULT_MAPPING).and_then(Value::as_str).map(target);
    Discriminator { property: discriminator.property_name.clone(), default }
}

/// The values of the discriminator that are mapped to a member.
fn tags(discriminator: &SpecDiscriminator, member: &ReferenceOr<Schema>) -> Vec<String> {
    let ReferenceOr::Reference { reference } = member else { return Vec::new() };
    let Some(name) = component_name(reference) else { return Vec::new() };
    discriminator.mapping.iter().filter(|(_, to)| target(to) == name).map(|(tag, _)| tag.clone()).collect()
}

/// The schema that a mapping names: by a reference, or by its name.
fn target(mapped: &str) -> String {
    match mapped.rsplit_once('/') {
        Some((_, last)) => Pointer::parse(format!("/{last}")).last().unwrap_or_default(),
        None => mapped.to_owned(),
    }
}
