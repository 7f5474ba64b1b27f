//! A crate with an SDK in it that its build script generates, and what stands on that.

include!(concat!(env!("OUT_DIR"), "/pets.rs"));

/// The name of a pet.
///
/// # Errors
/// If there is no such pet, or the server cannot be reached.
pub async fn name_of(client: &pets::Client, id: &str) -> Result<String, pets::Error> {
    Ok(client.pets().get(pets::pets::GetParams::new(id)).await?.name)
}
