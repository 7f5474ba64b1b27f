#!/usr/bin/env bash
# What compiling only some resources of the SDK saves: seconds of CPU and bytes of the library, beside the whole crate.
#
#   tests/features.sh [FEATURES…]      by default b2b-sessions
#
# Dependencies are built first and not counted. Each figure is the median of three builds from nothing of the crate.
set -euo pipefail
cd "$(dirname "$0")/.."
export CARGO_INCREMENTAL=0 CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-target/features} CARGO_TERM_QUIET=true
only=${*:-b2b-sessions}

# Seconds of user time of a build of the crate alone.
seconds() {
    local runs=()
    cargo "$@"
    for _ in 1 2 3; do
        touch generated/src/lib.rs
        runs+=("$({ TIMEFORMAT=%U; time cargo "$@" >/dev/null 2>&1; } 2>&1)")
    done
    printf '%s\n' "${runs[@]}" | sort -n | sed -n 2p
}

bytes() { stat -c %s "$CARGO_TARGET_DIR"/release/libstytch_sdk.rlib; }

row() {
    local name=$1
    shift
    local check build
    check=$(seconds check -p stytch-sdk --no-default-features --features "$*")
    build=$(seconds build --release -p stytch-sdk --no-default-features --features "$*")
    printf '%-24s %12s %14s %14s\n' "$name" "$check" "$build" "$(bytes)"
}

printf '%-24s %12s %14s %14s\n' features 'check, s' 'release, s' 'rlib, bytes'
row 'all' rustls b2b consumer
row "$only" rustls "$only"
