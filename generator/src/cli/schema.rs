//! `oasmith schema`: the JSON Schema of the configuration, for editors.

use oasmith::config::schema;

use super::{Outcome, print};

/// Prints it.
pub fn run() -> Outcome {
    print(&mut std::io::stdout(), &schema::text());
    Outcome::Fine
}
