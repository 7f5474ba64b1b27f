//! Types of other crates.
use crate::runtime::foreign;

foreign! { chrono::DateTime<chrono::Utc> = chrono::DateTime::<chrono::Utc>::UNIX_EPOCH }
foreign! { chrono::NaiveDate = chrono::NaiveDate::MIN }
