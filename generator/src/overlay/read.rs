//! What an overlay says: its actions, with the place of each, or what is wrong with them.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};
use crate::nearest;
use crate::pointer::Pointer;
use crate::source::{Document, FileId};

/// An overlay.
pub(super) struct Overlay {
    pub file: FileId,
    /// The document that it is for.
    pub extends: Option<String>,
    pub actions: Vec<Action>,
}

/// One of its actions.
pub(super) struct Action {
    pub file: FileId,
    /// Where it stands in the overlay.
    pub at: Pointer,
    /// What it changes.
    pub target: JsonPath,
    pub change: Change,
}

/// What becomes of the nodes that an action is about.
pub(super) enum Change {
    Remove,
    /// This is merged into them.
    Update(Value),
    /// What is found there is merged into them.
    Copy(JsonPath),
}

const OVERLAY_KEYS: &[&str] = &["overlay", "info", "extends", "actions"];
const ACTION_KEYS: &[&str] = &["target", "description", "update", "copy", "remove"];

/// Takes an overlay apart. `None`, reported, if any of it is not as the standard has it: half of an overlay would make
/// another API than its author means.
pub(super) fn overlay(document: Document, diagnostics: &mut Diagnostics) -> Option<Overlay> {
    let mut reader = Reader { file: document.file, diagnostics, clean: true };
    let overlay = reader.overlay(document.root);
    overlay.filter(|_| reader.clean)
}

struct Reader<'d> {
    file: FileId,
    diagnostics: &'d mut Diagnostics,
    clean: bool,
}

impl Reader<'_> {
    fn overlay(&mut self, root: Value) -> Option<Overlay> {
        let at = Pointer::root();
        let Value::Object(mut root) = root else {
            return self.fault(at, "an overlay is an object", "its first line is usually `overlay: 1.1.0`");
        };
        self.version(root.get("overlay"));
        self.unknown_keys(&root, OVERLAY_KEYS, &at);
        let extends = root.get("extends").and_then(Value::as_str).map(str::to_owned);
        let at = at.child("actions");
        let actions = match root.shift_remove("actions") {
            Some(Value::Array(actions)) if !actions.is_empty() => actions,
            _ => return self.fault(at, "this overlay has no `actions`", "list at least one action"),
        };
        let actions = actions.into_iter().enumerate().map(|(index, action)| self.action(action, at.child(index)));
        let actions = actions.collect::<Vec<_>>().into_iter().flatten().collect();
        Some(Overlay { file: self.file, extends, actions })
    }

    fn version(&mut self, version: Option<&Value>) {
        // YAML takes an unquoted `1.0` for a number.
        let written = version.map(|version| version.as_str().map_or_else(|| version.to_string(), str::to_owned));
        let (at, help) = (Pointer::root().child("overlay"), "oasmith applies overlays of 1.0 and 1.1");
        match written.as_deref() {
            None => self.fault(Pointer::root(), "this is not an overlay: it has no `overlay` key", help),
            // The patch version makes no difference (1.1.0, "Versions").
            Some(written) if matches!(written.split('.').take(2).collect::<Vec<_>>()[..], ["1", "0" | "1"]) => None,
            Some(written) => self.fault(at, format!("version `{written}` of overlays is not supported"), help),
        }
        .unwrap_or_default()
    }

    fn action(&mut self, action: Value, at: Pointer) -> Option<Action> {
        let Value::Object(mut action) = action else {
            return self.fault(at, "an action is an object", "give it a `target`, and `update`, `copy` or `remove`");
        };
        self.unknown_keys(&action, ACTION_KEYS, &at);
        let target = self.path(action.get("target"), at.child("target"))?;
        let remove = action.get("remove").is_some_and(|remove| *remove == Value::Bool(true));
        let change = match (remove, action.shift_remove("update"), action.get("copy")) {
            // Neither `update` nor `copy` has an effect beside `remove` (1.1.0, "Action Object").
            (true, ..) => Change::Remove,
            (_, Some(update), None) => Change::Update(update),
            (_, None, Some(from)) => Change::Copy(self.path(Some(from), at.child("copy"))?),
            (_, Some(_), Some(_)) => {
                let help = "either would make the other one ineffective; make two actions of them";
                return self.fault(at.child("copy"), "this action has `update` and `copy`", help);
            }
            (_, None, None) => {
                return self.fault(at, "this action changes nothing", "give it `update`, `copy` or `remove: true`");
            }
        };
        Some(Action { file: self.file, at, target, change })
    }

    fn path(&mut self, path: Option<&Value>, at: Pointer) -> Option<JsonPath> {
        let help = "write a JSONPath (RFC 9535), such as `$.paths['/pets'].get`";
        let Some(text) = path.and_then(Value::as_str) else {
            let at = if path.is_some() { Some(at) } else { at.parent() };
            return self.fault(at.unwrap_or_default(), "a JSONPath belongs here, as `target`", help);
        };
        match JsonPath::parse(text) {
            Ok(path) => Some(path),
            Err(error) => {
                let message =
                    format!("`{text}` is not a JSONPath: {}, at character {}", error.message(), error.position());
                self.fault(at, message, help)
            }
        }
    }

    fn unknown_keys(&mut self, object: &Map<String, Value>, known: &[&str], at: &Pointer) {
        let unknown = object.keys().filter(|key| !known.contains(&key.as_str()) && !key.starts_with("x-"));
        for key in unknown {
            let help = match nearest::of(key, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known here: {}", known.join(", ")),
            };
            self.fault::<()>(at.child(key), format!("unknown key `{key}` in an overlay"), help);
        }
    }

    fn fault<T>(&mut self, at: Pointer, message: impl Into<String>, help: impl Into<String>) -> Option<T> {
        self.clean = false;
        let place = Place::Authored(self.file, at);
        self.diagnostics.push(Diagnostic::new(Code::InvalidOverlay, place, message).help(help));
        None
    }
}
