//! What must be right whatever a template says, as tokens: types, codecs, operations, arguments and their conversions.
//!
//! Nothing here decides a name; `passes::names` has.

mod calls;
mod checks;
mod defaults;
mod operation;
mod security;
mod servers;

use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote};

use super::spelling;
use super::view::PageView;
use crate::ir::{
    Api, Constant, EnumRepr, Field, Integer, KeyTest, Member, MemberTest, Number, ResourceId, Role, Type, TypeDef,
    TypeId, TypeKind,
};

pub use calls::{call, decode_several, output};
pub use checks::{checked, checks, has_pattern};
pub use defaults::{or_default, scalar};
pub use operation::{constant, is_known_method, operation};
pub use security::{alternatives, credential, grant, scheme, scopes};
pub use servers::{construct, ty as server_variable, url};

/// An identifier that `passes::names` has given.
pub fn ident(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// The file of generated code that tokens stand in: types of the same file need no path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// A named schema and the types inside it.
    Schema(TypeId),
    /// The operations of a resource, and their types.
    Handle(ResourceId),
    /// None of these.
    Elsewhere,
}

/// The file in which a type is defined.
pub fn file_of(api: &Api, id: TypeId) -> File {
    match &api[id].role {
        Role::Schema => File::Schema(id),
        Role::Params(_) | Role::Options(_) | Role::Response(_) | Role::Headers(_) | Role::Failure(_) => {
            File::Handle(api[id].resource)
        }
        Role::Inline(owner, _) => file_of(api, *owner),
    }
}

/// The path of a resource's module.
pub fn module(api: &Api, id: ResourceId) -> TokenStream {
    let name = ident(&api[id].name.rust);
    match api[id].parent {
        None => quote!(crate::#name),
        Some(parent) => {
            let parent = module(api, parent);
            quote!(#parent::#name)
        }
    }
}

/// The name of a type, with its path where it needs one.
pub fn named(api: &Api, id: TypeId, file: File) -> TokenStream {
    let name = ident(&api[id].name.rust);
    if file_of(api, id) == file {
        return quote!(#name);
    }
    let module = module(api, api[id].resource);
    quote!(#module::#name)
}

/// A type where it is used.
pub fn ty(api: &Api, ty: &Type, file: File) -> TokenStream {
    let inner = |inner: &Type| self::ty(api, inner, file);
    match ty {
        Type::Boolean => quote!(bool),
        Type::Integer(Integer::I8) => quote!(i8),
        Type::Integer(Integer::I16) => quote!(i16),
        Type::Integer(Integer::I32) => quote!(i32),
        Type::Integer(Integer::I64) => quote!(i64),
        Type::Integer(Integer::U8) => quote!(u8),
        Type::Integer(Integer::U16) => quote!(u16),
        Type::Integer(Integer::U32) => quote!(u32),
        Type::Integer(Integer::U64) => quote!(u64),
        Type::Number(Number::F32) => quote!(f32),
        Type::Number(Number::F64) => quote!(f64),
        Type::String | Type::Binary => quote!(String),
        Type::Bytes => quote!(crate::runtime::Bytes),
        Type::Base64 => quote!(crate::runtime::Base64),
        Type::Upload => quote!(crate::runtime::Upload),
        Type::Json => quote!(serde_json::Value),
        Type::Foreign { path, .. } => foreign(path),
        Type::List(item) => {
            let item = inner(item);
            quote!(Vec<#item>)
        }
        Type::Map(value) => {
            let value = inner(value);
            quote!(std::collections::BTreeMap<String, #value>)
        }
        Type::Named(id) => named(api, *id, file),
        Type::Nullable(value) => {
            let value = inner(value);
            quote!(Option<#value>)
        }
        Type::Boxed(value) => {
            let value = inner(value);
            quote!(Box<#value>)
        }
    }
}

/// What the configuration says of another crate's type: Rust, as `config` has checked.
pub fn foreign(path: &str) -> TokenStream {
    path.parse().unwrap_or_default()
}

/// How a field says that its value may be absent or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It is always there.
    Always,
    /// `Option`: absent or there; of a required field, null or there.
    Optional,
    /// `Nullable`: absent, null or there.
    ThreeValued,
}

/// How a field says that its value may be absent or null.
pub fn presence(field: &Field) -> Presence {
    match (field.required, field.nullable) {
        (true, _) if field.ty == Type::Json => Presence::Always,
        (true, false) => Presence::Always,
        (false, true) if field.ways.sent && !field.read_only && field.ty != Type::Json => Presence::ThreeValued,
        _ => Presence::Optional,
    }
}

/// The type of a field.
pub fn field_type(api: &Api, field: &Field, presence: Presence, file: File) -> TokenStream {
    let value = ty(api, &field.ty, file);
    match presence {
        Presence::Always => value,
        Presence::Optional => quote!(Option<#value>),
        Presence::ThreeValued => quote!(crate::runtime::Nullable<#value>),
    }
}

/// What a setter or `new` takes for a field, and the expression that makes the field's value of it.
#[derive(Debug)]
pub struct Argument {
    /// The type of the argument.
    pub ty: TokenStream,
    /// The value of the field, of a variable with the argument's name.
    pub value: TokenStream,
}

/// The argument of a setter.
pub fn setter(api: &Api, field: &Field, presence: Presence, variable: &Ident, file: File) -> Argument {
    let Argument { ty, value } = argument(api, &field.ty, variable, file, true);
    match presence {
        Presence::Always => Argument { ty, value },
        Presence::Optional => Argument { ty, value: quote!(Some(#value)) },
        Presence::ThreeValued => {
            let whole = field_type(api, field, presence, file);
            Argument { ty: quote!(impl Into<#whole>), value: quote!(#variable.into()) }
        }
    }
}

/// The argument for a value that is always there.
pub fn value_argument(api: &Api, ty: &Type, variable: &Ident, file: File) -> Argument {
    argument(api, ty, variable, file, true)
}

/// The argument of `new`.
pub fn constructor_argument(api: &Api, field: &Field, presence: Presence, variable: &Ident, file: File) -> Argument {
    match presence {
        Presence::Always => argument(api, &field.ty, variable, file, true),
        _ => Argument { ty: field_type(api, field, presence, file), value: quote!(#variable) },
    }
}

/// What is taken for a value of a type. `outer`: whether `impl Trait` may stand here.
fn argument(api: &Api, ty: &Type, variable: &Ident, file: File, outer: bool) -> Argument {
    let exact = self::ty(api, ty, file);
    let plain = || Argument { ty: exact.clone(), value: quote!(#variable) };
    let converted = || Argument { ty: quote!(impl Into<#exact>), value: quote!(#variable.into()) };
    match ty {
        Type::String | Type::Binary | Type::Json | Type::Bytes | Type::Base64 | Type::Upload => converted(),
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Enum(_) | TypeKind::Union(_) => converted(),
            TypeKind::Alias(Type::Named(_)) => plain(),
            TypeKind::Alias(ty) => argument(api, &ty.clone(), variable, file, outer),
            _ => plain(),
        },
        Type::List(item) if outer => {
            let item_variable = format_ident!("item");
            let item = argument(api, item, &item_variable, file, false);
            let (item_ty, item_value) = (item.ty, item.value);
            let mapped = mapped(&item_variable, &item_value);
            Argument {
                ty: quote!(impl IntoIterator<Item = #item_ty>),
                value: quote!(#variable.into_iter()#mapped.collect()),
            }
        }
        Type::Map(value) if outer => {
            let value = argument(api, value, &format_ident!("value"), file, false);
            let (value_ty, value) = (value.ty, value.value);
            Argument {
                ty: quote!(impl IntoIterator<Item = (impl Into<String>, #value_ty)>),
                value: quote!(#variable.into_iter().map(|(key, value)| (key.into(), #value)).collect()),
            }
        }
        Type::Boxed(inner) => {
            let inner = argument(api, inner, variable, file, outer);
            let value = inner.value;
            Argument { ty: inner.ty, value: quote!(Box::new(#value)) }
        }
        _ => plain(),
    }
}

fn mapped(variable: &Ident, value: &TokenStream) -> TokenStream {
    match *variable == value.to_string() {
        true => TokenStream::new(),
        false if value.to_string() == quote!(#variable.into()).to_string() => quote!(.map(Into::into)),
        false => quote!(.map(|#variable| #value)),
    }
}

/// The list that a type is a page of.
pub fn page(api: &Api, id: TypeId, file: File) -> Option<PageView> {
    let path = api[id].page.as_ref()?;
    let (mut owner, mut optional, mut item) = (id, false, None);
    let (mut items, mut into_items) = (quote!(self), quote!(self));
    for index in path {
        let TypeKind::Struct(structure) = &api[owner].kind else { return None };
        let field = structure.fields.get(*index)?;
        let name = ident(&field.name.rust);
        let mut ty = &field.ty;
        loop {
            ty = match ty {
                Type::Boxed(inner) => inner,
                Type::Named(named) => match &api[*named].kind {
                    TypeKind::Alias(target) => target,
                    _ => break,
                },
                _ => break,
            };
        }
        // How the steps so far and this one may lead nowhere.
        let (by_ref, by_value) = match presence(field) {
            Presence::Always => (quote!(), quote!()),
            Presence::Optional => (quote!(.as_ref()), quote!()),
            Presence::ThreeValued => (quote!(.as_ref().into_value()), quote!(.into_value())),
        };
        let absent = presence(field) != Presence::Always;
        (items, into_items) = match (optional, absent) {
            (false, _) => (quote!(#items.#name #by_ref), quote!(#into_items.#name #by_value)),
            (true, true) => (
                quote!(#items.and_then(|value| value.#name #by_ref)),
                quote!(#into_items.and_then(|value| value.#name #by_value)),
            ),
            (true, false) => (quote!(#items.map(|value| &value.#name)), quote!(#into_items.map(|value| value.#name))),
        };
        optional |= absent;
        match ty {
            Type::Named(next) => owner = *next,
            Type::List(inner) => item = Some(&**inner),
            _ => return None,
        }
    }
    let item = self::ty(api, item?, file);
    let (items, into_items) = match optional {
        true => (quote!(#items.map_or(&[], |items| items.as_slice())), quote!(#into_items.unwrap_or_default())),
        false => (quote!(&#items), into_items),
    };
    Some(PageView { item: item.into(), items: items.into(), into_items: into_items.into() })
}

/// The macro call that gives a type its encoding, decoding and `Debug`, laid out for readers.
pub fn codec(api: &Api, id: TypeId) -> Option<String> {
    let ty = &api[id];
    let name = &ty.name.rust;
    match &ty.kind {
        TypeKind::Struct(structure) => {
            let fixed = structure.fixed.iter();
            let mut lines: Vec<String> = fixed
                .map(|fixed| format!("    const {} = {},\n", literal(&fixed.wire), literal(&fixed.value)))
                .collect();
            lines.extend(structure.fields.iter().enumerate().map(|(index, field)| {
                let null = field.required && presence(field) == Presence::Optional;
                let write_only = field.write_only && field.required;
                let flags = [
                    (field.sensitive, " sensitive"),
                    (null, " null"),
                    (field.read_only, " read_only"),
                    (write_only, " write_only"),
                ];
                let flags: String = flags.iter().filter(|(set, _)| *set).map(|(_, flag)| *flag).collect();
                format!("    {index} {} {}{flags},\n", literal(&field.name.wire), field.name.rust)
            }));
            if let Some(additional) = &structure.additional {
                lines.push(format!("    .. {}\n", additional.name.rust));
            }
            Some(format!("record! {{ {name} {{\n{}}} }}", lines.concat()))
        }
        TypeKind::Enum(values) => {
            let lines = values.values.iter().map(|value| match values.repr {
                EnumRepr::String => format!("    {} = {},\n", value.name.rust, literal(&value.name.wire)),
                EnumRepr::Integer => format!("    {} = {},\n", value.name.rust, value.name.wire),
            });
            let call = match values.repr {
                EnumRepr::String => "string_enum",
                EnumRepr::Integer => "integer_enum",
            };
            Some(format!("{call}! {{ {name} {{\n{}}} }}", lines.collect::<String>()))
        }
        TypeKind::Union(union) => {
            let file = file_of(api, id);
            let by = union.discriminator.as_ref().map(|discriminator| literal(&discriminator.property));
            let tried = union.tried.iter().filter_map(|index| union.members.get(*index));
            let lines = tried.map(|member| {
                let ty = spelling::of(self::ty(api, &member.ty, file));
                format!("    {}({ty}){}{},\n", member.name.rust, tags(member), member_test(member))
            });
            let lines: String = lines.collect();
            let by = by.map(|by| format!(" by {by}")).unwrap_or_default();
            let default = union.default.and_then(|index| union.members.get(index));
            let default = default.map(|member| format!(" or {}", member.name.rust)).unwrap_or_default();
            Some(format!("union! {{ {name}{by}{default} {{\n{lines}}} }}"))
        }
        TypeKind::Responses(_) | TypeKind::Alias(_) | TypeKind::AllOf(_) => None,
    }
}

fn tags(member: &Member) -> String {
    let tags: Vec<String> = member.tags.iter().map(|tag| literal(tag)).collect();
    if tags.is_empty() { String::new() } else { format!(" = {}", tags.join(" | ")) }
}

fn member_test(member: &Member) -> String {
    let listed = |items: Vec<String>| format!("[{}]", items.join(", "));
    match &member.test {
        MemberTest::Tagged => String::new(),
        MemberTest::Any => " if any".to_owned(),
        MemberTest::Kind(kind) => format!(" if {}", kind.name()),
        MemberTest::Keys(keys, known) => {
            let keys: Vec<String> = keys.iter().map(key_test).collect();
            let keys = if keys.is_empty() { String::new() } else { format!(" {}", listed(keys)) };
            let known = known.iter().map(|known| listed(known.iter().map(|key| literal(key)).collect()));
            let known: String = known.map(|known| format!(" knows {known}")).collect();
            format!(" if object{keys}{known}")
        }
    }
}

fn key_test(test: &KeyTest) -> String {
    match &test.value {
        None => literal(&test.key),
        Some(Constant::Text(text)) => format!("{} = {}", literal(&test.key), literal(text)),
        Some(Constant::Raw(raw)) => format!("{} is {}", literal(&test.key), literal(raw)),
    }
}

/// A string as a literal.
fn literal(text: &str) -> String {
    Literal::string(text).to_string()
}

/// The types of another crate that a type's fields use.
pub fn foreign_of(def: &TypeDef, add: &mut impl FnMut(&str)) {
    match &def.kind {
        TypeKind::Struct(structure) => {
            structure.fields.iter().for_each(|field| foreign_in(&field.ty, add));
            structure.additional.iter().for_each(|additional| foreign_in(&additional.ty, add));
        }
        TypeKind::Union(union) => union.members.iter().for_each(|member| foreign_in(&member.ty, add)),
        TypeKind::Alias(ty) => foreign_in(ty, add),
        TypeKind::Responses(cases) => {
            cases.iter().filter_map(|case| case.output.json()).for_each(|ty| foreign_in(ty, add));
        }
        TypeKind::Enum(_) | TypeKind::AllOf(_) => {}
    }
}

/// The types of another crate in a use.
pub fn foreign_in(ty: &Type, add: &mut impl FnMut(&str)) {
    match ty {
        Type::Foreign { path, .. } => add(path),
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) | Type::Boxed(inner) => foreign_in(inner, add),
        _ => {}
    }
}
