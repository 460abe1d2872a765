#!/usr/bin/env bash
# Installs PostgreSQL and RabbitMQ from Debian's packages where they are missing. The platform runs its own
# private servers from them, so the packages' own system services are neither started nor left enabled by an
# install made here.
set -euo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/debian-packages.sh"

# Where a container engine answers, the AppHost starts both as containers; tests start theirs from the packages.
if [ "${1:-}" != --for-tests ]; then
    for engine in docker podman; do
        if command -v "$engine" >/dev/null && timeout 5 "$engine" info >/dev/null 2>&1; then exit 0; fi
    done
fi

missing=()
services=()
if ! compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null && ! command -v postgres >/dev/null; then
    missing+=(postgresql)
    services+=(postgresql.service)
fi
if [ ! -e /usr/lib/rabbitmq/bin/rabbitmq-server ] && ! command -v rabbitmq-server >/dev/null; then
    missing+=(rabbitmq-server)
    services+=(rabbitmq-server.service)
    # Erlang brings its port mapper as a service too.
    if ! command -v epmd >/dev/null; then services+=(epmd.service epmd.socket); fi
fi
if [ ${#missing[@]} -eq 0 ]; then exit 0; fi

prepare_install "install them, or start a container engine" "${missing[@]}"

# Debian asks this program before a package may start its services; 101 means no. A machine's own answer is
# kept.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod 755 "$policy"
fi

install_packages "${missing[@]}"

# Not started now, and not at the next boot either.
if command -v systemctl >/dev/null; then
    for service in "${services[@]}"; do
        if systemctl is-enabled --quiet "$service" 2>/dev/null; then
            "${as_root[@]}" systemctl disable "$service"
        fi
    done
fi
