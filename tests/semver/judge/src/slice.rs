//! A module of a documented crate as a crate of its own.

use serde_json::{Map, Value, json};

/// The name that all are given, so that the paths of what is in them are the same.
const NAME: &str = "sdk";

/// The JSON of a crate that has what the module has.
pub fn of(whole: &Value, module: &str) -> Option<String> {
    let index = whole["index"].as_object()?;
    let root = index.get(&key(&whole["root"]))?;
    let mut modules = root["inner"]["module"]["items"].as_array()?.iter();
    let root = modules.find(|id| index.get(&key(id)).is_some_and(|item| item["name"] == module))?;
    let is_of_another = |id: &Value| {
        let path = &whole["paths"][key(id)];
        path["crate_id"] == 0 && path["path"][1] != module
    };
    let (mut items, mut next) = (Map::new(), vec![root]);
    while let Some(id) = next.pop() {
        let Some(item) = index.get(&key(id)).filter(|_| !items.contains_key(&key(id))) else { continue };
        // Every type has the impls that are for all: they are many.
        if is_of_another(&item["inner"]["use"]["id"]) || !item["inner"]["impl"]["blanket_impl"].is_null() {
            continue;
        }
        items.insert(key(id), item.clone());
        children(&item["inner"], &mut next);
    }
    let root_item = items.get_mut(&key(root))?;
    root_item["name"] = NAME.into();
    root_item["inner"]["module"]["is_crate"] = true.into();
    let paths =
        whole["paths"].as_object()?.iter().filter(|(_, path)| path["crate_id"] != 0 || path["path"][1] == module);
    let paths: Map<String, Value> = paths.map(|(id, path)| (id.clone(), shortened(path))).collect();
    let mut slice = whole.as_object()?.iter().filter(|(key, _)| !["index", "paths", "root"].contains(&key.as_str()));
    let mut slice: Map<String, Value> = slice.by_ref().map(|(key, value)| (key.clone(), value.clone())).collect();
    slice.extend([
        ("index".to_owned(), items.into()),
        ("paths".to_owned(), paths.into()),
        ("root".to_owned(), root.clone()),
    ]);
    Some(json!(slice).to_string().replace(&format!("{module}::"), ""))
}

fn key(id: &Value) -> String {
    id.to_string()
}

/// The path of an item of the module; that of an item of another crate stays.
fn shortened(path: &Value) -> Value {
    let mut path = path.clone();
    if let (true, Some(names)) = (path["crate_id"] == 0, path["path"].as_array_mut()) {
        names.splice(..2, [NAME.into()]);
    }
    path
}

/// The ids of what an item is made of.
fn children<'a>(inner: &'a Value, ids: &mut Vec<&'a Value>) {
    let kinds = inner.as_object().into_iter().flat_map(Map::iter);
    for (kind, inner) in kinds {
        let keys: &[&str] = match kind.as_str() {
            "module" | "trait" | "impl" => &["items"],
            "enum" => &["variants", "impls"],
            "struct" | "union" => &["fields", "impls"],
            "use" => &["id"],
            _ => &[],
        };
        for part in keys {
            many(&inner[part], ids);
        }
        if matches!(kind.as_str(), "struct" | "variant") {
            let kind = &inner["kind"];
            many(&kind["tuple"], ids);
            many(&kind["plain"]["fields"], ids);
            many(&kind["struct"]["fields"], ids);
        }
    }
}

fn many<'a>(value: &'a Value, ids: &mut Vec<&'a Value>) {
    match value {
        Value::Array(values) => ids.extend(values.iter().filter(|id| id.is_number())),
        Value::Number(_) => ids.push(value),
        _ => {}
    }
}
