//! Asks for the balance of an account.

#[derive(serde::Deserialize)]
struct Balance {
    available: Vec<Amount>,
}

#[derive(serde::Deserialize)]
struct Amount {
    amount: i64,
    currency: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let request = reqwest::Client::new().get("https://api.stripe.com/v1/balance").bearer_auth("sk_test");
    let balance: Balance = request.send().await?.error_for_status()?.json().await?;
    for amount in balance.available {
        println!("EDIT: {} {}", amount.amount, amount.currency);
    }
    Ok(())
}
