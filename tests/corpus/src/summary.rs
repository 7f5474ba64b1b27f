//! All reports together: totals for people and programs, and failures by cause.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::report::{Compiler, Examples, Failure, Report, Stage};

/// Places shown for a cause.
const PLACES: usize = 3;

/// Causes shown for a stage.
const CAUSES: usize = 40;

/// Totals of a run.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Summary {
    documents: usize,
    generated: usize,
    operations: usize,
    operations_skipped: usize,
    diagnostics: BTreeMap<String, usize>,
    untyped: BTreeMap<String, usize>,
    lines: usize,
    bytes: usize,
    seconds: f64,
    slowest: Option<(f64, String)>,
    megabytes: Option<(f64, String)>,
    compiled: usize,
    compiled_cleanly: usize,
    warnings: usize,
    examples: Examples,
}

impl Summary {
    /// Adds all reports up.
    pub fn of(reports: &[Report]) -> Self {
        let mut sum = Self { documents: reports.len(), ..Self::default() };
        for report in reports {
            sum.generated += usize::from(report.generates);
            sum.operations += report.operations;
            sum.operations_skipped += report.skipped();
            sum.lines += report.lines;
            sum.bytes += report.bytes;
            sum.seconds += report.seconds;
            most(&mut sum.slowest, Some(report.seconds), &report.name);
            most(&mut sum.megabytes, report.megabytes, &report.name);
            add(&mut sum.diagnostics, &report.diagnostics);
            add(&mut sum.untyped, &report.untyped);
            sum.compiled += usize::from(report.compiler.is_some());
            sum.compiled_cleanly += usize::from(report.compiler.is_some_and(Compiler::is_clean));
            sum.warnings += report.compiler.map_or(0, |compiler| compiler.warnings);
            if let Some(examples) = report.examples {
                sum.examples.same += examples.same;
                sum.examples.failed += examples.failed;
                sum.examples.invalid += examples.invalid;
                sum.examples.untried += examples.untried;
                sum.examples.undescribed_keys += examples.undescribed_keys;
                sum.examples.dropped_nulls += examples.dropped_nulls;
            }
        }
        sum
    }

    /// The totals as a table.
    pub fn table(&self) -> String {
        let mut table = String::new();
        let mut row = |label: &str, value: String| {
            let _ = writeln!(table, "{label:<26}{value:>12}");
        };
        let extreme = |value: &Option<(f64, String)>| match value {
            Some((value, name)) => format!("{value:.1}  ({name})"),
            None => "–".to_owned(),
        };
        row("documents", self.documents.to_string());
        row("  generated", self.generated.to_string());
        row("operations", self.operations.to_string());
        row("  skipped", self.operations_skipped.to_string());
        row("lines of Rust", self.lines.to_string());
        row("megabytes of Rust", format!("{:.1}", self.bytes as f64 / 1e6));
        row("seconds, all", format!("{:.1}", self.seconds));
        row("seconds, most", extreme(&self.slowest));
        row("megabytes held, most", extreme(&self.megabytes));
        if self.compiled > 0 {
            row("compiled", self.compiled.to_string());
            row("  without a warning", self.compiled_cleanly.to_string());
            row("  warnings", self.warnings.to_string());
        }
        let tried = self.examples.same + self.examples.failed;
        if tried + self.examples.invalid + self.examples.untried > 0 {
            let share = 100.0 * self.examples.same as f64 / tried.max(1) as f64;
            row("valid examples", tried.to_string());
            row("  come back the same", format!("{}  ({share:.2} %)", self.examples.same));
            row("  do not", self.examples.failed.to_string());
            row("  undescribed keys lost", self.examples.undescribed_keys.to_string());
            row("  nulls lost", self.examples.dropped_nulls.to_string());
            row("invalid examples", self.examples.invalid.to_string());
            row("examples without a type", self.examples.untried.to_string());
        }
        row("untyped JSON", self.untyped.values().sum::<usize>().to_string());
        counted(&mut table, &self.untyped);
        let _ = writeln!(table, "{:<26}{:>12}", "diagnostics", self.diagnostics.values().sum::<usize>());
        counted(&mut table, &self.diagnostics);
        table
    }
}

fn most(extreme: &mut Option<(f64, String)>, value: Option<f64>, name: &str) {
    if let Some(value) = value
        && extreme.as_ref().is_none_or(|(most, _)| value > *most)
    {
        *extreme = Some((value, name.to_owned()));
    }
}

fn add(sum: &mut BTreeMap<String, usize>, more: &BTreeMap<String, usize>) {
    more.iter().for_each(|(name, count)| *sum.entry(name.clone()).or_default() += count);
}

/// Counts, the largest first.
fn counted(table: &mut String, counts: &BTreeMap<String, usize>) {
    let mut counts: Vec<(&String, &usize)> = counts.iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
    for (name, count) in counts {
        let _ = writeln!(table, "  {count:>36}  {name}");
    }
}

/// Failures of one cause.
#[derive(Clone, Debug, Serialize)]
pub struct Group<'r> {
    /// While doing what.
    pub stage: Stage,
    /// Why.
    pub cause: &'r str,
    /// How many.
    pub count: usize,
    /// In how many documents.
    pub documents: usize,
    /// Some of the documents, with place and detail.
    pub places: Vec<(&'r str, &'r str, &'r str)>,
}

/// All failures by stage and cause; in a stage, those that most documents have first.
pub fn groups(reports: &[Report]) -> Vec<Group<'_>> {
    let mut by_cause: BTreeMap<(Stage, &str), Vec<(&Report, &Failure)>> = BTreeMap::new();
    for report in reports {
        for failure in &report.failures {
            by_cause.entry((failure.stage, &failure.cause)).or_default().push((report, failure));
        }
    }
    let mut groups: Vec<Group<'_>> = Vec::new();
    for ((stage, cause), failures) in by_cause {
        let mut places: Vec<(&str, &str, &str)> = Vec::new();
        for (report, failure) in &failures {
            // One of each document says more than many of one.
            if places.iter().all(|(name, ..)| *name != report.name) {
                places.push((&report.name, &failure.place, &failure.detail));
            }
        }
        let documents = places.len();
        places.truncate(PLACES);
        groups.push(Group { stage, cause, count: failures.len(), documents, places });
    }
    groups.sort_by_key(|group| (group.stage, std::cmp::Reverse((group.documents, group.count))));
    groups
}

/// The groups for people.
pub fn told(groups: &[Group<'_>]) -> String {
    let mut text = String::new();
    for stage in [Stage::Generate, Stage::Compile, Stage::Examples] {
        let of_stage: Vec<&Group<'_>> = groups.iter().filter(|group| group.stage == stage).collect();
        if of_stage.is_empty() {
            continue;
        }
        let title = match stage {
            Stage::Generate => "generating",
            Stage::Compile => "compiling",
            Stage::Examples => "examples",
        };
        let _ = writeln!(text, "\n{title}:");
        for group in of_stage.iter().take(CAUSES) {
            let Group { cause, count, documents, .. } = group;
            let _ = writeln!(text, "  {count} × in {documents} documents: {cause}");
            for (name, place, detail) in &group.places {
                let detail = detail.lines().next().unwrap_or_default();
                let detail: String = detail.chars().take(160).collect();
                let _ = writeln!(text, "      {name} {place}  {detail}");
            }
        }
        if of_stage.len() > CAUSES {
            let _ = writeln!(text, "  … and {} more causes", of_stage.len() - CAUSES);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(name: &str, causes: &[&str]) -> Report {
        let mut report =
            Report { name: name.to_owned(), generates: true, operations: 3, generated: 2, ..Report::default() };
        for cause in causes {
            report.fail(Stage::Compile, *cause, "src/a.rs:1", "more");
        }
        report
    }

    #[test]
    fn causes_of_many_documents_come_first_with_a_place_in_each() {
        let reports = [report("a", &["x", "y", "y", "y"]), report("b", &["x"])];
        let groups = groups(&reports);
        let seen: Vec<_> = groups.iter().map(|g| (g.cause, g.count, g.documents, g.places.len())).collect();
        assert_eq!(seen, [("x", 2, 2, 2), ("y", 3, 1, 1)]);
        assert!(told(&groups).contains("3 × in 1 documents: y"));
    }

    #[test]
    fn totals_are_of_all_documents() {
        let summary = Summary::of(&[report("a", &[]), report("b", &[])]);
        assert_eq!((summary.documents, summary.operations, summary.operations_skipped), (2, 6, 2));
        assert!(!summary.table().contains("compiled"));
    }
}
