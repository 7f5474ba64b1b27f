//! Asks a cluster for its version.

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Info {
    git_version: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let answer = reqwest::Client::new().get("https://localhost:6443/version/").send().await?;
    let version: Info = answer.error_for_status()?.json().await?;
    println!("EDIT: {}", version.git_version);
    Ok(())
}
