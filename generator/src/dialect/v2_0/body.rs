//! Request bodies: in 2.0 they are parameters, one with `in: body` or several with `in: formData`.

use serde_json::{Map, Value, json};

use super::Rewriting;
use super::parameter::{Location, is_file, is_list_of_files, repair_required};
use super::response::media_types_of;
use crate::diagnostics::Code;
use crate::media_type::essence;
use crate::pointer::Pointer;

/// A parameter that is the body, or a field of it.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub parameter: Map<String, Value>,
    pub location: Location,
    pub old: Pointer,
}

impl Given {
    fn name(&self) -> Option<&str> {
        self.parameter.get("name")?.as_str()
    }

    /// Whether an operation that has this one does not want that of its path item.
    fn replaces(&self, shared: &Self) -> bool {
        self.location == shared.location && (self.location == Location::Body || self.name() == shared.name())
    }
}

/// What the path item says, with what the operation says over it (2.0, "Path Item Object").
pub(super) fn over(shared: &[Given], own: Vec<Given>) -> Vec<Given> {
    let kept = shared.iter().filter(|shared| !own.iter().any(|own| own.replaces(shared)));
    let kept: Vec<_> = kept.cloned().collect();
    kept.into_iter().chain(own).collect()
}

const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

impl Rewriting<'_> {
    /// The body that parameters describe.
    pub(super) fn request_body(&mut self, given: Vec<Given>, consumes: &[String], at: &Pointer) -> Option<Value> {
        let (form, mut whole): (Vec<_>, Vec<_>) = given.into_iter().partition(|given| given.location == Location::Form);
        let first = form.first().or(whole.first())?.old.clone();
        self.moved.push((at.clone(), first));
        let body = if !form.is_empty() {
            self.report_beside_form(&whole);
            let media_types = form_types(consumes, &form);
            self.fields(form, &media_types, at)
        } else if whole.len() > 1 {
            self.report_several(&whole);
            self.fields(whole, &media_types_of(None, consumes), at)
        } else {
            self.whole(whole.pop()?, consumes, at)
        };
        Some(body.into())
    }

    /// A body of one parameter. What else that says is said of the body.
    fn whole(&mut self, given: Given, consumes: &[String], at: &Pointer) -> Map<String, Value> {
        let Given { mut parameter, old, .. } = given;
        repair_required(&mut parameter);
        let schema = self.take_schema(&mut parameter, &old);
        let examples = parameter.shift_remove("x-examples").map(|examples| (examples, old.child("x-examples")));
        let media_types = media_types_of(schema.as_ref().map(|(schema, _)| schema), consumes);
        let content = self.content(schema, examples, &media_types, &at.child("content"));
        parameter.retain(|key, _| !matches!(key.as_str(), "name" | "in"));
        parameter.insert("content".to_owned(), content);
        parameter
    }

    /// A body of several parameters: an object with a property for each.
    fn fields(&mut self, fields: Vec<Given>, media_types: &[String], at: &Pointer) -> Map<String, Value> {
        let (mut properties, mut required, mut encoding) = (Map::new(), Vec::new(), Map::new());
        let mut moved = Vec::new();
        for Given { mut parameter, location, old } in fields {
            let Some(Value::String(name)) = parameter.shift_remove("name") else { continue };
            repair_required(&mut parameter);
            let style = self.style(&mut parameter, location, &old);
            if !style.is_empty() {
                encoding.insert(name.clone(), style.into());
            }
            if parameter.get("required") == Some(&Value::Bool(true)) {
                required.push(name.clone());
            }
            let (schema, from) = self.schema_or_string(&mut parameter, &old);
            properties.insert(name.clone(), property(schema, parameter));
            moved.push((name, from));
        }
        let is_required = !required.is_empty();
        let schema = json!({ "type": "object", "properties": properties, "required": required });
        let media = json!({ "schema": schema, "encoding": encoding });
        let mut content = Map::new();
        for media_type in media_types {
            let properties = at.descend(["content", media_type, "schema", "properties"]);
            self.moved.extend(moved.iter().map(|(name, from)| (properties.child(name), from.clone())));
            content.insert(media_type.clone(), media.clone());
        }
        Map::from_iter([("required".to_owned(), is_required.into()), ("content".to_owned(), content.into())])
    }

    fn report_beside_form(&mut self, ignored: &[Given]) {
        for given in ignored {
            self.report(
                Code::InvalidElement,
                &given.old,
                "a request has one body, and that of this one is a form",
                "use `in: body` or `in: formData`, not both; this one is left out",
            );
        }
    }

    fn report_several(&mut self, bodies: &[Given]) {
        for given in bodies.iter().skip(1) {
            self.repaired(
                &given.old,
                "a request has one body; its parameters are taken for properties of one object",
                "describe the whole body by one parameter with `in: body`, whose schema has these properties",
            );
        }
    }
}

/// A field's schema with the field's own prose and extensions.
fn property(schema: Value, parameter: Map<String, Value>) -> Value {
    let Value::Object(mut schema) = schema else { return schema };
    if !schema.contains_key("$ref") {
        let kept = parameter.into_iter().filter(|(key, _)| key == "description" || key.starts_with("x-"));
        for (key, value) in kept {
            schema.entry(key).or_insert(value);
        }
    }
    schema.into()
}

/// The media types of a form: those of `consumes` that are one, and a file travels in no other than multipart
/// (2.0, "Parameter Object", under `type`).
fn form_types(consumes: &[String], form: &[Given]) -> Vec<String> {
    if form.iter().any(|field| is_file(&field.parameter) || is_list_of_files(&field.parameter)) {
        return vec![MULTIPART.to_owned()];
    }
    let is_form = |media_type: &&String| {
        let essence = essence(media_type);
        essence == FORM || essence == MULTIPART
    };
    let named: Vec<_> = consumes.iter().filter(is_form).cloned().collect();
    if named.is_empty() { vec![FORM.to_owned()] } else { named }
}
