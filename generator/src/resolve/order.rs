//! The order of what was imported: as it is first referred to, depth first, beginning with the paths.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::pointer::Pointer;

/// Puts the imported components behind the root's own, which stay as their author has them.
pub(super) fn sort(root: &mut Value, imported: &BTreeSet<Pointer>) {
    let mut order: Vec<Pointer> = references(root).into_iter().filter(|pointer| imported.contains(pointer)).collect();
    let seen: BTreeSet<Pointer> = order.iter().cloned().collect();
    order.extend(imported.iter().filter(|pointer| !seen.contains(pointer)).cloned());
    let mut sections: BTreeMap<Pointer, Vec<String>> = BTreeMap::new();
    for pointer in order {
        if let (Some(section), Some(name)) = (pointer.parent(), pointer.last()) {
            sections.entry(section).or_default().push(name);
        }
    }
    for (section, names) in sections {
        if let Some(Value::Object(map)) = root.pointer_mut(section.as_str()) {
            to_end(map, &names);
        }
    }
}

fn to_end(map: &mut Map<String, Value>, names: &[String]) {
    for name in names {
        if let Some(value) = map.shift_remove(name) {
            map.insert(name.clone(), value);
        }
    }
}

/// Every place that is referred to, once, as it is first met.
fn references(root: &Value) -> Vec<Pointer> {
    let (mut met, mut order) = (BTreeSet::new(), Vec::new());
    let mut open: Vec<&Value> = vec![root];
    open.extend(root.get("paths"));
    while let Some(value) = open.pop() {
        match value {
            Value::Object(map) => {
                open.extend(map.values().rev());
                let text = map.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
                if let Some((text, target)) = text.and_then(|text| Some((text, root.pointer(text)?)))
                    && met.insert(text)
                {
                    order.push(Pointer::parse(text));
                    open.push(target);
                }
            }
            Value::Array(list) => open.extend(list.iter().rev()),
            _ => {}
        }
    }
    order
}
