//! The step of a crate's version that its changes ask for, by semantic versioning.

use std::fmt;

use serde::Serialize;

use super::{Level, Report};

/// A step of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// Nothing differs.
    None,
    /// Nothing that code could notice.
    Patch,
    /// There is more to use.
    Minor,
    /// Code that compiled may no longer do so.
    Major,
}

impl Step {
    /// What a report asks for. A version is a promise about source: what only breaks programs that are built already is
    /// no reason for more than a patch, since it is the server that breaks them, whatever the crate's version.
    pub fn of(report: &Report) -> Self {
        match report.source() {
            Level::Breaking => Self::Major,
            Level::Additive => Self::Minor,
            Level::Invisible if report.changes.is_empty() => Self::None,
            Level::Invisible => Self::Patch,
        }
    }

    /// The word for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// The version after this step; `None` if `version` is not three numbers. While the first is 0, the second stands for
    /// what breaks, and the third for all else, as Cargo has it.
    pub fn after(self, version: &str) -> Option<String> {
        let [major, minor, patch] = numbers(version)?;
        let (major, minor, patch) = match (self, major) {
            (Self::None, _) => (major, minor, patch),
            (Self::Major, 0) => (0, minor.checked_add(1)?, 0),
            (Self::Minor | Self::Patch, 0) => (0, minor, patch.checked_add(1)?),
            (Self::Major, _) => (major.checked_add(1)?, 0, 0),
            (Self::Minor, _) => (major, minor.checked_add(1)?, 0),
            (Self::Patch, _) => (major, minor, patch.checked_add(1)?),
        };
        Some(format!("{major}.{minor}.{patch}"))
    }
}

impl Report {
    /// The version of the crate that follows: the one that the configuration or the description gives it, if that is far
    /// enough from the last, else the step that the changes ask for. `None` if the last is not three numbers.
    pub fn version(&self) -> Option<String> {
        let least = self.step().after(&self.old.version)?;
        let given = &self.new.version;
        let enough = numbers(given).zip(numbers(&least)).is_some_and(|(given, least)| given >= least);
        Some(if enough { given.clone() } else { least })
    }
}

fn numbers(version: &str) -> Option<[u64; 3]> {
    let numbers: Vec<u64> = version.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    numbers.try_into().ok()
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::{Change, Kind, Side};

    #[test]
    fn a_version_that_is_given_is_kept_if_it_is_far_enough() {
        let side =
            |version: &str| Side { title: String::new(), api_version: String::new(), version: version.to_owned() };
        let added = Change::new(Kind::TypeAdded, "types.Pet", "was added").source(Level::Additive, "");
        let version = |old, new| {
            let report = Report { old: side(old), new: side(new), changes: vec![added.clone()] };
            report.version().unwrap_or_default()
        };
        assert_eq!(version("1.2.3", "1.2.3"), "1.3.0");
        assert_eq!(version("1.2.3", "1.2.4"), "1.3.0");
        assert_eq!(version("1.2.3", "1.10.0"), "1.10.0");
        assert_eq!(version("15.7.0", "18.1.0"), "18.1.0");
        assert_eq!(version("nightly", "1.0.0"), "");
    }

    #[test]
    fn versions_step_as_cargo_reads_them() {
        let after = |version, steps: [Step; 4]| steps.map(|step| step.after(version).unwrap_or_default());
        let steps = [Step::None, Step::Patch, Step::Minor, Step::Major];
        assert_eq!(after("15.7.2", steps), ["15.7.2", "15.7.3", "15.8.0", "16.0.0"]);
        assert_eq!(after("0.3.1", steps), ["0.3.1", "0.3.2", "0.3.2", "0.4.0"]);
        assert_eq!(Step::Major.after("1.0.0-rc.1"), None);
        assert_eq!(Step::Major.after("1.0"), None);
    }
}
