//! The `oasmith` command.

mod cli;

// Syntax trees and values are many small pieces: with the system's allocator, half of a run is spent there.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    cli::run()
}
