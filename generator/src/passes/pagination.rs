//! Lists that come in pages: which operations have them, what asks for the next page, and where the list is.
//!
//! Said by the configuration for an operation by its id, else by `x-pagination` of the operation, else by a pattern of
//! the configuration. It is checked here against what the operation takes and gives, so that a wrong pointer shows when
//! generating, and not when a page is missing.

use serde::Deserialize;

use crate::config::{self, Config, PageStyle};
use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::globs::{Globs, Of, Pattern};
use crate::ir::{
    Api, BodyEncoding, Field, Location, Operation, OperationId, Output, PageOrder, PagePlace, Pagination, Parameter,
    Type, TypeKind,
};
use crate::nearest;
use crate::pins::{self, Pins};
use crate::pointer::Pointer;

const EXTENSION: &str = "x-pagination";

/// Describes the pages of every operation that has some.
pub fn describe(api: &mut Api, config: &Config, pins: &mut Pins, diagnostics: &mut Diagnostics) {
    let pattern = |text: &String| Pattern::new(text, config.place(["pagination", text]));
    let globs = Globs::new("pagination", Of::Ids, config.pagination.keys().map(pattern).collect(), diagnostics);
    let mut rules = Vec::new();
    for Pattern { text, place } in globs.patterns() {
        let said = config.pagination.get(text);
        rules.extend(said.map(|said| Rule { pattern: text, place, said, outcome: Outcome::Unused }));
    }
    // What is said of pages is said of the operation itself, and not of its other forms.
    let mut ids: Vec<OperationId> = Operation::ids(api).filter(|id| api[*id].alternative.is_none()).collect();
    // An operation that had pages says which list in an answer it is, before others with the same answer do.
    ids.sort_by_key(|id| given_list(api, *id, pins).is_none());
    for id in ids {
        let matching = globs.matching(&api[id].id);
        if let Err(fault) = of_operation(api, id, &matching, &mut rules, pins) {
            let by_id = rules.iter().find(|rule| rule.pattern == api[id].id);
            diagnostics.push(diagnostic(api, id, by_id, fault));
        }
    }
    for rule in &mut rules {
        match std::mem::replace(&mut rule.outcome, Outcome::Used) {
            Outcome::Used => {}
            Outcome::Unused => diagnostics.push(unknown(api, rule)),
            Outcome::Failed(id, fault) => {
                let mut diagnostic = diagnostic(api, id, Some(rule), fault);
                let of = format!("`[pagination]` has `{}`, but no operation for which it holds", rule.pattern);
                diagnostic.message = format!("{of}: {}", diagnostic.message);
                diagnostics.push(diagnostic);
            }
        }
    }
}

/// A rule of the configuration, and what became of it.
struct Rule<'c> {
    pattern: &'c str,
    place: &'c Place,
    said: &'c config::Pagination,
    outcome: Outcome,
}

enum Outcome {
    /// It fits no operation's id.
    Unused,
    /// It fits some ids, but what it says holds for none of these operations: the first of them, and why not.
    Failed(OperationId, Fault),
    /// It holds for an operation, or something else was said of all that it fits.
    Used,
}

/// What is wrong with a description of pages, and what to do about it.
struct Fault {
    found: String,
    help: String,
}

fn fault<T>(found: impl Into<String>, help: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { found: found.into(), help: help.into() })
}

/// Applies what is said of one operation: by its id, by itself, or by the longest pattern that fits.
fn of_operation(
    api: &mut Api,
    id: OperationId,
    matching: &[usize],
    rules: &mut [Rule<'_>],
    pins: &mut Pins,
) -> Result<(), Fault> {
    let by_id = rules.iter().find(|rule| rule.pattern == api[id].id).map(|rule| rule.said.clone());
    let said = match by_id.map_or_else(|| own(api, id), |said| Ok(Some(said))) {
        Ok(None) => None,
        Ok(Some(said)) => Some(apply(api, id, &said, pins)),
        Err(fault) => Some(Err(fault)),
    };
    let mut matching: Vec<usize> = matching.to_vec();
    matching.sort_by_key(|index| std::cmp::Reverse(rules.get(*index).map(|rule| rule.pattern.len())));
    let mut settled = said.is_some();
    for index in matching {
        let Some(rule) = rules.get_mut(index) else { continue };
        match if settled { Ok(()) } else { apply(api, id, rule.said, pins) } {
            Ok(()) => {
                rule.outcome = Outcome::Used;
                settled = true;
            }
            // A pattern means those for which it holds.
            Err(fault) if matches!(rule.outcome, Outcome::Unused) => rule.outcome = Outcome::Failed(id, fault),
            Err(_) => {}
        }
    }
    said.unwrap_or(Ok(()))
}

/// A fault, at the rule of the configuration or else at the extension that has it.
fn diagnostic(api: &Api, id: OperationId, rule: Option<&Rule<'_>>, Fault { found, help }: Fault) -> Diagnostic {
    let operation = &api[id];
    let message = format!("the pagination of `{}` {found}", operation.id);
    let new = |place| Diagnostic::new(Code::InvalidPagination, place, message).help(help);
    match rule {
        Some(rule) => new(rule.place.clone()).label(&operation.origin, "the operation"),
        None => new(operation.origin.child(EXTENSION).into()),
    }
}

fn unknown(api: &Api, rule: &Rule<'_>) -> Diagnostic {
    let pattern = rule.pattern;
    let message = format!("`[pagination]` has `{pattern}`, which fits no operation");
    let help = match nearest::of(pattern, api.operations.iter().map(|operation| operation.id.as_str())) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "use an operation's id, or a pattern of ids such as `users.*`".to_owned(),
    };
    Diagnostic::new(Code::InvalidPagination, rule.place.clone(), message).help(help)
}

/// What the operation says of itself.
fn own(api: &Api, id: OperationId) -> Result<Option<config::Pagination>, Fault> {
    let Some(json) = api[id].extensions.get(EXTENSION) else { return Ok(None) };
    config::Pagination::deserialize(json).map(Some).or_else(|error| {
        fault(format!("cannot be read: {error}"), "`oasmith explain invalid-pagination` shows what can be said")
    })
}

/// Checks what is said and takes it over.
fn apply(api: &mut Api, id: OperationId, said: &config::Pagination, pins: &mut Pins) -> Result<(), Fault> {
    let Some(order) = order(api, id, said)? else { return Ok(()) };
    let answer = answer(api, id)?;
    let list = list(api, &answer, said.items.as_deref(), given_list(api, id, pins).as_deref())?;
    for (pointer, wanted) in
        [(&said.next, Wanted::Scalar), (&said.more, Wanted::Boolean), (&said.total, Wanted::Integer)]
    {
        if let Some(pointer) = pointer {
            check_pointer(api, &answer, pointer, wanted)?;
        }
    }
    let first = list.first().and_then(|index| fields(api, &answer)?.get(*index));
    let noted = first.map_or(PAGES.to_owned(), |field| format!("{PAGES} {}", field.name.wire));
    pins.note(&pins::method(&api[id].key()), noted);
    if let (Type::Named(ty), false) = (answer, list.is_empty()) {
        if api[ty].page.as_ref().is_some_and(|other| *other != list) {
            return fault(
                format!("names another list of `{}` than that of another operation", api[ty].name.wire),
                "two operations that give the same schema must name the same list in it",
            );
        }
        api[ty].page = Some(list);
    }
    api[id].pagination = Some(Pagination { order, more: said.more.clone(), total: said.total.clone() });
    Ok(())
}

/// Noted of a method whose answers are pages, with the field that holds or leads to the list.
const PAGES: &str = "pages";

/// The field that earlier runs found the list of an operation in.
fn given_list(api: &Api, id: OperationId, pins: &Pins) -> Option<String> {
    pins.noted(&pins::method(&api[id].key()), PAGES).into_iter().next()
}

/// What asks for the next page; `None` if it is said that there are no pages.
fn order(api: &Api, id: OperationId, said: &config::Pagination) -> Result<Option<PageOrder>, Fault> {
    let config::Pagination { style, parameter, next, total, first, .. } = said;
    let place = || match parameter.as_deref() {
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
    // What is set, and not used by the style.
    const NONE: (&str, bool) = ("", false);
    let (order, unused) = match (style, next) {
        (PageStyle::None, _) => return Ok(None),
        (PageStyle::Cursor, Some(next)) => {
            (PageOrder::Cursor(place()?, next.clone()), [("total", total.is_some()), ("first", first.is_some()), NONE])
        }
        (PageStyle::Cursor, None) => {
            return fault("has no `next`", "point to the value in the answer that the next request sends");
        }
        (PageStyle::Offset, next) => {
            (PageOrder::Offset(place()?, first.unwrap_or(0)), [("next", next.is_some()), NONE, NONE])
        }
        (PageStyle::Page, next) => {
            (PageOrder::Number(place()?, first.unwrap_or(1)), [("next", next.is_some()), NONE, NONE])
        }
        (PageStyle::Link, next) => {
            let unused = [("parameter", parameter.is_some()), ("total", total.is_some()), ("first", first.is_some())];
            (PageOrder::Link(next.clone()), unused)
        }
    };
    match unused.iter().find(|(_, is_set)| *is_set) {
        Some((key, _)) => fault(
            format!("has `{key}`, which its style does not use"),
            "`oasmith explain invalid-pagination` shows what can be said",
        ),
        None => Ok(Some(order)),
    }
}

fn place(api: &Api, id: OperationId, name: &str) -> Option<PagePlace> {
    let operation = &api[id];
    let is_it = |parameter: &Parameter| parameter.location == Location::Query && parameter.wire == name;
    if operation.parameters.iter().any(is_it) {
        return Some(PagePlace::Query(name.to_owned()));
    }
    let TypeKind::Struct(params) = &api[operation.params?].kind else { return None };
    let body = operation.body.as_ref()?;
    if !matches!(body.encoding, BodyEncoding::Json | BodyEncoding::Form) {
        return None;
    }
    let of_body = params.fields.get(operation.parameters.len()..)?;
    let found = match body.whole {
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

/// The fields that lead from the answer to the list; none where the answer is the list. Where there was one list, which was
/// `given`, there may be others.
fn list(api: &Api, answer: &Type, items: Option<&str>, given: Option<&str>) -> Result<Vec<usize>, Fault> {
    let help = "point to it with `items`, such as `/data`";
    let Some(items) = items else {
        if matches!(answer, Type::List(_)) {
            return Ok(Vec::new());
        }
        let fields = fields(api, answer).unwrap_or_default();
        let is_list = |(index, field): (usize, &Field)| {
            let is_list = matches!(plain(api, &field.ty), Type::List(_));
            is_list.then_some(index)
        };
        let lists: Vec<usize> = fields.iter().enumerate().filter_map(is_list).collect();
        let was_given = |list: &&usize| fields.get(**list).map(|field| field.name.wire.as_str()) == given;
        return match (&lists[..], lists.iter().find(was_given)) {
            ([list], _) | (_, Some(list)) => Ok(vec![*list]),
            _ => fault(format!("does not say which of {} lists in the answer it is", lists.len()), help),
        };
    };
    let (mut path, mut ty) = (Vec::new(), answer);
    for token in tokens(items)? {
        match field(api, ty, &token) {
            Some((index, next)) => {
                path.push(index);
                ty = next;
            }
            None => return fault(format!("names `{items}`, which the answer does not have"), help),
        }
    }
    match plain(api, ty) {
        Type::List(_) => Ok(path),
        _ => fault(format!("names `{items}`, which is not a list"), help),
    }
}

/// The steps of a pointer.
fn tokens(pointer: &str) -> Result<Vec<String>, Fault> {
    if pointer.is_empty() || pointer.starts_with('/') {
        return Ok(Pointer::parse(pointer).tokens().collect());
    }
    fault(format!("has `{pointer}`, which is no JSON Pointer"), format!("write `/{pointer}`"))
}

/// What a pointer has to lead to.
#[derive(Clone, Copy)]
enum Wanted {
    Scalar,
    Boolean,
    Integer,
}

impl Wanted {
    fn noun(self) -> &'static str {
        match self {
            Self::Scalar => "a text or number",
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
        }
    }

    /// Whether a type may be it. What is not typed is not known.
    fn may_be(self, api: &Api, ty: &Type) -> bool {
        match (plain(api, ty), self) {
            (Type::Json, _) => true,
            (Type::Boolean, Self::Boolean) | (Type::Integer(_), Self::Integer | Self::Scalar) => true,
            (Type::Number(_), Self::Integer | Self::Scalar) => true,
            (Type::List(_) | Type::Map(_) | Type::Boolean, Self::Scalar) => false,
            (Type::Named(id), Self::Scalar) => matches!(api[*id].kind, TypeKind::Enum(_) | TypeKind::Union(_)),
            (Type::Named(id), _) => matches!(api[*id].kind, TypeKind::Union(_)),
            (_, wanted) => matches!(wanted, Self::Scalar),
        }
    }
}

/// Whether the answer has something there, and of which kind. What only comes with the value is not known.
fn check_pointer(api: &Api, answer: &Type, pointer: &str, wanted: Wanted) -> Result<(), Fault> {
    let mut ty = answer;
    for token in tokens(pointer)? {
        ty = match plain(api, ty) {
            Type::Json => return Ok(()),
            Type::Named(id) if !matches!(api[*id].kind, TypeKind::Struct(_)) => return Ok(()),
            Type::List(item) if token == "-" || token.parse::<usize>().is_ok() => item,
            Type::List(_) => {
                return fault(
                    format!("names `{pointer}`, where `{token}` is asked of a list"),
                    "`-` is the last item of a list: `/data/-/id`",
                );
            }
            Type::Map(value) => value,
            named => match field(api, named, &token) {
                Some((_, next)) => next,
                None => {
                    return fault(
                        format!("names `{pointer}`, which the answer does not have"),
                        "write a JSON Pointer of properties, such as `/meta/next_cursor`",
                    );
                }
            },
        };
    }
    if wanted.may_be(api, ty) {
        return Ok(());
    }
    fault(format!("names `{pointer}`, which is not {}", wanted.noun()), "point to the value itself")
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

fn fields<'a>(api: &'a Api, ty: &'a Type) -> Option<&'a [Field]> {
    match plain(api, ty) {
        Type::Named(id) => match &api[*id].kind {
            TypeKind::Struct(structure) => Some(&structure.fields),
            _ => None,
        },
        _ => None,
    }
}

fn field<'a>(api: &'a Api, ty: &'a Type, name: &str) -> Option<(usize, &'a Type)> {
    let found = fields(api, ty)?.iter().enumerate().find(|(_, field)| field.name.wire == name)?;
    Some((found.0, &found.1.ty))
}
