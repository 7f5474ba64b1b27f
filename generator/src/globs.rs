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

/// A list of patterns.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    set: GlobSet,
    patterns: Vec<String>,
}

impl Globs {
    /// Compiles `patterns`. Those that are not patterns are reported, as part of the setting `setting`, and left out.
    pub fn new(setting: &str, of: Of, patterns: &[String], diagnostics: &mut Diagnostics) -> Self {
        let mut builder = GlobSetBuilder::new();
        let mut kept = Vec::new();
        for pattern in patterns {
            match compile(of, pattern) {
                Ok(glob) => {
                    builder.add(glob);
                    kept.push(pattern.clone());
                }
                Err(error) => diagnostics.push(bad(setting, of, pattern, &error)),
            }
        }
        match builder.build() {
            Ok(set) => Self { set, patterns: kept },
            Err(error) => {
                diagnostics.push(bad(setting, of, &kept.join(", "), &error));
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
    pub fn patterns(&self) -> impl Iterator<Item = &str> {
        self.patterns.iter().map(String::as_str)
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

fn bad(setting: &str, of: Of, pattern: &str, error: &globset::Error) -> Diagnostic {
    let help = match of {
        Of::Paths => "`*` matches within a directory, `**` across directories, `{a,b}` either of two",
        Of::Ids => "`*` matches any text, `{a,b}` either of two",
    };
    Diagnostic::new(Code::BadGlob, Place::Nowhere, format!("`{setting}` has `{pattern}`: {}", error.kind())).help(help)
}
