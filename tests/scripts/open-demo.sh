#!/bin/sh
# `make run`: builds UI and shell, makes the demo once, plays its bots, and shows the console on it.
# Without a display it serves the same console to a browser.
set -eu
cd "$(dirname "$0")/../.."
[ -x "$HOME/.cargo/bin/cargo" ] && PATH="$PATH:$HOME/.cargo/bin"

data="${XDG_DATA_HOME:-$HOME/.local/share}/openweave-demo"
programs="$CARGO_TARGET_DIR/debug"

# The UI is in ui/build; it is made again when anything it is made of is newer.
built=ui/build/index.html
if [ ! -f "$built" ] || [ -n "$(find ui -name node_modules -prune -o -path ui/build -prune -o -path ui/.svelte-kit -prune -o -type f -newer "$built" -print | head -n 1)" ]; then
    echo "Building the UI"
    (cd ui && npm run --silent build >/dev/null)
    touch "$built"
fi
echo "Building the shell"
cargo build --locked --quiet --package openweave-console --package openweave-cli

if [ ! -f "$data/demo.json" ]; then
    echo "Making the demo in $data"
    "$programs/openweave" demo --data "$data" --json >/dev/null
fi

# The bots play against the running console until it closes.
"$programs/openweave" demo --live --data "$data" &
bots=$!
trap 'kill "$bots" 2>/dev/null || true' EXIT INT TERM

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    "$programs/openweave-console" --data "$data"
else
    echo "There is no display here, so the console is served to a browser on this machine."
    echo "Sign in as one of the demo people; their passwords are in $data/demo.json."
    "$programs/openweave" serve --data "$data"
fi
