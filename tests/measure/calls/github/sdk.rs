//! Asks for the keys that GitHub's servers have.

use github::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().build()?;
    let overview = client.meta().get().await?;
    println!("EDIT: {:?}", overview.ssh_keys);
    Ok(())
}
