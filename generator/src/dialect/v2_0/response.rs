//! Responses, and the content of bodies by media type: in 2.0 the media types stand apart from the schema, in
//! `produces` and `consumes`.

use serde_json::{Map, Value};

use super::parameter::is_file;
use super::{At, Rewriting, followed};
use crate::media_type::is_json;
use crate::pointer::Pointer;

impl Rewriting<'_> {
    /// The responses that operations share, with the media types of the document.
    pub(super) fn shared_responses(&mut self, document: &mut Map<String, Value>) {
        let Some(Value::Object(responses)) = document.get_mut("responses") else { return };
        let produces = self.produces.clone();
        let new = Pointer::root().descend(["components", "responses"]);
        let at = At { new, old: Pointer::root().child("responses") };
        for (name, response) in responses.iter_mut() {
            self.response(response, &produces, &at.child(name));
        }
    }

    /// Rewrites a response of an operation. A shared one becomes the operation's own where the media types differ.
    pub(super) fn response_of_operation(&mut self, response: &mut Value, produces: &[String], new: &Pointer) {
        let mut old = new.clone();
        if response.get("$ref").is_some() && produces != self.produces {
            let (found, place) = followed(&self.responses, "responses", response, old);
            *response = found.clone();
            self.moved.push((new.clone(), place.clone()));
            old = place;
        }
        self.response(response, produces, &At { new: new.clone(), old });
    }

    fn response(&mut self, response: &mut Value, produces: &[String], at: &At) {
        let Value::Object(response) = response else { return };
        if let Some(Value::Object(headers)) = response.get_mut("headers") {
            let at = at.child("headers");
            for (name, header) in headers.iter_mut() {
                if let Value::Object(header) = header {
                    self.header(header, &at.child(name));
                }
            }
        }
        let schema = response.shift_remove("schema").map(|schema| (schema, at.old.child("schema")));
        let examples = response.shift_remove("examples").map(|examples| (examples, at.old.child("examples")));
        let media_types = match (&schema, &examples) {
            (Some((schema, _)), _) => media_types_of(Some(schema), produces),
            // What has no schema has no content (2.0, "Response Object"), unless there is an example of it.
            (None, Some((Value::Object(examples), _))) => {
                examples.keys().filter(|key| key.contains('/')).cloned().collect()
            }
            (None, _) => return,
        };
        if !media_types.is_empty() {
            let content = self.content(schema, examples, &media_types, &at.new.child("content"));
            response.insert("content".to_owned(), content);
        }
    }

    /// The content of a body: its schema for every media type, with the example of each. `examples` has media types as
    /// keys.
    pub(super) fn content(
        &mut self,
        schema: Option<(Value, Pointer)>,
        examples: Option<(Value, Pointer)>,
        media_types: &[String],
        new: &Pointer,
    ) -> Value {
        let mut content = Map::new();
        for media_type in media_types {
            let here = new.child(media_type);
            let mut media = Map::new();
            if let Some((schema, from)) = &schema {
                self.moved.push((here.child("schema"), from.clone()));
                media.insert("schema".to_owned(), schema.clone());
            }
            if let Some((examples, from)) = &examples
                && let Some(example) = examples.get(media_type)
            {
                self.moved.push((here.child("example"), from.child(media_type)));
                media.insert("example".to_owned(), example.clone());
            }
            content.insert(media_type.clone(), media.into());
        }
        content.into()
    }
}

/// The media types of a body: those that are named, or JSON. A file is never JSON, though a document may name that for
/// all of its operations.
pub(super) fn media_types_of(schema: Option<&Value>, named: &[String]) -> Vec<String> {
    let file = schema.and_then(Value::as_object).is_some_and(is_file);
    let fitting: Vec<_> = named.iter().filter(|media_type| !(file && is_json(media_type))).cloned().collect();
    match fitting.is_empty() {
        true if file => vec!["application/octet-stream".to_owned()],
        true => vec!["application/json".to_owned()],
        false => fitting,
    }
}
