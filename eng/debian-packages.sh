# Sourced by the installers: installs Debian packages that are missing, as root or by sudo, and says what to do
# where neither is possible.

say() { printf '%s\n' "$*" >&2; }

# prepare_install ADVICE PACKAGE...: whether packages can be installed here; sets as_root for who goes on.
prepare_install() {
    local advice=$1
    shift
    if ! command -v apt-get >/dev/null; then
        say "Missing: $*. This is not a Debian machine: $advice."
        exit 1
    fi
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "Missing: $*. Run apt-get install $* as root, and start again."
            exit 1
        fi
        as_root=(sudo)
    fi
    say "Installing $* from Debian's packages."
}

apt_install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# install_packages PACKAGE...: after prepare_install.
install_packages() {
    # The lists of a fresh machine are empty, and old ones name packages that are gone.
    if ! apt-cache show "$@" >/dev/null 2>&1 || ! apt_install "$@"; then
        "${as_root[@]}" apt-get update -q
        apt_install "$@"
    fi
}
