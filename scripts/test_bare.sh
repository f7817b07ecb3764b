#!/usr/bin/env bash
# Both commands in an empty Debian 12 that has git, make and python3 and nothing else.
# The mirror, pip's settings and the certificates are taken from this machine. Needs root.
# XINQIAO_BARE_KEEP=1 leaves the tree for a look; XINQIAO_BARE_STEPS="run" leaves out the suite.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "$(id -u)" -ne 0 ]; then
    echo 'make test-bare needs root (it makes a Debian of its own).' >&2
    exit 2
fi
# Mounts and processes belong to namespaces of this script alone, so nothing stays however it ends.
if [ "${1:-}" != inside ]; then
    exec unshare --mount --propagation private --pid --fork --kill-child bash scripts/test_bare.sh inside
fi
command -v debootstrap >/dev/null ||
    DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends debootstrap >/dev/null </dev/null

bare="$(mktemp -d /tmp/xinqiao-bare.XXXXXX)"
# It becomes the root folder, through which every user has to pass.
chmod 755 "$bare"
steps="${XINQIAO_BARE_STEPS:-run test}"
cleanup() {
    umount -R "$bare/proc" "$bare/dev" 2>/dev/null || true
    if [ "${XINQIAO_BARE_KEEP:-}" = 1 ]; then echo "left for a look: $bare"; else rm -rf --one-file-system "$bare"; fi
}
trap cleanup EXIT

make_debian() {
    local mirror
    mirror="$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Codename: bookworm' | sort -u | head -n 1)"
    echo '== an empty Debian 12'
    debootstrap --variant=minbase --include=git,make,python3,ca-certificates bookworm "$bare" "$mirror" >"$bare.log" 2>&1 ||
        { tail -n 20 "$bare.log"; exit 1; }
    rm -f "$bare.log"
    rm -rf "$bare/var/lib/apt/lists"/*
    copy_settings
    mount -t proc proc "$bare/proc"
    mount --rbind /dev "$bare/dev"
}

copy_settings() {
    local path
    rm -f "$bare/etc/apt/sources.list"
    for path in /etc/apt/sources.list /etc/apt/sources.list.d /etc/apt/apt.conf.d /etc/apt/keyrings \
        /etc/pip.conf /etc/xdg/pip /root/.config/pip /etc/resolv.conf /etc/hosts /etc/ssl/certs \
        /usr/local/share/ca-certificates "${PIP_FIND_LINKS:-}"; do
        [ -n "$path" ] && [ -e "$path" ] || continue
        # Gone first: an absolute link left there would lead a copy back into this machine.
        rm -rf "${bare:?}$path"
        mkdir -p "$bare$(dirname "$path")"
        cp -aL "$path" "$bare$(dirname "$path")/"
    done
}

# What the owner of a clean clone has: the tracked files and those about to be.
copy_checkout() {
    mkdir -p "$bare/srv/xinqiao"
    git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' path; do
        [ -e "$path" ] && printf '%s\0' "$path"
    done | tar --null --files-from=- -cf - | tar -xf - -C "$bare/srv/xinqiao"
}

# A signal to the shell that became `chroot` reaches the command itself.
become_bare() { exec chroot "$bare" env -i "${environment[@]}" bash -c "cd /srv/xinqiao && $1"; }
in_bare() { (become_bare "$1"); }

# Starts `make run`, waits for the first page, stops it. The clock runs from the command on.
run_product() {
    local name="$1" log="$bare/tmp/run.log" started=$SECONDS pid
    echo "== make run, $name"
    (become_bare 'exec make run') >"$log" 2>&1 </dev/null &
    pid=$!
    until in_bare 'exec python3 scripts/wait_for_page.py http://localhost:8000/readyz 2' 2>/dev/null; do
        if ! kill -0 "$pid" 2>/dev/null || [ $((SECONDS - started)) -gt 180 ]; then
            tail -n 40 "$log"
            return 1
        fi
    done
    echo "== make run, $name: ready after $((SECONDS - started)) s"
    kill "$pid"
    wait "$pid" 2>/dev/null || true
}

environment=(HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8)
for name in PIP_CERT PIP_FIND_LINKS PIP_DEFAULT_TIMEOUT SSL_CERT_FILE SSL_CERT_DIR CI; do
    [ -z "${!name:-}" ] || environment+=("$name=${!name}")
done

make_debian
copy_checkout
if [[ " $steps " == *' run '* ]]; then
    run_product 'first time'
    # A network of its own with nothing in it but loopback.
    export -f run_product in_bare become_bare
    export bare
    unshare --net bash -c "$(declare -p environment); python3 scripts/loopback_up.py && run_product 'network cut off'"
fi
if [[ " $steps " == *' test '* ]]; then
    echo '== make test'
    in_bare 'exec make test' </dev/null
fi
