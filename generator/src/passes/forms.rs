//! Methods that take what they always took: an operation that was given without params, and has come to have optional
//! ones, keeps its method, and has another form beside it that takes them. So it is with optional headers.
//!
//! What must be given breaks every caller anyway: then the method itself takes it.

use crate::ir::{Alternative, Api, Operation, OperationId, TypeKind};
use crate::pins::{self, Pins};

/// Noted of a method that takes a struct of params, and of one whose request takes optional headers.
const PARAMS: &str = "params";
const OPTIONS: &str = "options";

/// Gives each operation a method for what it was given with, and one for all that can be given.
pub fn keep(api: &mut Api, pins: &mut Pins) {
    for id in Operation::ids(api).collect::<Vec<_>>() {
        let whole = api[id].clone();
        let [own, others @ ..] = &forms(api, &whole, pins)[..] else { continue };
        api[id] = own.of(&whole);
        own.note(&api[id], pins);
        for form in others {
            let other = Operation { alternative: Some(form.alternative(id, &whole)), ..form.of(&whole) };
            form.note(&other, pins);
            let other = api.add_operation(other);
            let listed = &mut api[whole.resource].operations;
            let after = listed.iter().position(|listed| *listed == id).map_or(listed.len(), |own| own + 1);
            listed.insert(after, other);
        }
    }
}

/// A form of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Form {
    /// What its name adds to that of the method itself.
    suffix: &'static str,
    takes: Takes,
}

/// What can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Takes {
    params: bool,
    options: bool,
}

const SUFFIXES: [&str; 3] = ["", "with_params", "with_options"];

/// The forms that were given, the method itself first, and one that takes all.
fn forms(api: &Api, operation: &Operation, pins: &Pins) -> Vec<Form> {
    let all = Takes { params: operation.params.is_some(), options: operation.options_type.is_some() };
    let must_have_params = all.params && !is_optional(api, operation);
    let is_possible = |Takes { params, options }: &Takes| {
        (*params || !must_have_params) && (all.params || !*params) && (all.options || !*options)
    };
    let mut forms: Vec<Form> = Vec::new();
    for suffix in SUFFIXES {
        let method = pins::method(&Form { suffix, takes: all }.key(operation));
        let given = Takes { params: pins.gave(&method, PARAMS), options: pins.gave(&method, OPTIONS) };
        let given = Some(given).filter(|takes| pins.knows(&method) && is_possible(takes));
        let takes = if suffix.is_empty() { given.or(Some(all)) } else { given };
        forms.extend(takes.map(|takes| Form { suffix, takes }));
    }
    if forms.iter().all(|form| form.takes != all) {
        let has_options = forms.iter().any(|form| form.takes.options);
        let suffix = if all.options && !has_options { "with_options" } else { "with_params" };
        forms.push(Form { suffix, takes: all });
    }
    forms
}

/// Whether all that an operation takes may be left out.
fn is_optional(api: &Api, operation: &Operation) -> bool {
    let needs_body = operation.body.as_ref().is_some_and(|body| body.required);
    let needs_params = operation.params.is_some_and(|params| match &api[params].kind {
        TypeKind::Struct(params) => !params.fixed.is_empty() || params.fields.iter().any(|field| field.required),
        _ => false,
    });
    !needs_body && !needs_params
}

impl Form {
    /// What a form of an operation, which may be another form itself, is told apart by.
    fn key(self, of: &Operation) -> String {
        match (self.suffix, &of.alternative) {
            ("", _) => of.key(),
            (suffix, None) => format!("{} {suffix}", of.key()),
            (suffix, Some(_)) => format!("{}_{suffix}", of.key()),
        }
    }

    fn alternative(self, id: OperationId, of: &Operation) -> Alternative {
        let difference = match self.takes {
            Takes { params: true, options: true } => "with params, and a request that takes optional headers",
            Takes { params: true, options: false } => "with params",
            Takes { params: false, .. } => "with a request that takes optional headers",
        };
        let suffix = of.alternative.as_ref().map(|other| format!("{}_{}", other.suffix, self.suffix));
        Alternative {
            of: of.alternative.as_ref().map_or(id, |other| other.of),
            suffix: suffix.unwrap_or_else(|| self.suffix.to_owned()),
            difference: difference.to_owned(),
        }
    }

    /// The operation, without what the form does not take. How that travels stays said: nothing of it is sent.
    fn of(self, whole: &Operation) -> Operation {
        Operation {
            params: whole.params.filter(|_| self.takes.params),
            options_type: whole.options_type.filter(|_| self.takes.options),
            ..whole.clone()
        }
    }

    fn note(self, operation: &Operation, pins: &mut Pins) {
        let method = pins::method(&operation.key());
        pins.keep(&method);
        for (takes, what) in [(self.takes.params, PARAMS), (self.takes.options, OPTIONS)] {
            if takes {
                pins.note(&method, what);
            }
        }
    }
}
