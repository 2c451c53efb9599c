#!/bin/sh
# Ten minutes of cargo-fuzz for each reader of bytes from outside, where cargo-fuzz and a nightly compiler are installed.
set -eu
cd "$(dirname "$0")/../.."
if ! cargo +nightly fuzz --version >/dev/null 2>&1; then
    echo "cargo-fuzz or a nightly compiler is not installed: the corpora were replayed, the fuzzer did not run."
    exit 0
fi
for target in entry note proof tile; do
    cargo +nightly fuzz run --fuzz-dir tests/fuzz "$target" -- -max_total_time=600
done
