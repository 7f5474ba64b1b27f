//! Generates the types of `records.yaml` twice: as oasmith has them, and with the derives of serde.

fn main() -> Result<(), oasmith::build::Failure> {
    oasmith::build::module("records.toml", "records")?;
    oasmith::build::module("derived.toml", "derived")
}
