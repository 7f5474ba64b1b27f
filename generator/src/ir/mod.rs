//! The API as the SDK will have it: flat arenas with typed ids, free of the description it came from.
//!
//! `lower` fills it, `passes` complete it (names, merged `allOf`, boxes, reach), `render` prints it. Three things are
//! kept apart: the definition of a type and its use; required, nullable and `Option`; the wire name and the Rust name.

mod access;
mod operation;
mod types;

use indexmap::IndexMap;
use serde_json::Value;

pub use access::{
    Endpoint, Grant, Requirement, SchemeKind, SecurityScheme, Server, ServerVariable, UrlPart, default_of, is_absolute,
};
pub use operation::{
    Alternative, Body, BodyEncoding, Callback, ErrorResponse, Link, Location, Operation, Output, PageOrder, PagePlace,
    Pagination, Parameter, ResponseCase, StatusPattern, Style,
};
pub use types::{
    Additional, Assumed, Constant, Constraints, Discriminator, Enum, EnumRepr, EnumValue, Field, Fixed, Integer,
    JsonKind, KeyTest, Member, MemberTest, Number, Part, Preset, Role, Scalar, Struct, Type, TypeDef, TypeKind, Union,
    Ways,
};

/// `x-…` extensions of a node, by their full names.
pub type Extensions = IndexMap<String, Value>;

macro_rules! ids {
    ($($(#[$doc:meta])* $id:ident of $item:ident in $arena:ident by $add:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $id(u32);

        impl $id {
            /// The position in the arena.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::ops::Index<$id> for Api {
            type Output = $item;
            fn index(&self, id: $id) -> &$item {
                &self.$arena[id.index()]
            }
        }

        impl std::ops::IndexMut<$id> for Api {
            fn index_mut(&mut self, id: $id) -> &mut $item {
                &mut self.$arena[id.index()]
            }
        }

        impl Api {
            #[doc = concat!("Adds to the arena of [`", stringify!($item), "`].")]
            pub fn $add(&mut self, item: $item) -> $id {
                let id = $id(self.$arena.len() as u32);
                self.$arena.push(item);
                id
            }
        }

        impl $item {
            #[doc = concat!("The ids of all [`", stringify!($item), "`]s of an API, in the order of its arena.")]
            pub fn ids(api: &Api) -> impl DoubleEndedIterator<Item = $id> + use<> {
                (0..api.$arena.len() as u32).map($id)
            }
        }
    )*};
}

ids! {
    /// A [`Resource`] of an [`Api`].
    ResourceId of Resource in resources by add_resource;
    /// An [`Operation`] of an [`Api`].
    OperationId of Operation in operations by add_operation;
    /// A [`TypeDef`] of an [`Api`].
    TypeId of TypeDef in types by add_type;
    /// A [`SecurityScheme`] of an [`Api`].
    SchemeId of SecurityScheme in schemes by add_scheme;
    /// A [`Server`] of an [`Api`].
    ServerId of Server in servers by add_server;
}

/// A whole API.
#[derive(Clone, Debug, Default)]
pub struct Api {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`, as Markdown.
    pub description: String,
    /// Where the API is served: its own servers, then those of paths and operations.
    pub servers: Vec<Server>,
    /// What an operation that says nothing of its own needs: any one of the lists, all of its schemes.
    pub security: Vec<Vec<Requirement>>,
    /// The modules of the crate, parents before children.
    pub resources: Vec<Resource>,
    /// All operations, in the order of the description.
    pub operations: Vec<Operation>,
    /// All types; an inline type comes after its owner.
    pub types: Vec<TypeDef>,
    /// Ways to prove who is calling.
    pub schemes: Vec<SecurityScheme>,
    /// The schema of the error body that the API's operations share, when they share one.
    pub error: Option<Type>,
    /// The enum over the payloads of all webhooks, if there are any.
    pub webhooks: Option<TypeId>,
    /// Extensions of the document and of `info`.
    pub extensions: Extensions,
}

/// A name as it travels and as Rust has it. The Rust name is decided by `passes::names` alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// The name in the description and on the wire.
    pub wire: String,
    /// The identifier, empty until `passes::names` has run.
    pub rust: String,
    /// The name that the author asked for, by `x-rust-name` or in the configuration.
    pub wish: Option<String>,
}

impl Name {
    /// A name that has no Rust form yet.
    pub fn new(wire: impl Into<String>) -> Self {
        Self { wire: wire.into(), rust: String::new(), wish: None }
    }
}

/// Prose and what else documentation is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Docs {
    /// A line: `summary` or `title`.
    pub summary: Option<String>,
    /// Markdown: `description`.
    pub description: Option<String>,
    /// Whether use is discouraged.
    pub deprecated: bool,
}

/// A module of the crate: a resource with its operations, or the home of plain schemas.
#[derive(Clone, Debug, Default)]
pub struct Resource {
    /// The last segment of the dotted name.
    pub name: Name,
    /// The dotted name: `b2b.sessions`.
    pub path: String,
    /// The resource above.
    pub parent: Option<ResourceId>,
    /// The resources below, in order.
    pub children: Vec<ResourceId>,
    /// Its own operations, in order.
    pub operations: Vec<OperationId>,
    /// The types that live here, in order of their ids.
    pub types: Vec<TypeId>,
    /// The name of the handle, when it or a resource below has operations.
    pub handle: Option<Name>,
    /// The Cargo feature that compiles it, empty without a handle or webhooks and until `passes::names` has run.
    pub feature: String,
    /// Filled by `passes::names`: the method that leads to its handle.
    pub accessor: String,
    /// Filled by `passes::names`: whether its feature compiles all resources below it, since it had no operations of its
    /// own when that was given.
    pub is_group: bool,
    /// The description of its tag.
    pub docs: Docs,
}

impl Api {
    /// The types that the crate will have.
    pub fn types_in_use(&self) -> impl Iterator<Item = TypeId> + '_ {
        self.resources.iter().flat_map(|resource| resource.types.iter().copied())
    }

    /// Whether a resource is the home of the webhooks.
    pub fn has_webhooks(&self, resource: ResourceId) -> bool {
        self.webhooks.is_some_and(|webhooks| self[webhooks].resource == resource)
    }

    /// The resources that have none above them.
    pub fn resources_at_root(&self) -> impl Iterator<Item = ResourceId> + '_ {
        Resource::ids(self).filter(|id| self[*id].parent.is_none())
    }
}
