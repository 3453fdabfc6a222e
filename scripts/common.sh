# Shared by the scripts beside it: what they print, and how they install what is missing.

say() { printf '\n== %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# Installs those of the given Debian packages that are missing, after saying which and why.
need_packages() {
    local why=$1 missing=() package; shift
    command -v dpkg-query >/dev/null || { say "This is not Debian or Ubuntu: please see to it that $why are installed."; return; }
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    say "Installing $why: ${missing[*]}"
    local root=(); [ "$(id -u)" -eq 0 ] || root=(sudo)
    "${root[@]}" apt-get update -qq || fail "The list of packages could not be fetched."
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
        || fail "Some of these packages could not be installed: ${missing[*]}"
}

need_rust() {
    [ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
    command -v cargo >/dev/null && return
    say "Installing Rust with rustup, into your home folder"
    need_packages "a compiler and curl" ca-certificates curl gcc libc6-dev
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal -c clippy -c rustfmt \
        || fail "Rust could not be installed."
    . "$HOME/.cargo/env"
}

# What Bevy and the TLS library need to build …
BUILD_PACKAGES=(cmake gcc g++ libasound2-dev libudev-dev libwayland-dev libxkbcommon-dev pkg-config)
# … and what a window needs to open.
WINDOW_PACKAGES=(libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libxrandr2 mesa-vulkan-drivers)

# Cargo picks the features of dependencies for all packages that are named together. The same packages are therefore always
# named together; otherwise Bevy would be built twice.
# PARTS: every crate without Bevy. PURE: those without I/O, which also build for browsers. PROGRAMS: the game and its programs.
PARTS=(--workspace --exclude full-tilt --exclude bevy_phonepad)
PURE=(-p phonepad-protocol -p phonepad-motion -p phonepad-relay -p full-tilt-rules -p full-tilt-sound)
PROGRAMS=(-p full-tilt -p bevy_phonepad -p phonepad-relay -p phonepad-sim)

# Where cargo puts what it builds.
target_dir() { printf '%s' "${CARGO_TARGET_DIR:-$PWD/target}"; }
