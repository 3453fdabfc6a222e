# Functions shared by the scripts in this folder: messages, and the installation of missing packages.

say() { printf '\n== %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# need_packages PURPOSE PACKAGE…: installs the missing ones among the Debian packages, after listing them with their purpose.
need_packages() {
    local purpose=$1 missing=() package; shift
    command -v dpkg-query >/dev/null || { say "This is not Debian or Ubuntu. Please install $purpose yourself."; return; }
    for package in "$@"; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return
    say "Installing $purpose: ${missing[*]}"
    local root=(); [ "$(id -u)" -eq 0 ] || root=(sudo)
    "${root[@]}" apt-get update -qq || fail "Could not fetch the package list."
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null \
        || fail "Could not install all of these packages: ${missing[*]}"
}

need_rust() {
    [ -f "$HOME/.cargo/env" ] && . "$HOME/.cargo/env"
    command -v cargo >/dev/null && return
    say "Installing Rust with rustup into your home folder"
    need_packages "a compiler and curl" ca-certificates curl gcc libc6-dev
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal -c clippy -c rustfmt \
        || fail "Could not install Rust."
    . "$HOME/.cargo/env"
}

# Build dependencies of Bevy and the TLS library.
BUILD_PACKAGES=(gcc libc6-dev libasound2-dev libudev-dev libwayland-dev libxkbcommon-dev pkg-config)
# Runtime dependencies of the window.
WINDOW_PACKAGES=(libx11-xcb1 libxcursor1 libxi6 libxkbcommon-x11-0 libxrandr2 mesa-vulkan-drivers)

# Cargo selects the features of dependencies for all packages that are named together. The same packages are therefore always
# named together; otherwise Bevy would be built twice.
# PARTS: every crate without Bevy, apart from BINDINGS, which writes the TypeScript side of the wire and gives libraries features
# that the others do without. PURE: those without I/O, which also build for browsers. PROGRAMS: the game and its programs.
PARTS=(--workspace --exclude full-tilt --exclude bevy_phonepad --exclude full-tilt-bindings)
BINDINGS=(-p full-tilt-bindings)
PURE=(-p phonepad-protocol -p phonepad-motion -p phonepad-relay -p full-tilt-messages -p full-tilt-rules -p full-tilt-sound
    -p full-tilt-worklet)
PROGRAMS=(-p full-tilt -p bevy_phonepad -p phonepad-relay -p phonepad-sim)

# Prints the folder of cargo's build artefacts.
target_dir() { printf '%s' "${CARGO_TARGET_DIR:-$PWD/target}"; }
