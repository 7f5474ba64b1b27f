//! The API to files: a view for each file, a template for each view.
//!
//! `view` is what templates see, `tokens` what must be right whatever they say, `picture` makes the one of the other,
//! `prose` is how the description's Markdown becomes documentation.

mod access;
mod docs;
mod features;
mod picture;
pub mod prose;
mod spelling;
pub mod templates;
mod tokens;
pub mod view;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::path::Path;

use indexmap::IndexMap;
use minijinja::Value;
use rayon::prelude::*;
use serde::Serialize;

use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::globs::{Globs, Of};
use crate::ir::{Api, Resource, ResourceId, Role, Type, TypeDef, TypeId};
use crate::output::{Contents, File, Tree};
use crate::surface::Surface;

pub use picture::package_name;
use templates::{Entry, Kind, Origin, Per, Templates};

/// Renders every template for everything that its path says it is for. A template that renders nothing makes no file.
pub fn files(api: &Api, config: &Config, templates: &Templates, diagnostics: &mut Diagnostics) -> Tree {
    let picture = picture::Picture::new(api, config);
    let whole = whole(&picture, templates);
    // What belongs to the crate's authors does not say that it is generated. What is no pattern is reported later.
    let keep = config.patterns(&config.output.keep, ["output", "keep"]);
    let keep = Globs::new("keep", Of::Paths, keep, &mut Diagnostics::new());
    let jobs: Vec<Job<'_>> = templates.entries().flat_map(|entry| jobs(api, entry)).collect();
    // The largest first, so that no core waits for one that came last.
    let mut order: Vec<(usize, &Job<'_>)> = jobs.iter().enumerate().collect();
    order.sort_by_key(|(_, job)| Reverse(job.element.size(api)));
    let run = order.par_iter().with_max_len(1);
    let run = run.map(|(at, job)| (*at, job.run(&picture, &whole, templates, &keep)));
    let mut done: Vec<(usize, Rendered)> = run.collect();
    done.sort_by_key(|(at, _)| *at);
    let mut tree = Tree::default();
    let mut blamed = BTreeSet::new();
    for (_, result) in done {
        match result {
            Ok(file) => tree.files.extend(file),
            // A fault of a template shows for every element that it is rendered for; once is enough.
            Err(diagnostic) if blamed.insert((diagnostic.code, diagnostic.place.clone())) => {
                diagnostics.push(diagnostic)
            }
            Err(_) => {}
        }
    }
    rendered_nothing(&jobs, &tree, diagnostics);
    tree
}

/// Notes the templates that users have added and that made no file, whatever they were rendered for. What replaces a
/// built-in one is as often for nothing as that is.
fn rendered_nothing(jobs: &[Job<'_>], tree: &Tree, diagnostics: &mut Diagnostics) {
    let built_in = templates::built_in();
    let useful: BTreeSet<&str> = tree.files.values().map(|file| file.template.as_str()).collect();
    let idle: BTreeSet<(&str, &Path)> = jobs
        .iter()
        .filter(|job| !diagnostics.has_errors() && !useful.contains(job.entry.shown().as_str()))
        .filter_map(|job| match &job.entry.origin {
            Origin::User(file) if !built_in.contains_key(&job.entry.name) => {
                Some((job.entry.name.as_str(), file.as_path()))
            }
            _ => None,
        })
        .collect();
    for (name, file) in idle {
        let message = format!("`{name}` rendered nothing, so it makes no file");
        let place = Place::File(file.display().to_string());
        diagnostics.push(Diagnostic::new(Code::UnusedTemplate, place, message));
    }
}

/// The view of an element by the name that users know: an operation's id, a schema, a resource; or the whole.
pub fn inspect(api: &Api, config: &Config, name: Option<&str>) -> Option<serde_json::Value> {
    let picture = picture::Picture::new(api, config);
    let Some(name) = name else { return serde_json::to_value(picture.whole()).ok() };
    let json = |value: Result<serde_json::Value, serde_json::Error>| value.ok();
    if let Some(id) = TypeDef::ids(api).find(|id| api[*id].name.wire == name && api[*id].role == Role::Schema) {
        return json(serde_json::to_value(picture.schema(id)));
    }
    for id in Resource::ids(api) {
        if api[id].path == name {
            return json(serde_json::to_value(picture.resource(id)));
        }
        let operation = api[id].operations.iter().find(|operation| api[**operation].id == name);
        if let Some(operation) = operation {
            return json(serde_json::to_value(picture.operation_with_types(*operation)));
        }
    }
    TypeDef::ids(api)
        .find(|id| api[*id].name.rust == name)
        .and_then(|id| json(serde_json::to_value(picture.type_view(id))))
}

/// What users of the crate see of it.
pub fn surface(api: &Api, config: &Config) -> Surface {
    picture::Picture::new(api, config).surface()
}

/// A type where it is used, as the crate's own code writes it, with the whole path of each name.
pub fn spelled(api: &Api, ty: &Type) -> String {
    spelling::of(tokens::ty(api, ty, tokens::File::Elsewhere))
}

/// The names that [`inspect`] knows.
pub fn inspectable(api: &Api) -> Vec<String> {
    let operations = api.operations.iter().map(|operation| operation.id.clone());
    let resources = api.resources.iter().map(|resource| resource.path.clone());
    let types = api.types_in_use().map(|id| api[id].name.wire.clone());
    operations.chain(resources).chain(types).collect()
}

/// A view as templates take it.
fn value(view: impl Serialize) -> Value {
    Value::from(minijinja::value::Serde(view))
}

/// The variables that every template gets. Those that hold all of the API are only made where a template uses them.
fn whole(picture: &picture::Picture<'_>, templates: &Templates) -> Value {
    let api = picture.api;
    let by_name = |views: Vec<(Value, Value)>| Value::from_object(views.into_iter().collect::<IndexMap<_, _>>());
    let resources = || {
        let ids: Vec<ResourceId> = Resource::ids(api).collect();
        by_name(ids.into_par_iter().map(|id| (api[id].path.as_str().into(), value(picture.resource(id)))).collect())
    };
    let schemas = || {
        let ids: Vec<TypeId> = TypeDef::ids(api).filter(|id| api[*id].role == Role::Schema).collect();
        by_name(ids.into_par_iter().map(|id| (api[id].name.wire.as_str().into(), value(picture.schema(id)))).collect())
    };
    minijinja::context! {
        view_version => view::VERSION,
        crate => value(picture.whole()),
        resources => templates.use_variable("resources").then(resources),
        schemas => templates.use_variable("schemas").then(schemas),
    }
}

/// What a job renders its template for.
#[derive(Clone, Copy, Debug)]
enum Element {
    Whole,
    Resource(ResourceId),
    Schema(TypeId),
    Type(TypeId),
}

impl Element {
    /// How much there is to render, in types.
    fn size(self, api: &Api) -> usize {
        match self {
            Self::Whole => api.operations.len(),
            Self::Resource(id) => api[id].types.len(),
            Self::Schema(_) | Self::Type(_) => 1,
        }
    }
}

/// What became of a job: a file with its path, or nothing.
type Rendered = Result<Option<(String, File)>, Diagnostic>;

struct Job<'t> {
    entry: &'t Entry,
    element: Element,
    path: String,
}

fn jobs<'t>(api: &Api, entry: &'t Entry) -> Vec<Job<'t>> {
    match entry.per {
        Per::Once => vec![Job { entry, element: Element::Whole, path: entry.target.clone() }],
        Per::Resource => Resource::ids(api)
            .map(|id| Job { entry, element: Element::Resource(id), path: entry.path(&resource_path(api, id)) })
            .collect(),
        Per::Schema => TypeDef::ids(api)
            .filter(|id| api[*id].role == Role::Schema)
            .map(|id| Job { entry, element: Element::Schema(id), path: entry.path(&type_path(api, id)) })
            .collect(),
        Per::Type => api
            .types_in_use()
            .map(|id| Job { entry, element: Element::Type(id), path: entry.path(&type_path(api, id)) })
            .collect(),
    }
}

/// The path of a type's own module, with `/`.
fn type_path(api: &Api, id: TypeId) -> String {
    format!("{}/{}", resource_path(api, api[id].resource), api[id].module)
}

/// The path of a resource's module, with `/`.
fn resource_path(api: &Api, id: ResourceId) -> String {
    let Resource { name, parent, .. } = &api[id];
    match parent {
        Some(parent) => format!("{}/{}", resource_path(api, *parent), name.rust),
        None => name.rust.clone(),
    }
}

impl Job<'_> {
    fn run(&self, picture: &picture::Picture<'_>, whole: &Value, templates: &Templates, keep: &Globs) -> Rendered {
        if let Kind::Verbatim(bytes) = &self.entry.kind {
            let has_header = self.path.ends_with(".rs") && !keep.matches(&self.path);
            let header = if has_header { templates.header(whole.clone())? } else { String::new() };
            let gap = if header.is_empty() { "" } else { "\n" };
            let bytes = [header.as_bytes(), gap.as_bytes(), bytes].concat();
            return Ok(self.file(Contents::Bytes(bytes.into()), String::new(), false));
        }
        let whole = whole.clone();
        let api = picture.api;
        let (view, subject) = match self.element {
            Element::Whole => (whole, "the crate".to_owned()),
            Element::Resource(id) => {
                let resource = value(picture.resource(id));
                (minijinja::context! { resource, ..whole }, format!("resource `{}`", api[id].path))
            }
            Element::Schema(id) => {
                let schema = value(picture.schema(id));
                (minijinja::context! { schema, ..whole }, format!("schema `{}`", api[id].name.wire))
            }
            Element::Type(id) => {
                let view = value(picture.type_view(id));
                (minijinja::context! { type => view, ..whole }, format!("type `{}`", api[id].name.rust))
            }
        };
        let text = templates.render(self.entry, view, &subject)?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        Ok(self.file(Contents::Text(text), subject, true))
    }

    fn file(&self, contents: Contents, subject: String, rendered: bool) -> Option<(String, File)> {
        let file = File { contents, template: self.entry.shown(), subject, rendered };
        Some((self.path.clone(), file))
    }
}
