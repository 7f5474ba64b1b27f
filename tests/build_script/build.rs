//! Generates the module `pets` from `pets.yaml`.

fn main() -> Result<(), oasmith::build::Failure> {
    oasmith::build::module("oasmith.toml", "pets")
}
