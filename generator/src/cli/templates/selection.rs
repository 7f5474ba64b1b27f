//! Which templates a command is for.

use clap::Args;
use oasmith::diagnostics::{Diagnostics, Place};
use oasmith::globs::{Globs, Of, Pattern};

/// Templates by their paths.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Selection {
    /// Paths as `oasmith templates list` has them, folders, or patterns: `src/client.rs.jinja`, `partials`, `src/*.jinja`.
    #[arg(value_name = "PATH")]
    pub paths: Vec<String>,
    /// All of them.
    #[arg(long)]
    pub all: bool,
}

/// A template that was selected.
pub struct Selected {
    /// Its path.
    pub path: String,
    /// Whether it was named itself, rather than as one of many.
    pub is_named: bool,
}

impl Selection {
    /// The templates that are meant, among those `known`.
    ///
    /// # Errors
    /// What is said of a path that means none of them.
    pub fn among(&self, known: &[&str], diagnostics: &mut Diagnostics) -> Result<Vec<Selected>, String> {
        let many = |path: &&str| Selected { path: (*path).to_owned(), is_named: false };
        if self.all {
            return Ok(known.iter().map(many).collect());
        }
        let mut selected: Vec<Selected> = Vec::new();
        for asked in &self.paths {
            let asked = asked.trim_start_matches("./").trim_end_matches('/');
            let asked = asked.strip_prefix("default/").unwrap_or(asked);
            if known.contains(&asked) {
                selected.push(Selected { path: asked.to_owned(), is_named: true });
                continue;
            }
            // Braces of a placeholder are part of a path, not alternatives.
            let pattern = ["resource", "schema", "type"].iter().fold(asked.to_owned(), |pattern, name| {
                pattern.replace(&format!("{{{name}}}"), &format!("[{{]{name}[}}]"))
            });
            let patterns = vec![Pattern::new(pattern, Place::Nowhere)];
            let globs = Globs::new("PATH", Of::Paths, patterns, diagnostics);
            let below = format!("{asked}/");
            let meant: Vec<&str> =
                known.iter().copied().filter(|path| path.starts_with(&below) || globs.matches(path)).collect();
            if meant.is_empty() {
                let near = oasmith::nearest(asked, known.iter().copied());
                let hint = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
                return Err(format!("there is no template `{asked}`{hint}\n"));
            }
            selected.extend(meant.iter().map(many));
        }
        selected.sort_by(|a, b| a.path.cmp(&b.path).then(b.is_named.cmp(&a.is_named)));
        selected.dedup_by(|a, b| a.path == b.path);
        Ok(selected)
    }
}
