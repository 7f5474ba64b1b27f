//! What was measured, as a table for people.

use crate::Report;
use crate::usage::Usage;

const WIDTHS: [usize; 9] = [16, 34, 12, 10, 12, 10, 10, 10, 12];

/// Prints one line for each crate and each choice of features.
pub fn print(reports: &[Report]) {
    line(&[
        "crate",
        "features",
        "generate, s",
        "check, s",
        "memory, MB",
        "release, s",
        "memory, MB",
        "rlib, MB",
        "source, MB",
    ]);
    for report in reports {
        let name = format!("{} ({})", report.name, report.maker);
        if let Some(failure) = &report.failure {
            println!("{name}: {failure}");
        }
        for (nth, compiled) in report.compiled.iter().enumerate() {
            let generate = report.generate.filter(|_| nth == 0).map(|usage| seconds(&usage));
            let source = (nth == 0).then(|| megabytes(report.source_bytes));
            let [check, release] = [compiled.check, compiled.release];
            line(&[
                if nth == 0 { &name } else { "" },
                compiled.features.as_deref().unwrap_or("default"),
                &generate.unwrap_or_default(),
                &check.as_ref().map(seconds).unwrap_or_default(),
                &check.map(|usage| megabytes(usage.memory)).unwrap_or_default(),
                &release.as_ref().map(seconds).unwrap_or_default(),
                &release.map(|usage| megabytes(usage.memory)).unwrap_or_default(),
                &compiled.library.map(megabytes).unwrap_or_default(),
                &source.unwrap_or_default(),
            ]);
        }
        if let Some(rebuilt) = &report.rebuilt {
            let (ours, theirs) = (rebuilt.with_crate, rebuilt.by_hand);
            println!("{name}: a program of one call is built again in {ours:.2} s, written by hand in {theirs:.2} s");
        }
    }
}

/// Prints how crates of the same description compare: others to the first, and single features to all.
pub fn print_ratios(reports: &[Report]) {
    for report in reports {
        let Some(whole) = report.compiled.first() else { continue };
        let mut parts: Vec<f64> =
            report.compiled[1..].iter().filter_map(|part| Some(part.check?.cpu / whole.check?.cpu)).collect();
        parts.sort_by(f64::total_cmp);
        if let (Some(median), Some(most)) = (parts.get(parts.len() / 2), parts.last()) {
            let (median, most, of) = (100.0 * median, 100.0 * most, parts.len());
            println!(
                "{}: one feature of {of} is checked in {median:.0} % of the whole, at most {most:.0} %",
                report.name
            );
        }
        let first = reports.iter().find(|first| first.name == report.name && first.maker != report.maker);
        let Some(ours) = first.and_then(|first| first.compiled.first()) else { continue };
        if report.maker == "oasmith" {
            continue;
        }
        let ratio = |what: &str, of: fn(&Usage) -> f64, theirs: Option<Usage>, ours: Option<Usage>| {
            if let (Some(theirs), Some(ours)) = (theirs, ours) {
                println!("{}: {what} of {} is {:.1} times ours", report.name, report.maker, of(&theirs) / of(&ours));
            }
        };
        ratio("the check", |usage| usage.cpu, whole.check, ours.check);
        ratio("the check's memory", |usage| usage.memory as f64, whole.check, ours.check);
        ratio("the release build", |usage| usage.cpu, whole.release, ours.release);
    }
}

fn line(cells: &[&str; 9]) {
    let padded = cells.iter().zip(WIDTHS).enumerate().map(|(nth, (cell, width))| match nth {
        0 | 1 => format!("{cell:<width$}"),
        _ => format!("{cell:>width$}"),
    });
    println!("{}", padded.collect::<Vec<_>>().join(" ").trim_end());
}

/// Of the processor: a machine is seldom idle.
fn seconds(usage: &Usage) -> String {
    format!("{:.2}", usage.cpu)
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}
