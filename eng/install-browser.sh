#!/usr/bin/env bash
# Installs Chromium from Debian's packages where it is missing, and a font, without which pages have no width:
# tests/Browser drives it.
set -euo pipefail

missing=()
if ! command -v chromium >/dev/null; then missing+=(chromium); fi
if ! compgen -G '/usr/share/fonts/truetype/*/*.ttf' >/dev/null; then missing+=(fonts-dejavu-core); fi
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

say() { printf '%s\n' "$*" >&2; }

if ! command -v apt-get >/dev/null; then
    say "Missing: ${missing[*]}. This is not a Debian machine: install them."
    exit 1
fi
as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        say "Missing: ${missing[*]}. Run apt-get install ${missing[*]} as root, and start again."
        exit 1
    fi
    as_root=(sudo)
fi

say "Installing ${missing[*]} from Debian's packages."
install() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -q --no-install-recommends "${missing[@]}"
}

# The lists of a fresh machine are empty, and old ones name packages that are gone.
if ! apt-cache show "${missing[@]}" >/dev/null 2>&1 || ! install; then
    "${as_root[@]}" apt-get update -q
    install
fi
