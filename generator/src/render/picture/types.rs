//! Types as views.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::Picture;
use super::operation::status;
use crate::ir::{
    Additional, Api, Enum, EnumRepr, Field, Fixed, Operation, Output, ResponseCase, Role, Struct, Type, TypeDef,
    TypeId, TypeKind, Union,
};
use crate::render::docs::{field_docs, prose};
use crate::render::templates::Code;
use crate::render::tokens::{self, File, ident};
use crate::render::view::{FieldView, FixedView, SchemaView, SetterView, TypeView, VariantView};

impl Picture<'_> {
    /// A named schema, with the types inside it.
    pub fn schema(&self, id: TypeId) -> SchemaView {
        let types = self.family(id);
        SchemaView {
            wire: self.api[id].name.wire.clone(),
            resource: self.api[self.api[id].resource].path.clone(),
            imports: self.imports(&types, None),
            types: types.into_iter().map(|ty| self.type_view(ty)).collect(),
        }
    }

    /// A type, as the file that it is defined in has it.
    pub fn type_view(&self, id: TypeId) -> TypeView {
        let file = tokens::file_of(self.api, id);
        if let Some(twin) = self.api[id].twin_of {
            let target = Some(tokens::named(self.api, twin, File::Elsewhere).into());
            return TypeView { kind: "twin", target, ..self.title(id, file) };
        }
        let mut view = self.outline(id, file);
        view.codec = tokens::codec(self.api, id).map(Code::new);
        view.checks = self.checked.contains(&id).then(|| tokens::checks(self.api, id, &self.checked).into());
        view.imports = self.imports(&[id], None);
        match &self.api[id].kind {
            TypeKind::Struct(structure) => self.constructor(&mut view, structure, file),
            TypeKind::Responses(_) => view.decode = Some(tokens::decode_several(self.api, id, file).into()),
            _ => {}
        }
        view
    }

    /// What users see of a type, as a file has it: all but the code behind it.
    pub(super) fn outline(&self, id: TypeId, file: File) -> TypeView {
        let mut view = self.title(id, file);
        match &self.api[id].kind {
            TypeKind::Struct(structure) => self.structure(&mut view, structure, file),
            TypeKind::Enum(values) => self.values_of_enum(&mut view, values),
            TypeKind::Union(union) => self.union(&mut view, union, file),
            TypeKind::Responses(cases) => {
                view.kind = "responses";
                view.variants = cases.iter().map(|case| self.response_case(case, file)).collect();
            }
            TypeKind::Alias(target) => view.target = Some(tokens::ty(self.api, target, file).into()),
            TypeKind::AllOf(_) => {}
        }
        view
    }

    /// What is said of a type itself, without what it is made of.
    fn title(&self, id: TypeId, file: File) -> TypeView {
        let (ty, method) = (&self.api[id], self.method_of(id));
        TypeView {
            kind: "alias",
            role: match ty.role {
                Role::Schema => "schema",
                Role::Params(_) => "params",
                Role::Options(_) => "options",
                Role::Response(_) => "response",
                Role::Headers(_) => "headers",
                Role::Failure(_) => "error",
                Role::Inline(..) => "inline",
            },
            name: Code::new(&ty.name.rust),
            operation: method.as_ref().map(|(method, _)| Code::new(method)),
            operation_link: method.map(|(method, public)| {
                Code::new(if public { format!("[`{method}`]") } else { format!("`{method}`") })
            }),
            owner: self.owner_of(&ty.role),
            wire: ty.name.wire.clone(),
            alias: if ty.role == Role::Schema { self.alias(&ty.name.rust, &ty.name.wire) } else { None },
            derives: derives(ty).map(Code::new).collect(),
            attributes: ty.settings.attributes.iter().map(Code::new).collect(),
            exhaustive: ty.settings.exhaustive == Some(true),
            docs: prose(&ty.docs),
            deprecated: ty.docs.deprecated,
            default: false,
            fields: Vec::new(),
            fixed: Vec::new(),
            variants: Vec::new(),
            arguments: Code::default(),
            new: Code::default(),
            unknown: Code::new("serde_json::Value"),
            target: None,
            decode: None,
            codec: None,
            checks: None,
            page: tokens::page(self.api, id, file),
            module: Code::new(&ty.module),
            imports: Vec::new(),
            in_request: ty.in_request,
            in_response: ty.in_response,
            extensions: ty.extensions.clone(),
        }
    }

    fn values_of_enum(&self, view: &mut TypeView, values: &Enum) {
        view.kind = "enum";
        view.unknown = Code::new(match values.repr {
            EnumRepr::String => "String",
            EnumRepr::Integer => "i64",
        });
        let variants = values.values.iter().map(|value| VariantView {
            name: Code::new(&value.name.rust),
            wire: value.name.wire.clone(),
            alias: self.alias(&value.name.rust, &value.name.wire),
            ty: None,
            from: None,
            boxed: false,
            docs: match value.name.wire.as_str() {
                "" if value.docs.description.is_none() => "The empty string.".to_owned(),
                _ => prose(&value.docs),
            },
        });
        view.variants = variants.collect();
    }

    fn union(&self, view: &mut TypeView, union: &Union, file: File) {
        view.kind = "union";
        let members = union.members.iter().map(|member| tokens::ty(self.api, &member.ty, file).to_string());
        let types: Vec<String> = members.collect();
        let variants = union.members.iter().zip(&types).map(|(member, ty)| {
            let alone = types.iter().filter(|other| *other == ty).count() == 1;
            let (boxed, held) = match &member.ty {
                Type::Boxed(inner) => (true, &**inner),
                held => (false, held),
            };
            let from = alone && convertible(self.api, held);
            VariantView {
                name: Code::new(&member.name.rust),
                wire: member.name.wire.clone(),
                alias: self.alias(&member.name.rust, &member.name.wire),
                ty: Some(Code::new(ty)),
                from: from.then(|| tokens::ty(self.api, held, file).into()),
                boxed,
                docs: prose(&member.docs),
            }
        });
        view.variants = variants.collect();
    }

    fn response_case(&self, case: &ResponseCase, file: File) -> VariantView {
        VariantView {
            name: Code::new(&case.name.rust),
            wire: status(case.status),
            alias: None,
            ty: (case.output != Output::Empty).then(|| tokens::output(self.api, &case.output, file).into()),
            from: None,
            boxed: false,
            docs: prose(&case.docs),
        }
    }

    /// The type that a type is defined in, unless that one only lends its name.
    fn owner_of(&self, role: &Role) -> Option<Code> {
        let Role::Inline(owner, _) = role else { return None };
        let ty = &self.api[*owner];
        self.api[ty.resource].types.contains(owner).then(|| Code::new(&ty.name.rust))
    }

    /// The method of the operation that a type is made for, and whether users can call it: of its forms, the first that
    /// has it.
    fn method_of(&self, ty: TypeId) -> Option<(String, bool)> {
        let api = self.api;
        let (Role::Params(id) | Role::Options(id) | Role::Response(id) | Role::Headers(id) | Role::Failure(id)) =
            &api[ty].role
        else {
            return None;
        };
        let has_it = |form: &Operation| match &api[ty].role {
            Role::Params(_) => form.params == Some(ty),
            Role::Options(_) => form.options_type == Some(ty),
            _ => true,
        };
        let mut forms = Operation::ids(api).filter(|form| api[*form].id == api[*id].id);
        let operation = if has_it(&api[*id]) { *id } else { forms.find(|form| has_it(&api[*form]))? };
        let operation = &api[operation];
        let handle = api[operation.resource].handle.as_ref()?;
        Some((format!("{}::{}", handle.rust, operation.name.rust), operation.is_public()))
    }

    fn structure(&self, view: &mut TypeView, structure: &Struct, file: File) {
        view.kind = "struct";
        let fields = structure.fields.iter().enumerate();
        view.fields = fields.map(|(index, field)| self.field(structure, index, field, file)).collect();
        view.fields.extend(structure.additional.as_ref().map(|additional| self.additional(additional, file)));
        let fixed = structure.fixed.iter();
        view.fixed =
            fixed.map(|Fixed { wire, value }| FixedView { wire: wire.clone(), value: value.clone() }).collect();
        view.default = structure.constructor.is_empty();
    }

    /// The field of the properties that the description does not name.
    fn additional(&self, additional: &Additional, file: File) -> FieldView {
        let ty = Type::Map(Box::new(additional.ty.clone()));
        let argument = tokens::value_argument(self.api, &ty, &ident(&additional.name.rust), file);
        FieldView {
            name: Code::new(&additional.name.rust),
            wire: String::new(),
            alias: None,
            ty: tokens::ty(self.api, &ty, file).into(),
            docs: "Properties that the description does not name.".to_owned(),
            deprecated: false,
            required: false,
            setter: self.config.style.setters.then(|| SetterView {
                name: Code::new(&additional.setter),
                argument: argument.ty.into(),
                value: argument.value.into(),
            }),
            or_default: None,
            extensions: crate::ir::Extensions::new(),
        }
    }

    /// What `new` takes, and what it makes of it.
    fn constructor(&self, view: &mut TypeView, structure: &Struct, file: File) {
        let arguments = structure.constructor.iter().filter_map(|index| structure.fields.get(*index)).map(|field| {
            let name = ident(&field.name.rust);
            let presence = tokens::presence(field);
            let argument = tokens::constructor_argument(self.api, field, presence, &name, file);
            (name, argument)
        });
        let arguments: Vec<_> = arguments.collect();
        let (names, types): (Vec<_>, Vec<_>) = arguments.iter().map(|(name, argument)| (name, &argument.ty)).unzip();
        view.arguments = quote!(#(#names: #types),*).into();
        let presets = structure.presets.iter().filter_map(|preset| {
            let (name, value) = (ident(&structure.fields.get(preset.field)?.name.rust), &preset.value);
            let value = tokens::scalar(self.api, value, file)?;
            Some(quote!(#name: #value))
        });
        let presets: Vec<TokenStream> = presets.collect();
        view.new = match arguments.is_empty() && presets.is_empty() {
            true => quote!(crate::runtime::Empty::empty()).into(),
            false => {
                let given = arguments.iter().map(|(name, argument)| assignment(name, &argument.value));
                let all = arguments.len() + presets.len() == structure.fields.len() && structure.additional.is_none();
                let rest = (!all).then(|| quote!(..crate::runtime::Empty::empty()));
                quote!(Self { #(#given,)* #(#presets,)* #rest }).into()
            }
        };
    }

    fn field(&self, structure: &Struct, index: usize, field: &Field, file: File) -> FieldView {
        let presence = tokens::presence(field);
        let name = ident(&field.name.rust);
        let has_setter = self.config.style.setters && !structure.constructor.contains(&index);
        let setter = has_setter.then(|| {
            let argument = tokens::setter(self.api, field, presence, &name, file);
            SetterView { name: Code::new(&field.setter), argument: argument.ty.into(), value: argument.value.into() }
        });
        FieldView {
            name: Code::new(&field.name.rust),
            wire: field.name.wire.clone(),
            alias: self.alias(&field.name.rust, &field.name.wire),
            ty: tokens::field_type(self.api, field, presence, file).into(),
            docs: field_docs(field, presence, self.config.docs.limits),
            deprecated: field.docs.deprecated,
            required: field.required,
            setter,
            or_default: tokens::or_default(self.api, field, presence, file),
            extensions: field.extensions.clone(),
        }
    }

    /// A type and all that is defined inside it, in the order of their ids.
    pub(super) fn family(&self, id: TypeId) -> Vec<TypeId> {
        let mut family = vec![id];
        let mut at = 0;
        while let Some(owner) = family.get(at) {
            family.extend(self.inside.get(owner).into_iter().flatten());
            at += 1;
        }
        family[1..].sort();
        family
    }
}

/// The types that are defined inside each type, in the same resource.
pub(super) fn inside(api: &Api) -> BTreeMap<TypeId, Vec<TypeId>> {
    let mut inside: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
    for id in api.resources.iter().flat_map(|resource| &resource.types) {
        if let Role::Inline(owner, _) = api[*id].role
            && api[owner].resource == api[*id].resource
        {
            inside.entry(owner).or_default().push(*id);
        }
    }
    inside
}

/// All that a type derives: what those of its kind do, then what the configuration adds to that.
pub(super) fn derives(ty: &TypeDef) -> impl Iterator<Item = &str> {
    let has = if matches!(ty.kind, TypeKind::Enum(_)) { FROM_ENUM_MACROS } else { &[] };
    let added = ty.settings.derive.iter().map(String::as_str).filter(|derive| !has.contains(derive));
    usual_derives(&ty.kind).iter().copied().chain(added).collect::<IndexSet<_>>().into_iter()
}

/// What `string_enum!` and `integer_enum!` give: derived, these two would be an eighth of what an enum costs to compile.
const FROM_ENUM_MACROS: &[&str] = &["Eq", "Hash"];

/// What every type of a kind derives.
pub(super) fn usual_derives(kind: &TypeKind) -> &'static [&'static str] {
    match kind {
        TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_) | TypeKind::AllOf(_) => &["Clone", "PartialEq"],
        TypeKind::Responses(_) => &["Clone", "Debug", "PartialEq"],
        TypeKind::Alias(_) => &[],
    }
}

/// `name`, or `name: value` where they differ.
fn assignment(name: &Ident, value: &TokenStream) -> TokenStream {
    if *name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
}

/// Whether `From` for this type can stand beside those of other members.
fn convertible(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::Named(id) => matches!(api[*id].kind, TypeKind::Struct(_) | TypeKind::Enum(_) | TypeKind::Union(_)),
        Type::Boxed(_) | Type::Nullable(_) | Type::Json => false,
        _ => true,
    }
}
