//! Asks for the balance of an account.

use stripe::Client;
use stripe::balance::GetParams;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let client = Client::builder().bearer_auth("sk_test").build()?;
    let balance = client.balance().get(GetParams::new()).await?;
    for amount in balance.available {
        println!("EDIT: {} {}", amount.amount, amount.currency);
    }
    Ok(())
}
