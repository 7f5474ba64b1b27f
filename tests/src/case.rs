//! A case: what it is given, and what comes of it.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use oasmith::config::{Config, FILE_NAME};
use oasmith::diagnostics::Diagnostics;
use oasmith::output::{Claim, LOCK};
use oasmith::source::Sources;
use oasmith::{Generation, report};

use crate::comparison::Files;

/// A directory of `cases/`.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its name, which is also that of the crate unless the configuration has another.
    pub name: String,
}

/// What came of a case.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The files that are compared with `expected/`.
    pub compared: Files,
    /// The whole crate; empty if it would not be written.
    pub whole: Files,
    /// What was said, as people see it.
    pub said: String,
}

/// The case of which every file is compared, not only the rendered ones under `src/`; and so are those that share its
/// `expected/`.
const WHOLE: &str = "petstore";

/// Files that are nearly the same in every crate.
const CRATE_WIDE: &[&str] = &["src/client.rs", "src/lib.rs", "src/settings.rs"];

/// The cases that are about them: about modules, documentation, servers, credentials or errors of a whole crate.
const ABOUT_THE_CRATE: &[&str] = &[
    "docs",
    "errors",
    "errors_shared",
    "example_tracing",
    "features_none",
    "names",
    "oauth2",
    "operation_ids",
    "operation_servers",
    "security",
    "server_variables",
    "servers",
    "swagger_security",
    "template_override",
];

const CASES: &str = "cases";

const FOUND: &str = "found";

impl Case {
    /// All cases, in the order of their names.
    ///
    /// Paths stay relative to the package, so that messages have the same paths on every machine.
    ///
    /// # Panics
    ///
    /// If the directory of the cases cannot be read.
    pub fn all() -> Vec<Self> {
        std::env::set_current_dir(env!("CARGO_MANIFEST_DIR")).expect("the package's own directory");
        let entries = fs::read_dir(CASES).expect("the directory of the cases");
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok().filter(|entry| entry.path().is_dir()))
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        names.into_iter().map(|name| Self { name }).collect()
    }

    /// Its directory.
    pub fn directory(&self) -> PathBuf {
        Path::new(CASES).join(&self.name)
    }

    /// Whether it is about what is said, and not about what is made.
    pub fn is_about_messages(&self) -> bool {
        self.name.starts_with("err_")
    }

    /// The folder of the files that it should give.
    pub fn expected(&self) -> PathBuf {
        let named = fs::read_to_string(self.directory().join(FILE_NAME)).ok();
        let table = named.and_then(|text| text.parse::<toml::Table>().ok());
        let out = table.and_then(|table| table.get("out")?.as_str().map(str::to_owned));
        let shared = out.as_deref().and_then(|out| out.strip_prefix("../"));
        match shared {
            Some(shared) => Path::new(CASES).join(shared),
            None => self.directory().join("expected"),
        }
    }

    /// Whether it may change the folder of its expected files.
    pub fn owns_expected(&self) -> bool {
        self.expected().starts_with(self.directory())
    }

    /// The test of its crate's behaviour, if it has one.
    pub fn check(&self) -> Option<PathBuf> {
        Some(self.directory().join("check.rs")).filter(|path| path.is_file())
    }

    /// The crate's folder as the run finds it, if the case says what is there.
    fn found(&self) -> Option<PathBuf> {
        Some(self.directory().join(FOUND)).filter(|path| path.exists())
    }

    /// Generates, and plans to write. Nothing is written.
    ///
    /// # Errors
    ///
    /// If a file of the case cannot be read.
    pub fn run(&self) -> Result<Outcome, Box<dyn Error>> {
        let (mut sources, mut diagnostics) = (Sources::new(), Diagnostics::new());
        let config = self.config(&mut sources, &mut diagnostics);
        if let Some(Err(fault)) = self.found().map(|found| Claim::take(&found)) {
            diagnostics.push(fault);
        }
        let generation = config.as_ref().and_then(|config| oasmith::generate(config, &mut sources, &mut diagnostics));
        let said = |diagnostics: &Diagnostics| redacted(&report::human(diagnostics, &sources, false, true));
        let (Some(config), Some(generation)) = (config, generation) else {
            return Ok(Outcome { said: said(&diagnostics), ..Outcome::default() });
        };
        let plan = generation.plan(&config, false, &mut diagnostics);
        let lock = plan.changes().find(|change| change.path == LOCK).and_then(|change| change.new.clone());
        let mut outcome = Outcome { said: said(&diagnostics), ..Outcome::default() };
        if diagnostics.has_errors() {
            // What the plan found would keep it from being written.
            return Ok(outcome);
        }
        outcome.take(self, generation, String::from_utf8(lock.unwrap_or_default())?);
        Ok(outcome)
    }

    /// Its configuration, if that can be read.
    pub fn config(&self, sources: &mut Sources, diagnostics: &mut Diagnostics) -> Option<Config> {
        let file = self.directory().join(FILE_NAME);
        let mut config = if file.is_file() {
            Config::read(&file, sources, diagnostics)?
        } else {
            Config {
                directory: self.directory(),
                spec: "spec.yaml".into(),
                out: "expected".into(),
                ..Config::default()
            }
        };
        config.package.name.get_or_insert_with(|| self.name.replace('_', "-"));
        // Names that an earlier run gave would stay: what `expected/` holds must not decide what is made.
        config.out = if self.found().is_some() { FOUND.into() } else { "fresh".into() };
        Some(config)
    }
}

impl Outcome {
    fn take(&mut self, case: &Case, generation: Generation, lock: String) {
        let whole = case.expected().starts_with(Path::new(CASES).join(WHOLE));
        let is_compared = |path: &str| match path {
            path if CRATE_WIDE.contains(&path) => ABOUT_THE_CRATE.contains(&case.name.as_str()),
            path => path.starts_with("src/"),
        };
        let mut lock = lock;
        for (path, file) in generation.tree.files {
            let contents = file.contents.as_bytes().to_vec();
            let is_own = Path::new(&file.template).starts_with(case.directory().join("templates"));
            if is_own || file.rendered && (whole || is_compared(&path)) {
                self.compared.insert(path.clone(), contents.clone());
            } else if whole {
                // The hash of a file that is not compared would only say that it changed.
                lock = without_line(&lock, &format!("\"{path}\" = "));
            }
            self.whole.insert(path, contents);
        }
        if whole {
            self.compared.insert(LOCK.to_owned(), lock.into_bytes());
        }
    }
}

fn without_line(text: &str, start: &str) -> String {
    text.split_inclusive('\n').filter(|line| !line.starts_with(start)).collect()
}

/// Paths of temporary files differ from run to run.
fn redacted(said: &str) -> String {
    let temporary = std::env::temp_dir().display().to_string();
    let mut parts = said.split(&temporary);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let end = part.find(|c: char| c.is_whitespace() || c == '`').unwrap_or(part.len());
        text + "[TEMPORARY]" + &part[end..]
    })
}
