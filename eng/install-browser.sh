#!/usr/bin/env bash
# Installs Chromium from Debian's packages where it is missing, and a font, without which pages have no width:
# tests/Browser drives it.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/debian-packages.sh"

missing=()
if ! command -v chromium >/dev/null; then missing+=(chromium); fi
if ! compgen -G '/usr/share/fonts/truetype/*/*.ttf' >/dev/null; then missing+=(fonts-dejavu-core); fi
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

prepare_install "install them" "${missing[@]}"
install_packages "${missing[@]}"
