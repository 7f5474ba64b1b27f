//! One call with a generated crate: how large a program is with it. `bare` makes the same call without.
//!
//!     cargo build --release -p runtime-bench --examples --features rustls
//!     ls -l target/release/examples/ours target/release/examples/bare

use runtime_bench::records::{Client, charges::GetParams};

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let charge = runtime.block_on(async {
        let client = Client::builder().build()?;
        client.charges().get(GetParams::new("ch_1")).await
    });
    match charge {
        Ok(charge) => println!("{} {}", charge.amount, charge.currency),
        Err(error) => eprintln!("{error}"),
    }
}
