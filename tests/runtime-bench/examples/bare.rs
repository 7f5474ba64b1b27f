//! One call with `reqwest` and types with serde's derives, to see beside `ours` how large the program is.

use runtime_bench::derived::types::Charge;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let charge = runtime.block_on(async {
        let client = reqwest::Client::builder().build()?;
        let request = client.get("https://api.example.com/charges/ch_1").header("accept", "application/json");
        let answer = request.send().await?.error_for_status()?;
        let charge: Charge = serde_json::from_slice(&answer.bytes().await?)?;
        Ok::<_, Box<dyn std::error::Error>>(charge)
    });
    match charge {
        Ok(charge) => println!("{} {}", charge.amount, charge.currency),
        Err(error) => eprintln!("{error}"),
    }
}
