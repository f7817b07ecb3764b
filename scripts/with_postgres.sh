#!/usr/bin/env bash
# with_postgres.sh COMMAND …   runs a command with DATABASE_URL set to a throw-away PostgreSQL cluster.
# with_postgres.sh --available exits 0 when this machine has PostgreSQL 15 or newer.
# The cluster listens on a socket only, keeps nothing on disk for sure (fsync off) and is gone afterwards.
set -euo pipefail

find_binaries() {
    local folder version
    for folder in $(compgen -G '/usr/lib/postgresql/*/bin' | sort -rV) "$(pg_config --bindir 2>/dev/null || true)"; do
        [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] || continue
        version="$("$folder/postgres" -V | sed -E 's/[^0-9]*([0-9]+).*/\1/')"
        if [ "$version" -ge 15 ]; then
            echo "$folder"
            return 0
        fi
    done
    return 1
}

if ! binaries="$(find_binaries)"; then
    [ "${1:-}" = --available ] || echo 'with_postgres.sh: PostgreSQL 15 or newer is not installed.' >&2
    exit 3
fi
if [ "${1:-}" = --available ]; then
    exit 0
fi

# initdb and postgres refuse to run as root.
as_server=()
if [ "$(id -u)" -eq 0 ]; then
    as_server=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups env HOME=/)
fi

memory_folder() {
    local free
    free="$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }')"
    if [ "${free:-0}" -gt 2000000 ] && [ -w /dev/shm ]; then echo /dev/shm; else echo /tmp; fi
}

server=
place="$(mktemp -d "$(memory_folder)/xinqiao-postgres.XXXXXX")"
cleanup() {
    if [ -n "$server" ]; then
        kill -INT "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$place"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

mkdir "$place/data"
if [ "$(id -u)" -eq 0 ]; then
    chown -R nobody "$place"
fi
fail() {
    cat "$place/server.log" >&2
    exit 3
}
start_folder="$PWD"
cd "$place"
${as_server[@]+"${as_server[@]}"} "$binaries/initdb" -D "$place/data" -U postgres --auth=trust --encoding=UTF8 \
    --locale=C.UTF-8 --no-sync >"$place/server.log" 2>&1 || fail
cat >>"$place/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
unix_socket_directories = '$place'
fsync = off
synchronous_commit = off
full_page_writes = off
max_connections = 60
shared_buffers = 128MB
SETTINGS
# A session of its own: Ctrl-C must reach the tests first, not the server below them.
setsid ${as_server[@]+"${as_server[@]}"} "$binaries/postgres" -D "$place/data" >>"$place/server.log" 2>&1 &
server=$!
for _ in $(seq 100); do
    "$binaries/pg_isready" -q -h "$place" -U postgres && break
    kill -0 "$server" 2>/dev/null || fail
    sleep 0.1
done
# The owner is no superuser, as in a real installation: only then do grants and row-level security mean anything.
"$binaries/psql" -q -h "$place" -U postgres -d postgres -v ON_ERROR_STOP=1 \
    -c 'CREATE ROLE xinqiao_owner LOGIN CREATEDB CREATEROLE NOSUPERUSER' \
    -c 'CREATE DATABASE xinqiao OWNER xinqiao_owner'

cd "$start_folder"
export DATABASE_URL="postgresql://xinqiao_owner@/xinqiao?host=$place"
status=0
"$@" || status=$?
exit "$status"
