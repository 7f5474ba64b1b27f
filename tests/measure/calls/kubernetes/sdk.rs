//! Asks a cluster for its version.

use kubernetes::Client;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().base_url("https://localhost:6443").build()?;
    let version = client.version().get_code().await?;
    println!("EDIT: {}", version.git_version);
    Ok(())
}
