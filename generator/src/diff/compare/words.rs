//! How parts of a crate are written in reports.

use crate::surface::{Field, Operation, Variant};

/// A Rust type without the paths that lead to its names: `Option<MemberSession>`.
pub(super) fn short(ty: &str) -> String {
    let mut text = String::new();
    for part in ty.split("::") {
        // What stood before was a path: its last word goes.
        let word = text.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
        text.truncate(word);
        text.push_str(part);
    }
    text
}

/// The declaration of a field.
pub(super) fn field(field: &Field) -> String {
    format!("pub {}: {}", field.name, short(&field.ty))
}

/// The declaration of a method.
pub(super) fn operation(operation: &Operation) -> String {
    let method = operation.call.rsplit('.').next().unwrap_or_default();
    let arguments = if operation.arguments.is_empty() { String::new() } else { format!(", {}", operation.arguments) };
    let output = match &operation.options {
        Some(options) => format!("{}, {}", operation.output, options),
        None => operation.output.clone(),
    };
    let visibility = if operation.hidden { "pub(crate)" } else { "pub" };
    format!("{visibility} fn {method}(&self{}) -> Request<{}>", short(&arguments), short(&output))
}

/// The declaration of a variant.
pub(super) fn variant(variant: &Variant) -> String {
    match &variant.ty {
        Some(ty) => format!("{}({})", variant.name, short(ty)),
        None => variant.name.clone(),
    }
}

/// Names in code, in a list that ends with "and".
pub(super) fn list<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(code).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

/// A text in code, for Markdown.
pub(super) fn code(text: &str) -> String {
    if text.is_empty() { "the empty string".to_owned() } else { format!("`{text}`") }
}

/// A text in code, or what stands for none.
pub(super) fn code_or(text: Option<&str>, none: &str) -> String {
    text.map_or_else(|| none.to_owned(), code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_left_out_of_types() {
        assert_eq!(short("Option<crate::b2b::sessions::MemberSession>"), "Option<MemberSession>");
        assert_eq!(short("std::collections::BTreeMap<String, crate::types::A>"), "BTreeMap<String, A>");
        assert_eq!(short("params: crate::a::Params"), "params: Params");
    }
}
