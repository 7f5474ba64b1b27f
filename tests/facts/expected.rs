//! The facts as lines, with the names that they should have in Rust.

use crate::Lines;
use crate::facts::{Definition, Facts, Field, Operation, Place, Type, TypeName};

/// All that facts say.
pub fn lines(facts: &Facts) -> Lines {
    let mut lines = Lines::new();
    for operation in facts.operations.iter().chain(&facts.twins) {
        lines.insert(format!("module {}", module(&operation.module)), "a module".to_owned());
        insert_operation(operation, &mut lines);
    }
    for (name, definition) in &facts.types {
        lines.insert(format!("module {}", module(&name.module)), "a module".to_owned());
        insert_type(name, definition, &mut lines);
    }
    for name in facts.operand_types() {
        for filter in facts.filters(name).expect("it is there") {
            lines.insert(format!("filter {} {}", rust_name(name), filter.name), filter.value.clone());
        }
    }
    lines
}

fn insert_operation(operation: &Operation, lines: &mut Lines) {
    let id = &operation.id;
    let mut insert = |of: &str, value: String| lines.insert(format!("operation {id}{of}"), value);
    insert("", format!("{} {}", operation.method, operation.path));
    let name = id.rsplit('.').next().unwrap_or_default();
    insert(" method", format!("{}::{name}", module(&operation.module)));
    insert(" params", path(&operation.params));
    insert(" response", path(&operation.response));
    let credentials = if operation.credentials { "basic" } else { "none" };
    insert(" credentials", credentials.to_owned());
    let headers = "session_token as X-Stytch-Member-Session, session_jwt as X-Stytch-Member-SessionJWT";
    insert(" options", if operation.member_session { headers.to_owned() } else { "none".to_owned() });
    for (place, field) in &operation.request {
        let place = match place {
            Place::Path => "in the path",
            Place::Query => "in the query",
            Place::Body => "in the JSON body",
            Place::Form => "in the form",
        };
        insert(&format!(" field {}", field.wire), place.to_owned());
    }
}

fn insert_type(name: &TypeName, definition: &Definition, lines: &mut Lines) {
    let path = path(name);
    let kind = match definition {
        Definition::Struct(fields) => {
            for field in fields {
                lines.insert(format!("field {path}.{}", field.wire), describe(field));
            }
            "a struct"
        }
        Definition::Enum(values) => {
            for value in values {
                lines.insert(format!("value {path} {value}"), variant(value));
            }
            "an enum"
        }
        Definition::Other => "something else",
    };
    lines.insert(format!("type {path}"), kind.to_owned());
}

/// Words of Rust that fields are called.
const RESERVED: &[&str] = &["ref", "type", "use"];

/// `required text`, with the name in Rust where that is another.
fn describe(field: &Field) -> String {
    let required = match field.required {
        Some(true) => "required",
        Some(false) => "optional",
        None => "perhaps",
    };
    let reserved = RESERVED.contains(&field.wire.as_str());
    let renamed = if reserved { format!(" as {}_", field.wire) } else { String::new() };
    format!("{required} {}{renamed}", describe_type(&field.ty))
}

fn describe_type(ty: &Type) -> String {
    match ty {
        Type::Text => "text".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::I32 => "i32".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::I64 => "i64".to_owned(),
        Type::Time => "time".to_owned(),
        Type::Free => "map of any".to_owned(),
        Type::List(item) => format!("list of {}", describe_type(item)),
        Type::Map(value) => format!("map of {}", describe_type(value)),
        Type::Named(name) => path(name),
    }
}

fn path(name: &TypeName) -> String {
    format!("{}::{}", module(&name.module), rust_name(&name.name))
}

fn module(dotted: &str) -> String {
    dotted.replace('.', "::")
}

/// Acronyms that stand together, or are followed by a small letter: where one ends cannot be seen.
const ACRONYMS: &[(&str, &str)] = &[("SAMLSSO", "SamlSso"), ("OIDCSSO", "OidcSso"), ("IMs", "Ims")];

/// The name in Rust of a type in Go: acronyms are words. `SHA1Config` is `Sha1Config`, `OAuthProvider` stays.
fn rust_name(name: &str) -> String {
    let mut name = name.to_owned();
    for (acronym, words) in ACRONYMS {
        name = name.replace(acronym, words);
    }
    let letters: Vec<char> = name.chars().collect();
    let is_of_acronym = |c: &char| c.is_ascii_uppercase() || c.is_ascii_digit();
    letters
        .iter()
        .enumerate()
        .map(|(index, letter)| {
            let follows = index > 0 && is_of_acronym(&letters[index - 1]);
            // The last capital before a small letter begins the next word.
            let begins = letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
            if follows && !begins { letter.to_ascii_lowercase() } else { *letter }
        })
        .collect()
}

/// The variant of a value: `pt-br` is `PtBr`.
fn variant(value: &str) -> String {
    let words = value.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| word[..1].to_ascii_uppercase() + &word[1..].to_ascii_lowercase()).collect()
}
