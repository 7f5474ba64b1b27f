//! What earlier runs have given to the SDK's users, and what this run gives: it stays, whatever is added to the
//! description.
//!
//! Two kinds of it are kept in `oasmith.lock`, by scope. Orders, in which names were given: `members Pet`, `new Pet`. And
//! notes of what was decided by something beside the element itself, which may come to say something else one day:
//!
//! | scope | notes |
//! |---|---|
//! | `method pets.get` | what the method takes (`params`, `options`, `body …`) and gives (`status …`, `answer …`, `pages …`) |
//! | `sent Pet`, `received Pet`, `exchanged Pet`, `unused Pet` | the fields that the type had while it travelled so, where that matters |
//! | `preset Pet/kind` | the value that `new` gives to the field |
//! | `unboxed Pet` | the fields that stay unboxed in a cycle |
//! | `alternatives Pet` | the names of members that have none of their own, and what each looks like |
//! | `untagged` | the operations that are where their path begins, since they had no tag |
//! | `file pets.yaml` | the names that components of the file have |
//! | `named members Pet` | what has another name than it would have by itself, since that was taken: `foo_bar foo_bar foo_bar2` |
//! | `error body`, `groups` | the schema of `ErrorBody`, and the resources whose features compile all below them |
//!
//! What no run has noted is decided anew: locks of the first version have orders only.

use std::collections::BTreeMap;

use crate::output::Lock;

/// What was given: by earlier runs, and by this one.
#[derive(Clone, Debug, Default)]
pub struct Pins {
    earlier: BTreeMap<String, Vec<String>>,
    kept: BTreeMap<String, Vec<String>>,
    calls_parameters_by_name: bool,
}

impl Pins {
    /// What earlier runs have given.
    pub fn new(lock: &Lock) -> Self {
        let Lock { orders, calls_parameters_by_name, .. } = lock.clone();
        Self { earlier: orders, kept: BTreeMap::new(), calls_parameters_by_name }
    }

    /// What the next run must honour.
    pub fn into_orders(self) -> BTreeMap<String, Vec<String>> {
        self.kept
    }

    /// The items, with their keys, in the order in which their names are given; the order is kept under `scope`.
    pub fn order<T>(&mut self, scope: &str, mut items: Vec<(String, T)>) -> Vec<(String, T)> {
        if items.is_empty() {
            return Vec::new();
        }
        let rank: BTreeMap<&str, usize> =
            self.given(scope).iter().enumerate().map(|(rank, key)| (key.as_str(), rank)).collect();
        items.sort_by_key(|(key, _)| rank.get(key.as_str()).copied().unwrap_or(usize::MAX));
        self.kept.insert(scope.to_owned(), items.iter().map(|(key, _)| key.clone()).collect());
        items
    }

    /// The name that an earlier run has given to an item which would have been called `first`.
    pub fn named(&self, scope: &str, key: &str, first: &str) -> Option<&str> {
        let start = format!("{key} {first} ");
        let names = self.given(&named(scope)).iter().filter_map(|note| note.strip_prefix(&start));
        names.into_iter().find(|name| !name.contains(' '))
    }

    /// Notes the name of an item which would have been called `first`.
    pub fn note_name(&mut self, scope: &str, key: &str, first: &str, name: &str) {
        self.note(&named(scope), format!("{key} {first} {name}"));
    }

    /// What earlier runs have given in a scope.
    pub fn given(&self, scope: &str) -> &[String] {
        self.earlier.get(scope).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether an earlier run has given something in a scope.
    pub fn knows(&self, scope: &str) -> bool {
        self.earlier.contains_key(scope)
    }

    /// Whether an earlier run has given this.
    pub fn gave(&self, scope: &str, what: &str) -> bool {
        self.given(scope).iter().any(|given| given == what)
    }

    /// Whether an earlier run has given this in any of the scopes that begin like this.
    pub fn gave_in_any(&self, start: &str, what: &str) -> bool {
        let scopes = self.earlier.range(start.to_owned()..).take_while(|(scope, _)| scope.starts_with(start));
        scopes.into_iter().any(|(_, given)| given.iter().any(|given| given == what))
    }

    /// What earlier runs have noted in a scope of a kind: `application/json`, where that is `answer application/json`.
    pub fn noted(&self, scope: &str, kind: &str) -> Vec<String> {
        let of_kind = |note: &String| Some(note.strip_prefix(kind)?.strip_prefix(' ')?.to_owned());
        self.given(scope).iter().filter_map(of_kind).collect()
    }

    /// Calls a parameter by its place and name, where an earlier version called it by its name alone, or by both only
    /// where something else had the name too. `wire`: the type that has it as a field.
    pub fn place(&mut self, wire: &str, location: &str, name: &str) {
        if !self.calls_parameters_by_name {
            return;
        }
        let (key, both) = (format!("{location} {name}"), format!("{location}.{name}"));
        let at = |given: &[String], name: &str| given.iter().position(|known| known == name);
        if let Some(arguments) = self.earlier.get_mut(&arguments(wire)) {
            let known = at(arguments, &both).or_else(|| at(arguments, name));
            if let Some(argument) = known.and_then(|index| arguments.get_mut(index)) {
                argument.clone_from(&key);
            }
        }
        let Some(members) = self.earlier.get_mut(&members(wire)) else { return };
        if let Some(index) = at(members, &both) {
            // What had its name alone was to keep it.
            members.remove(index);
            members.push(key);
        } else if let Some(member) = at(members, name).and_then(|index| members.get_mut(index)) {
            *member = key;
        }
    }

    /// Keeps a scope although nothing may be given in it yet.
    pub fn keep(&mut self, scope: &str) {
        self.kept.entry(scope.to_owned()).or_default();
    }

    /// Notes for the next run that this was given.
    pub fn note(&mut self, scope: &str, what: impl Into<String>) {
        let (kept, what) = (self.kept.entry(scope.to_owned()).or_default(), what.into());
        if !kept.contains(&what) {
            kept.push(what);
        }
    }

    /// Has this as given last, if no earlier run says more: earlier versions did not note it.
    pub fn assume(&mut self, scope: &str, what: &str) {
        if !self.gave(scope, what) {
            self.earlier.entry(scope.to_owned()).or_default().push(what.to_owned());
        }
    }
}

/// Where the names of a scope are that are not what their items would have been called.
fn named(scope: &str) -> String {
    format!("named {scope}")
}

/// The scope of what a method takes and gives. `key`: that of its operation.
pub fn method(key: &str) -> String {
    format!("method {key}")
}

/// The scope of the fields or variants of a type.
pub fn members(wire: &str) -> String {
    format!("members {wire}")
}

/// The scope of what the `new` of a type takes.
pub fn arguments(wire: &str) -> String {
    format!("new {wire}")
}
