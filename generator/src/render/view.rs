//! What templates see: a documented, serializable picture of the API, in which every piece of Rust is a [`Code`] and
//! every piece of the description is a plain string.
//!
//! The view is a public interface: a field may be added, but not change its meaning, without a new [`VERSION`].

use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::templates::Code;
use crate::dialect::private;
use crate::ir::Extensions;

/// The version of the view, as `view_version` in every template.
pub const VERSION: u32 = 1;

/// The crate as a whole: `crate` in every template.
#[derive(Debug, JsonSchema, Serialize)]
pub struct CrateView {
    /// The tool and its version: `oasmith 0.1.0`.
    pub generator: String,
    /// The package's name.
    pub name: String,
    /// The name by which Rust code refers to the crate.
    pub module: Code,
    /// The package's version.
    pub version: String,
    /// One line about the package.
    pub description: String,
    /// An SPDX expression, if the configuration gives one.
    pub license: Option<String>,
    /// The URL of its source, if the configuration gives one.
    pub repository: Option<String>,
    /// Search words.
    pub keywords: Vec<String>,
    /// Whether the workspace gives the package its lints.
    pub workspace_lints: bool,
    /// The lines of the first example, if the configuration gives one.
    pub example: Vec<Code>,
    /// Lines of Markdown that the configuration has for the crate's front page.
    pub more_docs: Vec<Code>,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub api_version: String,
    /// `info.description`, Markdown.
    pub docs: String,
    /// The path of the description, as the configuration has it.
    pub source: String,
    /// The features for resources, with what the configuration adds to them.
    pub features: Vec<FeatureView>,
    /// Features that only the configuration has.
    pub more_features: Vec<FeatureView>,
    /// Dependencies beside those that the runtime needs, as lines of `Cargo.toml`.
    pub dependencies: Vec<Code>,
    /// The same for tests and examples.
    pub dev_dependencies: Vec<Code>,
    /// Programs under `examples/`, with the features that each needs.
    pub examples: Vec<FeatureView>,
    /// `servers`: of the API, then those of paths and operations.
    pub servers: Vec<ServerView>,
    /// `securitySchemes`.
    pub schemes: Vec<SchemeView>,
    /// The security of operations that state none: an expression for `SECURITY`.
    pub security: Option<Code>,
    /// What their tokens are to allow: an expression for `SCOPES`.
    pub scopes: Option<Code>,
    /// The URL that requests go to unless the client says otherwise.
    pub default_server: Option<String>,
    /// Whether any operation has a server of its own.
    pub has_own_servers: bool,
    /// JSON Pointers into error bodies.
    pub errors: crate::config::Errors,
    /// The type of the one error body that all operations share, if they do.
    pub error_body: Option<Code>,
    /// Types of other crates that the API uses, each with an empty value.
    pub foreign: Vec<ForeignView>,
    /// The webhooks, if there are any.
    pub webhooks: Option<WebhooksView>,
    /// Whether values can be checked against the limits of the description.
    pub validate: bool,
    /// Whether there are regular expressions among those.
    pub patterns: bool,
    /// Whether any operation's answers are pages of a list.
    pub has_pages: bool,
    /// Whether any operation takes files or other bytes that may come from a stream.
    pub has_uploads: bool,
    /// Whether any operation's answer is handed out as it comes.
    pub has_streams: bool,
    /// Whether any resource has operations.
    pub has_operations: bool,
    /// The top-level modules.
    pub resources: Vec<ChildView>,
    /// All operations that users can call, for tables.
    pub operations: Vec<OperationSummary>,
}

/// A Cargo feature, or an example that needs some.
#[derive(Debug, JsonSchema, Serialize)]
pub struct FeatureView {
    /// Its name: `b2b-sessions`.
    pub name: String,
    /// The features that it turns on, or needs.
    pub enables: Vec<String>,
}

/// One of `servers`, of the API or of paths and operations.
#[derive(Debug, JsonSchema, Serialize)]
pub struct ServerView {
    /// The name of its constant.
    pub constant: Code,
    /// The URL with the defaults of its variables, if all have one.
    pub url: Option<String>,
    /// The URL as it is in the description.
    pub template: String,
    /// What it is for.
    pub docs: String,
    /// Whether it is the API's own, rather than that of some paths or operations only.
    pub is_of_api: bool,
    /// The name of its type, if its URL has variables.
    #[serde(rename = "type")]
    pub ty: Option<Code>,
    /// What `new` takes: variables without a default.
    pub arguments: Code,
    /// The expression of `new`.
    pub new: Code,
    /// The expression of the URL of a `server` of this type.
    pub value: Code,
    /// The variables.
    pub variables: Vec<ServerVariableView>,
}

/// A variable of a server's URL.
#[derive(Debug, JsonSchema, Serialize)]
pub struct ServerVariableView {
    /// Its name in the description.
    pub wire: String,
    /// The name of its field and setter.
    pub name: Code,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Code,
    /// The macro that gives its type what all enums have, if it is one.
    pub codec: Option<Code>,
    /// The value unless another is given.
    pub default: Option<String>,
    /// Prose.
    pub docs: String,
    /// All values that it can have, if they are known.
    pub values: Vec<ServerValueView>,
}

/// A value of such a variable.
#[derive(Debug, JsonSchema, Serialize)]
pub struct ServerValueView {
    /// As it stands in the URL.
    pub wire: String,
    /// The variant.
    pub name: Code,
}

/// One of `securitySchemes`.
#[derive(Debug, JsonSchema, Serialize)]
pub struct SchemeView {
    /// The key in the description.
    pub wire: String,
    /// The name of its static.
    pub constant: Code,
    /// The expression of its static.
    pub value: Code,
    /// The method of the builder.
    pub method: Code,
    /// What the method takes, beside `self`; nothing where the request carries no credential.
    pub arguments: Option<Code>,
    /// The expression of the credential.
    pub credential: Option<Code>,
    /// Where users allow access.
    pub authorization_url: Option<String>,
    /// Where the authorization server describes itself (RFC 8414).
    pub metadata_url: Option<String>,
    /// The scopes that there are.
    pub scopes: Vec<ScopeView>,
    /// The ways in which a client can fetch tokens.
    pub grants: Vec<GrantView>,
    /// Prose.
    pub docs: String,
    /// Whether it is to be used no more.
    pub deprecated: bool,
}

/// A scope of OAuth 2.
#[derive(Debug, JsonSchema, Serialize)]
pub struct ScopeView {
    /// Its name.
    pub name: String,
    /// What it allows, on one line.
    pub docs: String,
}

/// A way in which a client can fetch tokens.
#[derive(Debug, JsonSchema, Serialize)]
pub struct GrantView {
    /// `client_credentials`, `refresh_token` or `any`.
    pub kind: &'static str,
    /// The method of the builder.
    pub method: Code,
    /// What the method takes, beside `self`.
    pub arguments: Code,
    /// The expression of the credential.
    pub credential: Code,
}

/// A type of another crate.
#[derive(Debug, JsonSchema, Serialize)]
pub struct ForeignView {
    /// Its path.
    #[serde(rename = "type")]
    pub ty: Code,
    /// The value of a required field that was not sent.
    pub empty: Code,
    /// The module with `serialize` and `deserialize`, if it does not travel by its own.
    pub with: Option<Code>,
}

/// A module below the crate or a resource.
#[derive(Debug, JsonSchema, Serialize)]
pub struct ChildView {
    /// The module.
    pub module: Code,
    /// The dotted name in the description.
    pub path: String,
    /// `#[cfg(…)]` of the module, or nothing.
    pub cfg: Code,
    /// Its handle, if it or a module below has operations.
    pub accessor: Option<AccessorView>,
}

/// The method that gives the handle of a resource.
#[derive(Debug, JsonSchema, Serialize)]
pub struct AccessorView {
    /// The method.
    pub method: Code,
    /// The handle, with its path.
    pub handle: Code,
    /// `#[cfg(…)]` of the method, or nothing.
    pub cfg: Code,
    /// Prose of the resource.
    pub docs: String,
}

/// A resource: `resource` in templates whose path has `{resource}`.
#[derive(Debug, JsonSchema, Serialize)]
pub struct ResourceView {
    /// The dotted name in the description.
    pub path: String,
    /// Prose.
    pub docs: String,
    /// The handle's name, if there is one.
    pub handle: Option<Code>,
    /// `#[cfg(…)]` of the handle's module, or nothing.
    pub handle_cfg: Code,
    /// The modules below.
    pub children: Vec<ChildView>,
    /// The webhooks, if this is their module.
    pub webhooks: Option<WebhooksView>,
    /// The named schemas that live here.
    pub schemas: Vec<TypeFileView>,
    /// All types that live here, for a crate with a file for each.
    pub type_files: Vec<TypeFileView>,
    /// The operations.
    pub operations: Vec<OperationView>,
    /// The types of the operations.
    pub types: Vec<TypeView>,
    /// What the operations' file imports from `crate::runtime`.
    pub imports: Vec<Code>,
    /// What of that the operations need, without their types.
    pub operation_imports: Vec<Code>,
}

/// The webhooks of the API.
#[derive(Debug, JsonSchema, Serialize)]
pub struct WebhooksView {
    /// The enum over their payloads.
    pub name: Code,
    /// Its module.
    pub module: Code,
    /// The feature that compiles them, where resources have features.
    pub feature: Option<String>,
    /// `#[cfg(…)]` of all that belongs to them, or nothing.
    pub cfg: Code,
}

/// The file of a named schema, or of a single type, in the index of its module.
#[derive(Debug, JsonSchema, Serialize)]
pub struct TypeFileView {
    /// The name in the description, by which `schemas` has it.
    pub wire: String,
    /// The private module.
    pub module: Code,
    /// The types that it exports.
    pub names: Vec<Code>,
    /// `#[cfg(…)]` of the module, or nothing.
    pub cfg: Code,
}

/// A named schema: `schema` in templates whose path has `{schema}`.
#[derive(Debug, JsonSchema, Serialize)]
pub struct SchemaView {
    /// The name in the description.
    pub wire: String,
    /// The dotted name of the resource whose module it lives in.
    pub resource: String,
    /// The schema's own type, then those defined inside it.
    pub types: Vec<TypeView>,
    /// What the file imports from `crate::runtime`.
    pub imports: Vec<Code>,
}

/// An operation in a table.
#[derive(Debug, JsonSchema, Serialize)]
pub struct OperationSummary {
    /// Its id.
    pub id: String,
    /// The HTTP method, in capitals.
    pub http_method: String,
    /// The path template.
    pub path: String,
    /// A line about it.
    pub summary: String,
    /// The call: `client.b2b().sessions().get(params)`.
    pub call: Code,
    /// The path of the method in the crate's documentation.
    pub link: Code,
}

/// An operation.
#[derive(Debug, JsonSchema, Serialize)]
pub struct OperationView {
    /// Its id.
    pub id: String,
    /// The method of the handle.
    pub method: Code,
    /// Who can call it: `pub`, or `pub(crate)`.
    pub visibility: Code,
    /// What the configuration has before it: `#[must_use]`.
    pub attributes: Vec<Code>,
    /// The HTTP method, in capitals.
    pub http_method: String,
    /// The path template.
    pub path: String,
    /// Prose.
    pub docs: String,
    /// Whether the documentation says the HTTP method and the path.
    pub shows_request: bool,
    /// Its id, where the documentation's search is to find it by that, too.
    pub alias: Option<String>,
    /// Of what operation it is another form, and in what it differs.
    pub alternative: Option<AlternativeView>,
    /// Whether its use is discouraged.
    pub deprecated: bool,
    /// What the method takes, beside `self`.
    pub arguments: Code,
    /// The type of that, if it takes anything.
    pub params: Option<Code>,
    /// The type of its optional headers, if there are any.
    pub options: Option<Code>,
    /// What the method returns.
    pub returns: Code,
    /// The expression that makes the request.
    pub request: Code,
    /// The type of the decoded answer.
    pub output: Code,
    /// The name of the static description.
    pub constant: Code,
    /// The expression of the static description.
    pub value: Code,
    /// Whether its answers are pages of a list, which can be walked.
    pub paginated: bool,
    /// Whether it can be repeated safely.
    pub idempotent: bool,
    /// The constant of the server that it goes to, where it has servers of its own and one of them is complete.
    pub server: Option<Code>,
    /// Which others a call of it can name: constants, and types of those with variables.
    pub other_servers: Vec<Code>,
    /// Whether it needs a credential.
    pub authenticated: bool,
    /// The scopes that the credential must have.
    pub scopes: Vec<String>,
    /// The failures that the description names.
    pub errors: Vec<ErrorView>,
    /// What the API sends to the caller later.
    pub callbacks: Vec<CallbackView>,
    /// Where its answer leads.
    pub links: Vec<LinkView>,
    /// The type of their bodies by status, when these differ.
    pub error_type: Option<Code>,
    /// The struct of the headers of success, when the description names any.
    pub headers: Option<Code>,
    /// `x-…` of the operation.
    #[serde(serialize_with = "authored")]
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    pub extensions: Extensions,
}

/// A request that the API sends, to a URL that the caller gave.
#[derive(Debug, JsonSchema, Serialize)]
pub struct CallbackView {
    /// Its name in the description.
    pub name: String,
    /// The HTTP method, in capitals.
    pub http_method: String,
    /// The runtime expression that gives the URL.
    pub expression: String,
    /// The type of its body as a link for documentation, if that is JSON.
    pub payload: Option<Code>,
    /// Prose, on one line.
    pub docs: String,
}

/// An operation that can be called with what an answer holds.
#[derive(Debug, JsonSchema, Serialize)]
pub struct LinkView {
    /// Its name in the description.
    pub name: String,
    /// The id of the operation, or the reference that the description has in its place.
    pub operation: String,
    /// The path of its method in the crate's documentation, if it is known and users can call it.
    pub link: Option<Code>,
    /// Its parameters, each as `name = expression`.
    pub parameters: Vec<String>,
    /// Prose, on one line.
    pub docs: String,
}

/// What sets another form of an operation apart.
#[derive(Debug, JsonSchema, Serialize)]
pub struct AlternativeView {
    /// The method of the operation itself.
    pub method: Code,
    /// In what this differs, as Markdown that ends a sentence.
    pub difference: String,
}

/// A failure that the description names.
#[derive(Debug, JsonSchema, Serialize)]
pub struct ErrorView {
    /// `404`, `4XX` or `default`.
    pub status: String,
    /// The type of its body, if it is JSON.
    pub body: Option<Code>,
    /// The same as a link for documentation.
    pub link: Option<Code>,
    /// Whether that is the body that all operations share.
    pub shared: bool,
    /// Prose, on one line.
    pub docs: String,
}

/// A type.
#[derive(Debug, JsonSchema, Serialize)]
pub struct TypeView {
    /// `struct`, `enum`, `union`, `responses`, `alias` or `twin`: a further name of another type, of which this
    /// one says nothing.
    pub kind: &'static str,
    /// `schema`, `params`, `options`, `response`, `headers`, `error` or `inline`.
    pub role: &'static str,
    /// Its name.
    pub name: Code,
    /// Of a type made for an operation, the method: `Sessions::get`.
    pub operation: Option<Code>,
    /// The same for documentation: a link to it, if users can call it.
    pub operation_link: Option<Code>,
    /// Of a type that is defined inside another, that other.
    pub owner: Option<Code>,
    /// Its identity in the description.
    pub wire: String,
    /// The schema's name, where the documentation's search is to find it by that, too.
    pub alias: Option<String>,
    /// All that it derives: `Clone`, and what the configuration adds.
    pub derives: Vec<Code>,
    /// What the configuration has before it: `#[cfg_attr(…)]`.
    pub attributes: Vec<Code>,
    /// Whether other crates may rely on there being no further fields or variants.
    pub exhaustive: bool,
    /// Prose.
    pub docs: String,
    /// Whether its use is discouraged.
    pub deprecated: bool,
    /// Whether a value can be made without any argument.
    pub default: bool,
    /// Of a struct, its fields.
    pub fields: Vec<FieldView>,
    /// Of a struct, properties that have one possible value, and are sent without being fields.
    pub fixed: Vec<FixedView>,
    /// Of an enum, a union or several responses, the variants.
    pub variants: Vec<VariantView>,
    /// Of a struct, what `new` takes.
    pub arguments: Code,
    /// Of a struct, the body of `new`.
    pub new: Code,
    /// What the variant for unknown values holds.
    pub unknown: Code,
    /// Of an alias or a twin, the type.
    pub target: Option<Code>,
    /// Of several responses, the body of `decode`.
    pub decode: Option<Code>,
    /// The macro call that makes it encode and decode.
    pub codec: Option<Code>,
    /// The body of `checks`, of a type that can be checked against the limits of the description.
    pub checks: Option<Code>,
    /// Of a page of a list, the list.
    pub page: Option<PageView>,
    /// The private module of its file, if the templates give it one of its own.
    pub module: Code,
    /// What that file imports from `crate::runtime`.
    pub imports: Vec<Code>,
    /// Whether it travels in requests.
    pub in_request: bool,
    /// Whether it travels in responses.
    pub in_response: bool,
    /// `x-…` of the schema.
    #[serde(serialize_with = "authored")]
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    pub extensions: Extensions,
}

/// The list in an answer that is a page of it.
#[derive(Debug, JsonSchema, Serialize)]
pub struct PageView {
    /// The type of its items.
    pub item: Code,
    /// The expression of the list as a slice, of `self` by reference.
    pub items: Code,
    /// The expression of the list, of `self` by value.
    pub into_items: Code,
}

/// A field.
#[derive(Debug, JsonSchema, Serialize)]
pub struct FieldView {
    /// Its name.
    pub name: Code,
    /// Its name on the wire.
    pub wire: String,
    /// The same, where the documentation's search is to find it by that, too.
    pub alias: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Code,
    /// Prose, limits and default.
    pub docs: String,
    /// Whether its use is discouraged.
    pub deprecated: bool,
    /// Whether it must be there.
    pub required: bool,
    /// Its setter, if `new` does not take it.
    pub setter: Option<SetterView>,
    /// The method that gives its default where the server left it out, if it is received and has one.
    pub or_default: Option<OrDefaultView>,
    /// `x-…` of the property.
    #[serde(serialize_with = "authored")]
    #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
    pub extensions: Extensions,
}

/// A property that has one possible value.
#[derive(Debug, JsonSchema, Serialize)]
pub struct FixedView {
    /// Its name on the wire.
    pub wire: String,
    /// The string.
    pub value: String,
}

/// A chained setter.
#[derive(Debug, JsonSchema, Serialize)]
pub struct SetterView {
    /// Its name.
    pub name: Code,
    /// The type of its argument, which is called like the field.
    pub argument: Code,
    /// The expression of the field's new value.
    pub value: Code,
}

/// A method that gives the value of a field, or its default.
#[derive(Debug, JsonSchema, Serialize)]
pub struct OrDefaultView {
    /// Its name.
    pub name: Code,
    /// What it gives.
    #[serde(rename = "type")]
    pub ty: Code,
    /// The expression of that, by `self`.
    pub value: Code,
    /// The default in the description.
    pub default: String,
    /// Whether it gives an `Option`, which is `None` for a `null` that was received.
    pub nullable: bool,
}

/// A variant.
#[derive(Debug, JsonSchema, Serialize)]
pub struct VariantView {
    /// Its name.
    pub name: Code,
    /// The value or the name in the description.
    pub wire: String,
    /// The same, where the documentation's search is to find it by that, too.
    pub alias: Option<String>,
    /// What it holds.
    #[serde(rename = "type")]
    pub ty: Option<Code>,
    /// What `From` takes for it, when no other variant holds the same.
    pub from: Option<Code>,
    /// Whether what it holds is boxed.
    pub boxed: bool,
    /// Prose.
    pub docs: String,
}

/// The extensions that authors write, without those in which stages tell each other something.
fn authored<S: Serializer>(extensions: &Extensions, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map(extensions.iter().filter(|(key, _)| !key.starts_with(private::PREFIX)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn private_keys_are_not_shown() {
        let extensions = [("x-own", 1), (private::STYLE, 2)].map(|(key, value)| (key.to_owned(), json!(value)));
        let shown = authored(&Extensions::from_iter(extensions), serde_json::value::Serializer);
        assert_eq!(shown.ok(), Some(json!({ "x-own": 1 })));
    }
}
