//! Regular expressions that the crate is to check values against: those that are none are left out.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Constraints, TypeDef, TypeKind};
use crate::pointer::Pointer;

/// Leaves out the patterns that are no regular expressions of ECMA-262, which OpenAPI asks for (3.0.3, "Properties").
pub fn check(api: &mut Api, diagnostics: &mut Diagnostics) {
    for id in TypeDef::ids(api).collect::<Vec<_>>() {
        let TypeDef { kind, origin, .. } = &mut api[id];
        let limited: Vec<(&Pointer, &mut Constraints)> = match kind {
            TypeKind::Struct(structure) => {
                structure.fields.iter_mut().map(|field| (&field.origin, &mut field.constraints)).collect()
            }
            TypeKind::Union(union) => {
                union.members.iter_mut().map(|member| (&*origin, &mut member.constraints)).collect()
            }
            _ => continue,
        };
        for (at, constraints) in limited {
            let mut faults = Vec::new();
            leave_out(constraints, &mut faults);
            for fault in faults {
                diagnostics.push(
                    Diagnostic::new(Code::InvalidPattern, at, format!("the pattern cannot be read: {fault}"))
                        .help("correct the regular expression; until then it is not checked"),
                );
            }
        }
    }
}

fn leave_out(constraints: &mut Constraints, faults: &mut Vec<String>) {
    if let Some(Err(fault)) = constraints.pattern.as_deref().map(|pattern| regress::Regex::with_flags(pattern, "u")) {
        constraints.pattern = None;
        faults.push(fault.to_string());
    }
    if let Some(items) = &mut constraints.items {
        leave_out(items, faults);
    }
}
