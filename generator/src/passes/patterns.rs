//! Regular expressions that the crate is to check values against: those that are none are left out.

use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Constraints, TypeDef, TypeKind};

/// Leaves out the patterns that are no regular expressions of ECMA-262, which OpenAPI asks for (3.0.3, "Properties").
pub fn check(api: &mut Api, diagnostics: &mut Diagnostics) {
    for id in TypeDef::ids(api).collect::<Vec<_>>() {
        let TypeKind::Struct(structure) = &mut api[id].kind else { continue };
        for field in &mut structure.fields {
            let mut faults = Vec::new();
            leave_out(&mut field.constraints, &mut faults);
            for fault in faults {
                diagnostics.push(
                    Diagnostic::new(
                        Code::InvalidPattern,
                        &field.origin,
                        format!("the pattern cannot be read: {fault}"),
                    )
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
