//! Types: definitions, and the uses that refer to them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Docs, Extensions, Name, OperationId, ResourceId, ResponseCase, TypeId};
use crate::config::TypeSettings;
use crate::pointer::Pointer;

/// A type that the crate defines.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Its name; `wire` is its identity in the description: the schema's name, or the owner's with the path below it.
    pub name: Name,
    /// What gives it its name and its place.
    pub role: Role,
    /// The module it lives in.
    pub resource: ResourceId,
    /// The private module of its file: a named schema has one, others where the templates give them one.
    pub module: String,
    /// Prose.
    pub docs: Docs,
    /// What it is.
    pub kind: TypeKind,
    /// Whether its discriminator names schemas that have it as a part of their `allOf`: a value may be any of those.
    pub is_parent: bool,
    /// Filled by `passes::pagination`: the fields that lead from it to the list that it is a page of.
    pub page: Option<Vec<usize>>,
    /// Filled by `passes::reach`: sent in requests.
    pub in_request: bool,
    /// Filled by `passes::reach`: received in responses.
    pub in_response: bool,
    /// Filled by `passes::reach`: the resources whose operations reach it, in order.
    pub reached_by: Vec<ResourceId>,
    /// Where it stands.
    pub origin: Pointer,
    /// Its extensions.
    pub extensions: Extensions,
    /// Filled by `passes::settings`: what the configuration says of it.
    pub settings: TypeSettings,
    /// Filled by `passes::twins`: the type that it is a further name of.
    pub twin_of: Option<TypeId>,
}

/// What gives a type its name and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A named schema: its own file.
    Schema,
    /// All that the caller of an operation gives.
    Params(OperationId),
    /// The optional header parameters of an operation.
    Options(OperationId),
    /// The success of an operation.
    Response(OperationId),
    /// The headers of the success of an operation.
    Headers(OperationId),
    /// The failures of an operation.
    Failure(OperationId),
    /// Defined where it is used: the owner, and the field names that lead from it here.
    Inline(TypeId, Vec<String>),
}

/// What a type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// An object with fields.
    Struct(Struct),
    /// A closed list of values, open to values yet unknown.
    Enum(Enum),
    /// One of several types.
    Union(Union),
    /// One of several answers of an operation, by status.
    Responses(Vec<ResponseCase>),
    /// Another name for a type.
    Alias(Type),
    /// `allOf`, until `passes::all_of` has merged it.
    AllOf(Vec<Part>),
}

/// An object with fields.
#[derive(Clone, Debug, Default)]
pub struct Struct {
    /// In the order of the description; of a params type, parameters first.
    pub fields: Vec<Field>,
    /// Filled by `passes::fixed`: properties with one possible value, which are written and are no fields.
    pub fixed: Vec<Fixed>,
    /// Where unknown keys are kept, when the schema says that there may be some.
    pub additional: Option<Additional>,
    /// Filled by `passes::names`: the fields that `new` takes, in the order once given.
    pub constructor: Vec<usize>,
    /// Filled by `passes::fixed`: the required fields to which `new` gives the one value that they have, or once had.
    pub presets: Vec<Preset>,
}

/// A field to which `new` gives a value.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// Its index.
    pub field: usize,
    /// The value.
    pub value: Scalar,
}

/// A property that has one possible value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// Its name on the wire.
    pub wire: String,
    /// The string.
    pub value: String,
}

/// Keys that the schema does not name.
#[derive(Clone, Debug)]
pub struct Additional {
    /// The field that holds them.
    pub name: Name,
    /// The name of its setter.
    pub setter: String,
    /// The type of their values.
    pub ty: Type,
}

impl Additional {
    /// Keys with values of a type.
    pub fn new(ty: Type) -> Self {
        Self { name: Name::new("additional_properties"), setter: String::new(), ty }
    }
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// What it is called in `oasmith.lock`: as on the wire, and a parameter with its place, since something else may come
    /// to have its name.
    pub key: String,
    /// The name of its setter: that of the field, unless that is taken or setters have a prefix.
    pub setter: String,
    /// The type of a value that is there and not null.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// Whether it may be `null`.
    pub nullable: bool,
    /// Whether `Debug` hides it.
    pub sensitive: bool,
    /// Whether only responses have it.
    pub read_only: bool,
    /// Whether only requests have it.
    pub write_only: bool,
    /// Filled by `passes::one_way`: the ways of its type that decide how it says that it may be absent or null.
    pub ways: Ways,
    /// Prose.
    pub docs: Docs,
    /// What holds when it is absent, as the description has it.
    pub default: Option<Value>,
    /// Filled by `passes::defaults`: what holds for who receives it, where the server left it out.
    pub assumed: Option<Assumed>,
    /// Limits.
    pub constraints: Constraints,
    /// Where it stands.
    pub origin: Pointer,
    /// Its extensions.
    pub extensions: Extensions,
}

impl TypeDef {
    /// The ways in which its values travel.
    pub fn ways(&self) -> Ways {
        Ways { sent: self.in_request, received: self.in_response }
    }
}

/// The ways in which the values of a type travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ways {
    /// In requests.
    pub sent: bool,
    /// In responses.
    pub received: bool,
}

/// What a field holds where it was left out.
#[derive(Clone, Debug, PartialEq)]
pub struct Assumed {
    /// The method that gives it. Filled by `passes::names`.
    pub method: String,
    /// The value, which is one of the field's type.
    pub value: Scalar,
}

/// A value of a type that has no parts.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// `true` or `false`.
    Boolean(bool),
    /// An integer that the type has room for.
    Integer(serde_json::Number),
    /// A finite number.
    Number(f64),
    /// Text.
    String(String),
    /// A known value of an enum, by its index.
    Variant(TypeId, usize),
}

/// Limits of a value, for documentation and checks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Constraints {
    /// Smallest value, and whether it is itself excluded.
    pub minimum: Option<(serde_json::Number, bool)>,
    /// Largest value, and whether it is itself excluded.
    pub maximum: Option<(serde_json::Number, bool)>,
    /// Of which number it is a multiple.
    pub multiple_of: Option<serde_json::Number>,
    /// Fewest characters, items or properties.
    pub min_length: Option<usize>,
    /// Most characters, items or properties.
    pub max_length: Option<usize>,
    /// A regular expression (ECMA-262).
    pub pattern: Option<String>,
    /// Whether all items differ.
    pub unique: bool,
    /// All values, where the type does not say which there are.
    pub values: Vec<Value>,
    /// Limits of the items of a list or the values of a map.
    pub items: Option<Box<Constraints>>,
}

impl Constraints {
    /// These limits, and of others those that these do not set.
    pub fn or(self, others: Self) -> Self {
        Self {
            minimum: self.minimum.or(others.minimum),
            maximum: self.maximum.or(others.maximum),
            multiple_of: self.multiple_of.or(others.multiple_of),
            min_length: self.min_length.or(others.min_length),
            max_length: self.max_length.or(others.max_length),
            pattern: self.pattern.or(others.pattern),
            unique: self.unique || others.unique,
            values: if self.values.is_empty() { others.values } else { self.values },
            items: self.items.or(others.items),
        }
    }
}

/// The use of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum Type {
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer(Integer),
    /// A floating-point number.
    Number(Number),
    /// Text.
    String,
    /// Bytes that travel as they are, and in JSON as base64.
    Bytes,
    /// Text, but bytes where it is a part of a form: `format: binary`, for which JSON has no encoding.
    Binary,
    /// Bytes that travel as base64.
    Base64,
    /// Bytes that are sent as they are, from memory or from a stream.
    Upload,
    /// Any JSON.
    Json,
    /// A type of another crate.
    Foreign {
        /// Its path.
        path: String,
        /// What its values are in JSON.
        json: JsonKind,
    },
    /// A list.
    List(Box<Type>),
    /// An object of any keys.
    Map(Box<Type>),
    /// A type of this crate.
    Named(TypeId),
    /// A value or `null`, where no field says so: in lists, maps and unions.
    Nullable(Box<Type>),
    /// On the heap, since the type holds itself. Placed by `passes::recursion`.
    Boxed(Box<Type>),
}

impl Type {
    /// The type of the runtime, or the number, by the name that `[formats]` of the configuration has for it.
    pub fn of_runtime(name: &str) -> Option<Self> {
        Some(match name {
            "String" => Self::String,
            "Base64" => Self::Base64,
            "Bytes" => Self::Bytes,
            "Binary" => Self::Binary,
            "Json" => Self::Json,
            "i8" => Self::Integer(Integer::I8),
            "i16" => Self::Integer(Integer::I16),
            "i32" => Self::Integer(Integer::I32),
            "i64" => Self::Integer(Integer::I64),
            "u8" => Self::Integer(Integer::U8),
            "u16" => Self::Integer(Integer::U16),
            "u32" => Self::Integer(Integer::U32),
            "u64" => Self::Integer(Integer::U64),
            "f32" => Self::Number(Number::F32),
            "f64" => Self::Number(Number::F64),
            _ => return None,
        })
    }

    /// What the items of its lists and the values of its maps are, in the end.
    pub fn innermost(&self) -> &Self {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => inner.innermost(),
            ty => ty,
        }
    }

    /// Calls `f` with every type of this crate that this use names, nested ones included.
    pub fn each_named(&self, f: &mut impl FnMut(TypeId)) {
        match self {
            Self::Named(id) => f(*id),
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) | Self::Boxed(inner) => inner.each_named(f),
            _ => {}
        }
    }
}

/// Integers by size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// 8 bits.
    I8,
    /// 16 bits.
    I16,
    /// 32 bits.
    I32,
    /// 64 bits.
    I64,
    /// 8 bits without sign.
    U8,
    /// 16 bits without sign.
    U16,
    /// 32 bits without sign.
    U32,
    /// 64 bits without sign.
    U64,
}

/// Floating-point numbers by size.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Number {
    /// 32 bits.
    F32,
    /// 64 bits.
    F64,
}

/// A closed list of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Enum {
    /// Whether they are strings or integers.
    pub repr: EnumRepr,
    /// The known values.
    pub values: Vec<EnumValue>,
}

/// What the values of an enum are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EnumRepr {
    /// Strings.
    String,
    /// Integers.
    Integer,
}

/// A known value of an enum.
#[derive(Clone, Debug, PartialEq)]
pub struct EnumValue {
    /// The variant; `wire` is the value as text.
    pub name: Name,
    /// Prose, from `x-enum-descriptions`.
    pub docs: Docs,
}

/// One of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// The property that tells them apart.
    pub discriminator: Option<Discriminator>,
    /// In the order of the description.
    pub members: Vec<Member>,
    /// The member for values of the discriminator that name none, and for none. Filled by `passes::unions`.
    pub default: Option<usize>,
    /// The order in which they are tried. Filled by `passes::unions`.
    pub tried: Vec<usize>,
}

/// The property that tells the members of a union apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Discriminator {
    /// Its name on the wire.
    pub property: String,
    /// The schema of the member for values that no other one is for, and for none.
    pub default: Option<String>,
}

/// A member of a union.
#[derive(Clone, Debug)]
pub struct Member {
    /// The variant's name; `wire` is the name of the schema, or of the kind of value.
    pub name: Name,
    /// What it holds.
    pub ty: Type,
    /// The values of the discriminator that select it.
    pub tags: Vec<String>,
    /// What a value must look like. Filled by `passes::unions`.
    pub test: MemberTest,
    /// Limits of the value, where it is one of no type of this crate.
    pub constraints: Constraints,
    /// Prose.
    pub docs: Docs,
}

/// What a value must look like to be this member of a union.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum MemberTest {
    /// Its discriminator tells.
    Tagged,
    /// Anything.
    #[default]
    Any,
    /// Of this kind of JSON, which is not an object.
    Kind(JsonKind),
    /// An object with these keys; and the others that it may have, where it matters which.
    Keys(Vec<KeyTest>, Option<Vec<String>>),
}

/// A key that must be there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyTest {
    /// The key.
    pub key: String,
    /// What must be its value.
    pub value: Option<Constant>,
}

/// The only value that a key can have.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Constant {
    /// A string.
    Text(String),
    /// A number or a boolean, as it is in JSON.
    Raw(String),
}

/// The kinds of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// `{…}`.
    Object,
    /// `[…]`.
    Array,
    /// `"…"`.
    String,
    /// A number without fraction.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
}

impl JsonKind {
    /// Its name, as `type` of a schema has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
        }
    }
}

/// A part of an `allOf`.
#[derive(Clone, Debug)]
pub enum Part {
    /// A type of this crate, whose fields are taken over.
    Named(TypeId),
    /// Fields that stand in the `allOf` itself.
    Fields(Struct),
    /// Names of fields, of whatever part, that must be there.
    Required(Vec<String>),
    /// Alternatives that stand in the `allOf` itself or beside it.
    Union(Union),
    /// A type without fields.
    Type(Type),
}
