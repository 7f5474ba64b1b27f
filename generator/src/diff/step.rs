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
        let numbers: Vec<u64> = version.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
        let [major, minor, patch] = numbers[..] else { return None };
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

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
