//! Settings by patterns of what they are for: `[types."b2b.*"]`. What several say of one thing adds up.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::config::Config;
use crate::diagnostics::{Code, Diagnostic, Diagnostics};
use crate::dialect::private;
use crate::globs::{Globs, Of, Pattern};
use crate::ir::Extensions;
use crate::nearest;

/// The settings of a section of the configuration, by their patterns.
#[derive(Debug)]
pub struct Rules<'c, T> {
    section: &'static str,
    globs: Globs,
    rules: Vec<Rule<'c, T>>,
    /// What there is, to say what may be meant by a pattern that fits none of it.
    met: BTreeSet<String>,
}

#[derive(Debug)]
struct Rule<'c, T> {
    pattern: Pattern,
    said: &'c T,
    used: bool,
}

/// What the name of an extension begins with, and a pattern of such names: no other name is matched with it.
const EXTENSION: &str = "x-";

impl<'c, T> Rules<'c, T> {
    /// The rules of `[section]`. What is no pattern is reported and left out.
    pub fn new(
        section: &'static str,
        settings: &'c BTreeMap<String, T>,
        config: &Config,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        let pattern = |text: &String| Pattern::new(text, config.place([section, text]));
        let globs = Globs::new(section, Of::Ids, settings.keys().map(pattern).collect(), diagnostics);
        let rule = |pattern: &Pattern| {
            Some(Rule { said: settings.get(&pattern.text)?, pattern: pattern.clone(), used: false })
        };
        Self { section, rules: globs.patterns().filter_map(rule).collect(), globs, met: BTreeSet::new() }
    }

    /// What is said of something, by its names and by the extensions that it has: the most general first. A name itself
    /// is more special than any pattern, and a long pattern than a short one.
    pub fn of<'n>(&mut self, names: impl IntoIterator<Item = &'n str>, extensions: &'n Extensions) -> Vec<&'c T> {
        if self.rules.is_empty() {
            return Vec::new();
        }
        let is_meant = |(name, value): &(&String, &Value)| {
            name.starts_with(EXTENSION) && !name.starts_with(private::PREFIX) && **value != false
        };
        let extensions = extensions.iter().filter(is_meant).map(|(name, _)| (name.as_str(), true));
        let mut fitting: BTreeMap<usize, bool> = BTreeMap::new();
        for (name, is_extension) in names.into_iter().map(|name| (name, false)).chain(extensions) {
            for index in self.globs.matching(name) {
                let Some(rule) = self.rules.get_mut(index) else { continue };
                if rule.pattern.text.starts_with(EXTENSION) == is_extension {
                    rule.used = true;
                    *fitting.entry(index).or_default() |= rule.pattern.text == name;
                }
            }
            self.met.insert(name.to_owned());
        }
        let rules = fitting.into_iter().filter_map(|(index, is_name)| Some((is_name, self.rules.get(index)?)));
        let mut rules: Vec<(bool, &Rule<'c, T>)> = rules.collect();
        rules.sort_by_key(|(is_name, rule)| (*is_name, rule.pattern.text.len()));
        rules.into_iter().map(|(_, rule)| rule.said).collect()
    }

    /// Reports the patterns that have fitted nothing. `what` they are for: "operation".
    pub fn report_unused(&self, what: &str, diagnostics: &mut Diagnostics) {
        for Pattern { text, place } in self.rules.iter().filter(|rule| !rule.used).map(|rule| &rule.pattern) {
            let message = format!("`[{}]` has `{text}`, which fits no {what}", self.section);
            let help = match nearest::of(text, self.met.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "`*` is any text; what begins with `x-` is an extension in the description".to_owned(),
            };
            diagnostics.push(Diagnostic::new(Code::UnusedRule, place.clone(), message).help(help));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_more_special_comes_last() {
        let patterns = ["users.list", "users.*", "*", "x-shared", "x-*", "*-shared"];
        let settings: BTreeMap<String, &str> = patterns.map(|pattern| (pattern.to_owned(), pattern)).into();
        let mut diagnostics = Diagnostics::new();
        let config = Config::default();
        let mut rules = Rules::new("operations", &settings, &config, &mut diagnostics);
        let mut said = |name, extension: &str, value| -> Vec<&str> {
            let extensions = Extensions::from_iter([(extension.to_owned(), value)]);
            rules.of([name], &extensions).into_iter().copied().collect()
        };
        assert_eq!(said("users.list", "x-other", json!(false)), ["*", "users.*", "users.list"]);
        // An extension is matched by no pattern of names, and not if it says no.
        assert_eq!(said("a", "x-shared", json!(true)), ["*", "x-*", "x-shared"]);
        assert_eq!(said("a", "x-shared", json!(null)), ["*", "x-*", "x-shared"]);
        assert_eq!(said("a", "x-shared", json!(false)), ["*"]);
        assert_eq!(said("a", "x-oasmith-style", json!(1)), ["*"]);
        rules.report_unused("operation", &mut diagnostics);
        let unused: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect();
        assert_eq!(unused, ["`[operations]` has `*-shared`, which fits no operation"]);
    }
}
