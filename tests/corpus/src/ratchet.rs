//! The ratchet: how well each document did at best. A run may do better, and never worse; and how much Rust it became, of
//! which a run may make a little more.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::report::{Compiler, Report};

/// How well each document did, by its name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ratchet(BTreeMap<String, Mark>);

/// How well a document did. What was never measured is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Whether it gives a crate.
    generates: bool,
    /// The operations of the crate.
    operations: usize,
    /// How many uses of a schema ended as JSON of any kind.
    untyped: usize,
    /// The bytes of Rust, and its lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    rust: Option<(usize, usize)>,
    /// Whether the crate compiles without a warning.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    compiles: Option<bool>,
    /// How many of its examples are decoded and encoded as the same JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    examples: Option<usize>,
}

/// By how many percent the Rust of a document may grow before `ratchet.toml` must say so.
const BUDGET: usize = 3;

/// Beside the source: it is kept with the code that it is about.
pub fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ratchet.toml")
}

impl Ratchet {
    /// Reads the file; there may be none yet.
    pub fn read(path: &Path) -> Result<Self, Box<dyn Error>> {
        match fs::read_to_string(path) {
            Ok(text) => Ok(toml::from_str(&text)?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(error.into()),
        }
    }

    /// Writes the file.
    pub fn write(&self, path: &Path) -> Result<(), Box<dyn Error>> {
        let head = "# How well each document of the corpus did at best. `--update-ratchet` writes this file.\n\n";
        Ok(fs::write(path, format!("{head}{}", toml::to_string(self)?))?)
    }

    /// What is worse than it was, a line each, and how many documents are better. A new document is worse if it gives no
    /// crate, or one that does not compile.
    pub fn compare(&self, reports: &[Report]) -> (Vec<String>, usize) {
        let mut worse = Vec::new();
        let mut better = 0;
        for report in reports {
            let now = Mark::of(report);
            let lines = match self.0.get(&report.name) {
                Some(mark) => {
                    let lines = mark.lost(now);
                    better += usize::from(lines.is_empty() && mark.merged(now) != *mark);
                    lines
                }
                None => now.flaws(),
            };
            worse.extend(lines.into_iter().map(|line| format!("{}: {line}", report.name)));
        }
        (worse, better)
    }

    /// The documents that did well once and are not in this run.
    pub fn missing(&self, reports: &[Report]) -> Vec<&str> {
        let ran: BTreeSet<&str> = reports.iter().map(|report| report.name.as_str()).collect();
        self.0.keys().map(String::as_str).filter(|name| !ran.contains(name)).collect()
    }

    /// Takes over what a run has measured.
    pub fn update(&mut self, reports: &[Report]) {
        for report in reports {
            let mark = self.0.entry(report.name.clone()).or_default();
            *mark = mark.merged(Mark::of(report));
        }
    }
}

impl Mark {
    fn of(report: &Report) -> Self {
        Self {
            generates: report.generates,
            operations: report.generated,
            untyped: report.untyped_uses(),
            rust: report.generates.then_some((report.bytes, report.lines)),
            compiles: report.compiler.map(Compiler::is_clean),
            examples: report.examples.map(|examples| examples.same),
        }
    }

    /// This mark with all that the other one has measured.
    fn merged(self, now: Self) -> Self {
        Self { compiles: now.compiles.or(self.compiles), examples: now.examples.or(self.examples), ..now }
    }

    /// What is wrong with a document that is new.
    fn flaws(self) -> Vec<String> {
        let mut flaws = Vec::new();
        if !self.generates {
            flaws.push("it is new, and does not generate".to_owned());
        }
        if self.compiles == Some(false) {
            flaws.push("it is new, and does not compile without a warning".to_owned());
        }
        flaws
    }

    /// What is worse now.
    fn lost(self, now: Self) -> Vec<String> {
        // All else follows from it.
        match (self.generates, now.generates) {
            (true, true) => {}
            (true, false) => return vec!["it does not generate any more".to_owned()],
            (false, _) => return Vec::new(),
        }
        let mut lost = Vec::new();
        if now.operations < self.operations {
            lost.push(format!("{} operations, {} before", now.operations, self.operations));
        }
        if now.untyped > self.untyped {
            lost.push(format!("{} uses of untyped JSON, {} before", now.untyped, self.untyped));
        }
        if let (Some((bytes, lines)), Some((bytes_now, lines_now))) = (self.rust, now.rust) {
            let sizes = [("bytes", bytes, bytes_now), ("lines", lines, lines_now)];
            let grown = sizes.into_iter().filter(|(_, before, now)| now * 100 > before * (100 + BUDGET));
            lost.extend(grown.map(|(what, before, now)| format!("{now} {what} of Rust, {before} before")));
        }
        if self.compiles == Some(true) && now.compiles == Some(false) {
            lost.push("it does not compile without a warning any more".to_owned());
        }
        if let (Some(before), Some(now)) = (self.examples, now.examples)
            && now < before
        {
            lost.push(format!("{now} examples come through, {before} before"));
        }
        lost
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Examples;

    fn report(name: &str) -> Report {
        Report {
            name: name.to_owned(),
            generates: true,
            generated: 5,
            bytes: 10_000,
            lines: 200,
            untyped: [("an object of anything".to_owned(), 2)].into(),
            compiler: Some(Compiler { compiles: true, warnings: 0 }),
            examples: Some(Examples { same: 9, ..Examples::default() }),
            ..Report::default()
        }
    }

    fn ratchet() -> Ratchet {
        let mut ratchet = Ratchet::default();
        ratchet.update(&[report("pets.json")]);
        ratchet
    }

    fn worse(change: impl FnOnce(&mut Report)) -> Vec<String> {
        let mut report = report("pets.json");
        change(&mut report);
        ratchet().compare(&[report]).0
    }

    #[test]
    fn each_kind_of_loss_is_told() {
        assert_eq!(worse(|_| {}), [""; 0]);
        assert_eq!(worse(|report| report.generates = false), ["pets.json: it does not generate any more"]);
        assert_eq!(worse(|report| report.generated = 4), ["pets.json: 4 operations, 5 before"]);
        assert_eq!(
            worse(|report| *report.untyped.entry("other".to_owned()).or_default() += 1),
            ["pets.json: 3 uses of untyped JSON, 2 before"]
        );
        assert_eq!(worse(|report| (report.bytes, report.lines) = (10_300, 206)), [""; 0]);
        assert_eq!(
            worse(|report| (report.bytes, report.lines) = (10_301, 207)),
            ["pets.json: 10301 bytes of Rust, 10000 before", "pets.json: 207 lines of Rust, 200 before"]
        );
        assert_eq!(
            worse(|report| report.compiler = Some(Compiler { compiles: true, warnings: 1 })),
            ["pets.json: it does not compile without a warning any more"]
        );
        assert_eq!(
            worse(|report| report.examples = Some(Examples { same: 8, ..Examples::default() })),
            ["pets.json: 8 examples come through, 9 before"]
        );
    }

    #[test]
    fn what_a_run_does_not_measure_stays() {
        let mut unmeasured = report("pets.json");
        (unmeasured.compiler, unmeasured.examples) = (None, None);
        let before = ratchet();
        assert_eq!(before.compare(std::slice::from_ref(&unmeasured)), (Vec::new(), 0));
        let mut after = before.clone();
        after.update(&[unmeasured]);
        assert_eq!(after, before);
    }

    #[test]
    fn better_and_new_documents_are_no_loss() {
        let mut better = report("pets.json");
        better.generated = 6;
        assert_eq!(ratchet().compare(&[better, report("new.json")]), (Vec::new(), 1));
    }

    #[test]
    fn a_document_that_begins_to_generate_is_better_whatever_it_lacks() {
        let mut nothing = report("pets.json");
        (nothing.generates, nothing.generated) = (false, 0);
        nothing.untyped.clear();
        let mut ratchet = Ratchet::default();
        ratchet.update(&[nothing.clone()]);
        assert_eq!(ratchet.compare(&[nothing]), (Vec::new(), 0));
        assert_eq!(ratchet.compare(&[report("pets.json")]), (Vec::new(), 1));
    }

    #[test]
    fn new_documents_that_fail_are_told() {
        let (mut barren, mut unclean) = (report("barren.json"), report("unclean.json"));
        (barren.generates, barren.compiler) = (false, None);
        unclean.compiler = Some(Compiler { compiles: true, warnings: 1 });
        let told = vec![
            "barren.json: it is new, and does not generate".to_owned(),
            "unclean.json: it is new, and does not compile without a warning".to_owned(),
        ];
        assert_eq!(ratchet().compare(&[barren, unclean]), (told, 0));
    }

    #[test]
    fn documents_that_are_not_in_a_run_are_known() {
        assert_eq!(ratchet().missing(&[report("new.json")]), ["pets.json"]);
        assert_eq!(ratchet().missing(&[report("pets.json")]), [""; 0]);
    }

    #[test]
    fn the_file_holds_all_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ratchet.toml");
        assert_eq!(Ratchet::read(&path).unwrap(), Ratchet::default());
        ratchet().write(&path).unwrap();
        assert_eq!(Ratchet::read(&path).unwrap(), ratchet());
    }
}
