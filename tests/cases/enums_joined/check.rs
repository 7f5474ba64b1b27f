//! Values that are listed apart are values of one enum.

use enums_joined::types::{Job, JobLevel, JobModel, JobState};
use serde_json::json;

#[test]
fn listed_values_are_known_and_others_kept() {
    let value = json!({ "model": "huge", "state": "done", "level": 1, "unquoted": "true", "ratio": 0.5 });
    let job: Job = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(job.model, JobModel::Unknown("huge".to_owned()));
    assert_eq!((job.state.clone(), job.level.clone()), (JobState::Done, JobLevel::High));
    assert_eq!(serde_json::to_value(&job).unwrap(), value);
    assert_eq!(JobModel::from("small"), JobModel::Small);
}
