#!/bin/sh
# Installs what the machine misses for `make $1` (build, run or test), saying what and why, and nothing else.
# On Debian and Ubuntu through apt; elsewhere it names the packages and stops. Then the npm packages, when a lock changed.
set -eu
cd "$(dirname "$0")/../.."
job=${1:-build}

fail() { printf '%s\n' "$*" >&2; exit 1; }

# What only the person at the machine should choose how to install.
[ -x "$HOME/.cargo/bin/cargo" ] && PATH="$PATH:$HOME/.cargo/bin"
command -v cargo >/dev/null || fail "Rust is missing. Install it from https://rustup.rs, then run make $job again."
command -v node >/dev/null && command -v npm >/dev/null || fail "Node is missing. Install Node 20 or newer with npm (https://nodejs.org), then run make $job again."
node -e 'process.exit(+process.versions.node.split(".")[0] >= 20 ? 0 : 1)' || fail "Node $(node --version) is too old: 20 or newer is needed."

# package, then why it is needed
wanted() {
    echo "build-essential to compile and link"
    echo "pkg-config to find the libraries below"
    echo "libwebkit2gtk-4.1-dev for the desktop window"
    [ "$job" = test ] || return 0
    echo "webkit2gtk-driver to drive the real window in tests"
    echo "dbus for a desktop of its own to notify in tests"
    echo "xvfb for a screen without a display in tests"
    echo "python3-venv for another implementation of the tree, from PyPI, in tests"
    command -v python3 >/dev/null || echo "python3 to verify a log without our code in tests"
    command -v git >/dev/null || echo "git to keep checkpoints in a repository in tests"
    command -v curl >/dev/null || echo "curl to run the commands of the README in tests"
    echo "graphviz to read exported workflows in tests"
    command -v chromium >/dev/null || echo "chromium for the browser tests"
}

installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

if ! command -v apt-get >/dev/null; then
    if ! pkg-config --exists webkit2gtk-4.1 2>/dev/null || ! command -v cc >/dev/null; then
        echo "This is not Debian or Ubuntu, so nothing is installed for you. Install what these Debian packages hold:" >&2
        wanted | sed 's/^/  /' >&2
        fail "Then run make $job again."
    fi
else
    missing=$(wanted | while read -r package why; do installed "$package" || echo "$package $why"; done)
    if [ -n "$missing" ]; then
        echo "Installing with apt:"
        echo "$missing" | sed 's/^/  /'
        packages=$(echo "$missing" | cut -d' ' -f1 | tr '\n' ' ')
        as_root=""
        if [ "$(id -u)" != 0 ]; then
            command -v sudo >/dev/null || fail "Neither root nor sudo here. Ask somebody who may to run: apt-get install $packages"
            as_root="sudo"
        fi
        $as_root apt-get update -q
        # shellcheck disable=SC2086 # a list of packages
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $packages </dev/null
    fi
fi

# In an environment of its own, beside the build output. Without it a test says that it is skipped, and why.
python_packages() {
    python="${XDG_CACHE_HOME:-$HOME/.cache}/openweave/python"
    "$python/bin/python3" -c 'import pymerkle' 2>/dev/null && return 0
    echo "Installing pymerkle from PyPI"
    python3 -m venv --clear "$python" && "$python/bin/pip" install --quiet --disable-pip-version-check "pymerkle==7.0.0" </dev/null \
        || echo "pymerkle could not be installed; its test is skipped." >&2
}

# npm ci empties node_modules, so only when the lock or Node changed since the last time.
npm_packages() {
    stamp="$1/node_modules/.openweave-lock"
    now=$(node -p 'process.version + require("crypto").createHash("sha256").update(require("fs").readFileSync(process.argv[1])).digest("hex")' "$1/package-lock.json")
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$now" ] && return 0
    echo "Installing the npm packages of $1"
    (cd "$1" && npm ci --no-audit --no-fund --loglevel=error </dev/null)
    printf '%s' "$now" > "$stamp"
}
npm_packages ui
if [ "$job" = test ]; then
    export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
    npm_packages tests/browser
    python_packages
fi
