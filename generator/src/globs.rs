//! Lists of patterns in the configuration: of paths, `src/ext/**`, `examples/*.rs`, and of ids, `users.*`.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::diagnostics::{Code, Diagnostic, Diagnostics, Place};

/// What patterns are of.
#[derive(Clone, Copy, Debug)]
pub enum Of {
    /// `/`-separated paths relative to the crate. `*` stays within a directory, `**` does not.
    Paths,
    /// Ids, in which no character is special: `*` is any text.
    Ids,
}

/// A pattern as it is written.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

impl Pattern {
    /// A pattern at its place.
    pub fn new(text: impl Into<String>, place: Place) -> Self {
        Self { text: text.into(), place }
    }
}

/// A list of patterns.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    set: GlobSet,
    patterns: Vec<Pattern>,
}

impl Globs {
    /// Compiles `patterns`. Those that are not patterns are reported, as part of the setting `setting`, and left out.
    pub fn new(setting: &str, of: Of, patterns: Vec<Pattern>, diagnostics: &mut Diagnostics) -> Self {
        let mut builder = GlobSetBuilder::new();
        let mut kept = Vec::new();
        for pattern in patterns {
            match compile(of, &pattern.text) {
                Ok(glob) => {
                    builder.add(glob);
                    kept.push(pattern);
                }
                Err(error) => diagnostics.push(bad(setting, of, &pattern, &error)),
            }
        }
        match builder.build() {
            Ok(set) => Self { set, patterns: kept },
            Err(error) => {
                let all: Vec<&str> = kept.iter().map(|pattern| pattern.text.as_str()).collect();
                let place = kept.first().map_or(Place::Nowhere, |first| first.place.clone());
                diagnostics.push(bad(setting, of, &Pattern::new(all.join(", "), place), &error));
                Self::default()
            }
        }
    }

    /// Whether any pattern matches.
    pub fn matches(&self, path: &str) -> bool {
        self.set.is_match(path)
    }

    /// The positions of the patterns that match.
    pub fn matching(&self, path: &str) -> Vec<usize> {
        self.set.matches(path)
    }

    /// The patterns in use.
    pub fn patterns(&self) -> impl ExactSizeIterator<Item = &Pattern> {
        self.patterns.iter()
    }
}

fn compile(of: Of, pattern: &str) -> Result<Glob, globset::Error> {
    let (pattern, separated) = match of {
        Of::Paths => (pattern.trim_start_matches("./"), true),
        Of::Ids => (pattern, false),
    };
    // The separator is always `/`, so a backslash is no escape: the same list means the same on every machine.
    GlobBuilder::new(pattern).literal_separator(separated).backslash_escape(false).build()
}

fn bad(setting: &str, of: Of, pattern: &Pattern, error: &globset::Error) -> Diagnostic {
    let help = match of {
        Of::Paths => "`*` matches within a directory, `**` across directories, `{a,b}` either of two",
        Of::Ids => "`*` matches any text, `{a,b}` either of two",
    };
    let message = format!("`{setting}` has `{}`: {}", pattern.text, error.kind());
    Diagnostic::new(Code::BadGlob, pattern.place.clone(), message).help(help)
}
