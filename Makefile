# `make` lists what there is. Each target installs what it misses, then does its one job; twice in a row is fine.

# Build output lives outside the checkout, so that a fresh clone starts warm.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/openweave/target

.PHONY: help run test bench soak

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 8

run: ## open the desktop window on the demo (no display: serve it to the browser)
	@sh tests/scripts/setup.sh run
	@sh tests/scripts/open-demo.sh

test: ## run every test and check, ending with one line that sums them
	@sh tests/scripts/setup.sh test
	@node tests/scripts/all-tests.mjs

bench: ## measure speed and weight up to 1,000,000 entries, release build, an inbox of 2,000, canvases of 500 and 1,000 states, 200 drawings beside dot's; fails below its targets
	@sh tests/scripts/setup.sh test
	@cargo run --quiet --release --package openweave-cli -- bench --assert --entries 1000000
	@OPENWEAVE_MACHINES=200 OPENWEAVE_STRICT=1 cargo test --quiet --release --package openweave-diagram --test drawing yardstick -- --nocapture
	@npm --prefix ui run --silent build
	@cargo build --quiet --package openweave-cli
	@cd tests/browser && OPENWEAVE_STRICT=1 npx playwright test inbox canvas --workers 1

soak: ## the slow hunts: 100,000 histories, 1,000,000 hunts for a gate that opens for fewer, every bit of a folder, a million changed inputs, 10,000 kills and power cuts
	@sh tests/scripts/setup.sh build
	@OPENWEAVE_CASES=100000 OPENWEAVE_HUNTS=1000000 cargo test --release --package openweave-engine
	@OPENWEAVE_FLIPS=all cargo test --release --package openweave-store --test store flipping
	@OPENWEAVE_FUZZ=1000000 cargo test --release --package openweave-tests --test fuzz
	@sh tests/scripts/fuzz.sh
	@cargo build --release --package openweave-cli
	@OPENWEAVE_KILLS=10000 OPENWEAVE_CUTS=10000 OPENWEAVE_BEGINNINGS=1000 cargo test --release --package openweave-tests --test faults
