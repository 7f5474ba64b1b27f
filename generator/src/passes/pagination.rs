//! Lists that come in pages: which operations have them, what asks for the next page, and where the list is.
//!
//! Said by `x-pagination` of the operation or by the configuration, and checked here against what the operation takes
//! and gives, so that a wrong pointer shows when generating, and not when a page is missing.

use serde::Deserialize;

use crate::config::{self, Config, PageStyle};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::globs::Globs;
use crate::ir::{
    Api, Location, Operation, OperationId, Output, PageOrder, PagePlace, Pagination, Type, TypeId, TypeKind,
};
use crate::nearest;
use crate::pointer::Pointer;

const EXTENSION: &str = "x-pagination";

/// Describes the pages of every operation that has some.
pub fn describe(api: &mut Api, config: &Config, diagnostics: &mut Diagnostics) {
    let patterns: Vec<String> = config.pagination.keys().cloned().collect();
    let globs = Globs::new("pagination", &patterns, diagnostics);
    let rules: Vec<&str> = globs.patterns().collect();
    let mut used = vec![false; rules.len()];
    for id in Operation::ids(api) {
        let matching = globs.matching(&api[id].id);
        matching.iter().for_each(|index| used[*index] = true);
        // The longest pattern says most.
        let configured = matching.iter().filter_map(|index| rules.get(*index)).max_by_key(|rule| rule.len()).copied();
        match own(api, id) {
            Err(fault) => diagnostics.push(diagnostic(api, id, fault)),
            Ok(Some(said)) => {
                apply(api, id, &said).unwrap_or_else(|fault| diagnostics.push(diagnostic(api, id, fault)))
            }
            Ok(None) => {
                let Some((rule, said)) = configured.and_then(|rule| Some((rule, config.pagination.get(rule)?))) else {
                    continue;
                };
                let outcome = apply(api, id, said);
                // A pattern means those that fit it.
                if let (Err(fault), true) = (outcome, *rule == api[id].id) {
                    diagnostics.push(diagnostic(api, id, fault));
                }
            }
        }
    }
    for rule in rules.iter().zip(used).filter(|(_, used)| !used).map(|(rule, _)| *rule) {
        diagnostics.push(unknown(api, rule));
    }
}

/// What is wrong with a description of pages, and what to do about it.
struct Fault {
    found: String,
    help: String,
}

fn fault<T>(found: impl Into<String>, help: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { found: found.into(), help: help.into() })
}

fn diagnostic(api: &Api, id: OperationId, Fault { found, help }: Fault) -> Diagnostic {
    let operation = &api[id];
    let at = match operation.extensions.contains_key(EXTENSION) {
        true => operation.origin.child(EXTENSION),
        false => operation.origin.clone(),
    };
    Diagnostic::new(Code::InvalidPagination, at, format!("the pagination of `{}` {found}", operation.id)).help(help)
}

fn unknown(api: &Api, rule: &str) -> Diagnostic {
    let message = format!("`[pagination]` has `{rule}`, which fits no operation");
    let help = match nearest::of(rule, api.operations.iter().map(|operation| operation.id.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use an operation's id, or a pattern of ids such as `users.*`".to_owned(),
    };
    Diagnostic::new(Code::InvalidPagination, Place::Nowhere, message).help(help)
}

/// What the operation says of itself.
fn own(api: &Api, id: OperationId) -> Result<Option<config::Pagination>, Fault> {
    let Some(json) = api[id].extensions.get(EXTENSION) else { return Ok(None) };
    config::Pagination::deserialize(json).map(Some).or_else(|error| {
        fault(format!("cannot be read: {error}"), "`oasmith explain invalid-pagination` shows what can be said")
    })
}

/// Checks what is said and takes it over.
fn apply(api: &mut Api, id: OperationId, said: &config::Pagination) -> Result<(), Fault> {
    let pagination = pagination(api, id, said)?;
    let answer = answer(api, id)?;
    let list = list(api, &answer, said.items.as_deref())?;
    for pointer in [said.next.as_deref(), said.more.as_deref(), said.total.as_deref()].into_iter().flatten() {
        if !leads_somewhere(api, &answer, pointer) {
            return fault(
                format!("names `{pointer}`, which the answer does not have"),
                "write a JSON Pointer of properties, such as `/meta/next_cursor`",
            );
        }
    }
    if let (Type::Named(ty), false) = (answer, list.is_empty()) {
        if api[ty].page.as_ref().is_some_and(|other| *other != list) {
            return fault(
                format!("names another list of `{}` than that of another operation", api[ty].name.wire),
                "two operations that give the same schema must name the same list in it",
            );
        }
        api[ty].page = Some(list);
    }
    api[id].pagination = Some(pagination);
    Ok(())
}

fn pagination(api: &Api, id: OperationId, said: &config::Pagination) -> Result<Pagination, Fault> {
    let place = || match said.parameter.as_deref() {
        None => fault("has no `parameter`", "name the query parameter or property that says which page is wanted"),
        Some(name) => place(api, id, name).map_or_else(
            || {
                fault(
                    format!("names the parameter `{name}`, which the operation does not have"),
                    "name a query parameter, or a property of a JSON or form body",
                )
            },
            Ok,
        ),
    };
    let order = match (said.style, &said.next) {
        (PageStyle::Cursor, Some(next)) => PageOrder::Cursor(place()?, next.clone()),
        (PageStyle::Cursor, None) => {
            return fault("has no `next`", "point to the value in the answer that the next request sends");
        }
        (PageStyle::Offset, _) => PageOrder::Offset(place()?),
        (PageStyle::Page, _) => PageOrder::Number(place()?, said.first.unwrap_or(1)),
        (PageStyle::Link, next) => PageOrder::Link(next.clone()),
    };
    Ok(Pagination { order, more: said.more.clone(), total: said.total.clone() })
}

fn place(api: &Api, id: OperationId, name: &str) -> Option<PagePlace> {
    let operation = &api[id];
    let is_it = |parameter: &&crate::ir::Parameter| parameter.location == Location::Query && parameter.wire == name;
    if operation.parameters.iter().any(|parameter| is_it(&parameter)) {
        return Some(PagePlace::Query(name.to_owned()));
    }
    let TypeKind::Struct(params) = &api[operation.params?].kind else { return None };
    let of_body = params.fields.get(operation.parameters.len()..)?;
    let found = match operation.body.as_ref()?.whole {
        true => of_body.first().is_some_and(|body| field(api, &body.ty, name).is_some()),
        false => of_body.iter().any(|field| field.name.wire == name),
    };
    found.then(|| PagePlace::Body(name.to_owned()))
}

/// The type of the one success.
fn answer(api: &Api, id: OperationId) -> Result<Type, Fault> {
    match &api[id].output {
        Output::Json(ty) => Ok(plain(api, ty).clone()),
        _ => fault("is of an operation without a JSON answer", "pages can be walked where one success has JSON"),
    }
}

/// The fields that lead from the answer to the list; none where the answer is the list.
fn list(api: &Api, answer: &Type, items: Option<&str>) -> Result<Vec<usize>, Fault> {
    let help = "point to it with `items`, such as `/data`";
    let Some(items) = items else {
        if matches!(answer, Type::List(_)) {
            return Ok(Vec::new());
        }
        let fields = fields(api, answer).unwrap_or_default();
        let lists: Vec<usize> = (0..fields.len()).filter(|index| is_list(api, &fields[*index].ty)).collect();
        return match &lists[..] {
            [list] => Ok(vec![*list]),
            _ => fault(format!("does not say which of {} lists in the answer it is", lists.len()), help),
        };
    };
    let (mut path, mut ty) = (Vec::new(), answer.clone());
    for token in Pointer::parse(items).tokens() {
        match field(api, &ty, &token) {
            Some((index, next)) => {
                path.push(index);
                ty = next.clone();
            }
            None => return fault(format!("names `{items}`, which the answer does not have"), help),
        }
    }
    if is_list(api, &ty) { Ok(path) } else { fault(format!("names `{items}`, which is not a list"), help) }
}

/// Whether the answer can have something there. What is not typed, and what only comes with the value, is not known.
fn leads_somewhere(api: &Api, answer: &Type, pointer: &str) -> bool {
    let mut ty = answer.clone();
    for token in Pointer::parse(pointer).tokens() {
        ty = match plain(api, &ty) {
            Type::Json => return true,
            Type::List(item) | Type::Map(item) => (**item).clone(),
            Type::Named(id) if !matches!(api[*id].kind, TypeKind::Struct(_)) => return true,
            named => match field(api, named, &token) {
                Some((_, next)) => next.clone(),
                None => return false,
            },
        };
    }
    true
}

/// The type behind names, boxes and null.
fn plain<'a>(api: &'a Api, ty: &'a Type) -> &'a Type {
    match ty {
        Type::Nullable(inner) | Type::Boxed(inner) => plain(api, inner),
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Alias(target) => plain(api, target),
            _ => ty,
        },
        _ => ty,
    }
}

fn is_list(api: &Api, ty: &Type) -> bool {
    matches!(plain(api, ty), Type::List(_))
}

fn fields<'a>(api: &'a Api, ty: &'a Type) -> Option<&'a [crate::ir::Field]> {
    let Type::Named(id) = plain(api, ty) else { return None };
    let id: TypeId = *id;
    match &api[id].kind {
        TypeKind::Struct(structure) => Some(&structure.fields),
        _ => None,
    }
}

fn field<'a>(api: &'a Api, ty: &'a Type, name: &str) -> Option<(usize, &'a Type)> {
    let found = fields(api, ty)?.iter().enumerate().find(|(_, field)| field.name.wire == name)?;
    Some((found.0, &found.1.ty))
}
