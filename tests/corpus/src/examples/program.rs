//! The program that decodes the examples of a document with its crate and encodes them again: its source, its input, and
//! what came out.
//!
//! Input and output are lines, so that the program needs nothing but the crate: the number of a type and JSON in, JSON or
//! what was wrong out. Examples are decoded as calls decode responses, forgivingly.

use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::Example;

/// How a line begins that is no JSON.
const FAULT: char = '!';

/// The path of the source in the crate.
pub const SOURCE: &str = "examples/round_trip.rs";

/// What an example came to.
pub type Outcome = Result<Value, String>;

/// The source of the program for these examples.
pub fn source(module: &str, examples: &[Example]) -> String {
    let types = types(examples).into_iter().map(|ty| {
        let path = ty.replace("crate::", &format!("{module}::"));
        format!("    || Box::new(<{path} as Empty>::empty()),\n")
    });
    let types: String = types.collect();
    format!(
        "#![allow(deprecated, unused_imports)]\n\nuse {module}::runtime::{{self, Empty, Value}};\n\n{PROGRAM}\nconst TYPES: &[fn() -> Box<dyn Value>] = &[\n{types}];\n"
    )
}

/// Not generic: a crate may have thousands of types.
const PROGRAM: &str = r#"fn main() {
    let path = std::env::args().nth(1).unwrap();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let (ty, json) = line.split_once(' ').unwrap();
        let mut value = TYPES[ty.parse::<usize>().unwrap()]();
        match round_trip(&mut *value, json) {
            Ok(json) => println!("{}", String::from_utf8_lossy(&json)),
            Err(fault) => println!("!{}", fault.to_string().replace('\n', " ")),
        }
    }
}

fn round_trip(value: &mut dyn Value, json: &str) -> Result<Vec<u8>, runtime::ReadError> {
    let mut from = runtime::Reader::forgiving(json.as_bytes())?;
    value.read(&mut from)?;
    from.finish()?;
    Ok(runtime::to_json(value))
}
"#;

/// The input of the program for these examples.
pub fn input(examples: &[Example]) -> String {
    let types = types(examples);
    let line = |example: &Example| {
        let ty = types.get_index_of(example.ty.as_str()).unwrap_or_default();
        format!("{ty} {}\n", example.value)
    };
    examples.iter().map(line).collect()
}

/// The different types, in the order in which they are first used.
fn types(examples: &[Example]) -> indexmap::IndexSet<&str> {
    examples.iter().map(|example| example.ty.as_str()).collect()
}

/// Runs the program. If it dies, the example that it died of and those behind it have that as their fault.
pub fn run(program: &Path, input: &Path, count: usize) -> io::Result<Vec<Outcome>> {
    let output = Command::new(program).arg(input).stdin(Stdio::null()).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut outcomes: Vec<Outcome> = text.lines().map(outcome).collect();
    let said = String::from_utf8_lossy(&output.stderr);
    let died = format!("the program died: {}", said.lines().next().unwrap_or("it does not say of what"));
    outcomes.resize(count, Err(died));
    Ok(outcomes)
}

fn outcome(line: &str) -> Outcome {
    match line.strip_prefix(FAULT) {
        Some(fault) => Err(fault.to_owned()),
        None => serde_json::from_str(line).map_err(|error| format!("what was written is no JSON: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_type_is_named_once_and_each_example_by_the_number_of_its_type() {
        let example = |ty: &str, value| Example {
            pointer: String::new(),
            ty: ty.to_owned(),
            value,
            undescribed: Vec::new(),
            parameters: Vec::new(),
        };
        let list = "Vec<crate::types::Pet>";
        let examples = [example("String", json!("a\nb")), example(list, json!([])), example("String", json!("c"))];
        assert_eq!(input(&examples), "0 \"a\\nb\"\n1 []\n0 \"c\"\n");
        let source = source("pets", &examples);
        assert!(source.contains("|| Box::new(<Vec<pets::types::Pet> as Empty>::empty()),\n"), "{source}");
        assert_eq!(source.matches("as Empty").count(), 2);
    }

    #[test]
    fn a_line_is_json_or_a_fault() {
        assert_eq!(outcome("{\"a\":1}"), Ok(json!({ "a": 1 })));
        assert_eq!(outcome("!expected a string"), Err("expected a string".to_owned()));
        assert!(outcome("{").is_err());
    }
}
