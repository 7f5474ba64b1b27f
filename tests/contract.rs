//! `templates/README.md`, the contract of templates, says what there is: every template with its blocks, and every
//! variable with its type, its meaning and an example out of the golden cases.
//!
//! Both parts are written by `BLESS=1`, from what the generator knows of itself; a run compares. So a change of the view
//! shows up as a change of that page.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use oasmith::diagnostics::Diagnostics;
use oasmith::ir::Api;
use oasmith::render::templates::Listed;
use oasmith::source::Sources;
use oasmith::{render, understand};
use serde_json::Value;
use tests::case::Case;

const PAGE: &str = "../templates/README.md";

/// Longer examples tell no more.
const EXAMPLE: usize = 110;

#[test]
fn the_contract_is_what_there_is() {
    let cases = Case::all();
    let page = fs::read_to_string(PAGE).expect("the page of the contract");
    let shape = render::templates::view_shape();
    let written = replaced(&replaced(&page, "tree", &tree()), "view", &view(&shape, &Examples::of(&shape, &cases)));
    if tests::blesses() {
        fs::write(PAGE, written).expect("the page can be written");
    } else {
        assert!(page == written, "{PAGE} is not what there is: read the difference after BLESS=1");
    }
}

#[test]
fn every_block_is_explained() {
    let page = fs::read_to_string(PAGE).expect("the page of the contract");
    let (_, explained) = page.split_once("## Blocks").expect("a section on blocks");
    let (explained, _) = explained.split_once("\n## ").expect("it ends");
    for template in templates() {
        for block in &template.blocks {
            assert!(explained.contains(&format!("`{block}`")), "`{block}` of {}", template.path);
        }
    }
}

/// The built-in templates.
fn templates() -> Vec<Listed> {
    let mut listed = render::templates::list(None, Vec::new(), &mut Sources::new(), &mut Diagnostics::new());
    listed.retain(|template| template.path.ends_with(".jinja"));
    listed
}

/// The page with other text between the two comments that name a part.
fn replaced(page: &str, part: &str, text: &str) -> String {
    let (begin, end) = (format!("<!-- begin: {part} -->\n"), format!("<!-- end: {part} -->\n"));
    let (before, rest) = page.split_once(&begin).expect("the part begins");
    let (_, after) = rest.split_once(&end).expect("the part ends");
    format!("{before}{begin}\n{text}\n{end}{after}")
}

/// The table of templates.
fn tree() -> String {
    let mut table = "| template | for | blocks | what it is |\n|---|---|---|---|\n".to_owned();
    for template in templates() {
        assert!(!template.about.is_empty(), "{} begins with a comment that says what it is", template.path);
        let blocks: Vec<String> = template.blocks.iter().map(|block| format!("`{block}`")).collect();
        writeln!(table, "| `{}` | {} | {} | {} |", template.path, template.purpose, blocks.join(", "), template.about)
            .expect("text takes text");
    }
    table
}

/// The tables of variables.
fn view(shape: &Value, examples: &Examples) -> String {
    let mut text = String::new();
    for (name, node) in shape["variables"].as_object().expect("variables") {
        writeln!(text, "- `{name}`: {}", kind(node)).expect("text takes text");
    }
    for (name, node) in shape["$defs"].as_object().expect("definitions") {
        write!(text, "\n### {}\n\n{}\n", title(name), said(node)).expect("text takes text");
        let Some(fields) = node["properties"].as_object() else { continue };
        text.push_str("\n| field | type | what it is | for example |\n|---|---|---|---|\n");
        for (field, node) in fields {
            let example = examples.0.get(&(name.clone(), field.clone())).cloned().unwrap_or_default();
            let about = said(node);
            assert!(!about.is_empty(), "{name}.{field} is documented");
            writeln!(text, "| `{field}` | {} | {about} | {example} |", kind(node)).expect("text takes text");
        }
    }
    text
}

/// What the documentation of a node says, as a cell of a table.
fn said(node: &Value) -> String {
    let text = node["description"].as_str().unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', "\\|")
}

/// The name of a view without what all are called.
fn title(definition: &str) -> &str {
    definition.strip_suffix("View").unwrap_or(definition)
}

/// The type of a node, in the words of the page.
fn kind(node: &Value) -> String {
    if let Some(name) = definition(node) {
        return format!("[{}](#{})", title(name), title(name).to_lowercase());
    }
    if let Some(choices) = node["anyOf"].as_array() {
        let kinds: Vec<String> = choices.iter().map(kind).collect();
        return kinds.join(" or ");
    }
    let one = |name: &str| match name {
        "string" if node["format"] == "rust" => "Code".to_owned(),
        "string" => "text".to_owned(),
        "integer" | "number" => "number".to_owned(),
        "array" => format!("list of {}", kind(&node["items"])),
        "object" if node["additionalProperties"].is_object() => {
            format!("map to {}", kind(&node["additionalProperties"]))
        }
        "object" => "map".to_owned(),
        "null" => "none".to_owned(),
        other => other.to_owned(),
    };
    match &node["type"] {
        Value::String(name) => one(name),
        Value::Array(names) => names.iter().filter_map(Value::as_str).map(one).collect::<Vec<_>>().join(" or "),
        _ => "any".to_owned(),
    }
}

fn definition(node: &Value) -> Option<&str> {
    node["$ref"].as_str()?.strip_prefix("#/$defs/")
}

/// The first example of every field, by the view and the field.
struct Examples(BTreeMap<(String, String), String>);

impl Examples {
    /// Out of the first case that has one; before all others out of the one that is compared as a whole.
    fn of(shape: &Value, cases: &[Case]) -> Self {
        let mut examples = Self(BTreeMap::new());
        let (first, others): (Vec<&Case>, Vec<&Case>) = cases.iter().partition(|case| case.name == "petstore");
        for case in first.into_iter().chain(others).filter(|case| !case.is_about_messages()) {
            let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
            let config = case.config(&mut sources, &mut diagnostics).expect("a configuration that is valid");
            let understood = understand(&config, None, &mut sources, &mut diagnostics);
            let (api, _) = understood.expect("a description that is valid");
            let variables = &shape["variables"];
            let mut take = |node: &Value, name: Option<&str>| {
                let view = render::inspect(&api, &config, name).expect("a view");
                examples.walk(shape, node, &view);
            };
            take(&variables["crate"], None);
            names(&api).iter().for_each(|(variable, name)| take(&variables[variable], Some(name)));
        }
        examples
    }

    fn walk(&mut self, shape: &Value, node: &Value, value: &Value) {
        if let Some(name) = definition(node) {
            for (field, node) in shape["$defs"][name]["properties"].as_object().into_iter().flatten() {
                self.take(name, field, &value[field]);
                self.walk(shape, node, &value[field]);
            }
        }
        let choices = node["anyOf"].as_array().into_iter().flatten();
        choices.filter(|_| !value.is_null()).for_each(|choice| self.walk(shape, choice, value));
        value.as_array().into_iter().flatten().for_each(|item| self.walk(shape, &node["items"], item));
    }

    fn take(&mut self, view: &str, field: &str, value: &Value) {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Array(items) if !items.iter().all(Value::is_string) => return,
            Value::Null | Value::Array(_) if value.as_array().is_none_or(Vec::is_empty) => return,
            value => value.to_string(),
        };
        let shown = text.lines().next().unwrap_or_default();
        let is_short = shown.len() <= EXAMPLE && shown.len() == text.len();
        if is_short && !shown.is_empty() {
            let shown = shown.replace('|', "\\|");
            let example = if shown.contains('`') { format!("`` {shown} ``") } else { format!("`{shown}`") };
            self.0.entry((view.to_owned(), field.to_owned())).or_insert(example);
        }
    }
}

/// The elements of an API, each with the variable that templates have it in.
fn names(api: &Api) -> Vec<(&'static str, String)> {
    let resources = api.resources.iter().map(|resource| ("resource", resource.path.clone()));
    let schemas = api.types.iter().filter(|ty| ty.role == oasmith::ir::Role::Schema);
    resources.chain(schemas.map(|ty| ("schema", ty.name.wire.clone()))).collect()
}
