#!/usr/bin/env bash
# Prepares .venv (and, as root on Debian, the system packages) for `run` or `test`.
# Asks nothing, needs no terminal, and opens no socket once everything is in place.
set -euo pipefail
cd "$(dirname "$0")/.."

goal="${1:-run}"
venv=.venv
run_packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-wqy-microhei)
# libatomic1: Playwright brings a Node.js of its own, which needs it.
test_packages=(postgresql-15 chromium libatomic1 gettext fonts-noto-cjk)
run_locks=(requirements/base.txt requirements/pdf.txt)
locks=("${run_locks[@]}")
if [ "$goal" = test ]; then
    locks+=(requirements/test.txt)
fi

say() { printf '%s\n' "$*" >&2; }

stop() {
    say "$1"
    exit 2
}

# The package counts as present when what it brings is there, however it came.
present() {
    case "$1" in
        python3-venv) python3 -c 'import ensurepip, venv' 2>/dev/null ;;
        chromium) command -v chromium >/dev/null ;;
        gettext) command -v msgmerge >/dev/null ;;
        postgresql-15) bash scripts/with_postgres.sh --available ;;
        *) [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ] ;;
    esac
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1
    local options=(-qq -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-confold)
    local log
    log="$(mktemp)"
    if ! compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null; then
        apt-get "${options[@]}" update >"$log" 2>&1 </dev/null || true
    fi
    # The lists may be older than the mirror: once more with fresh ones before giving up.
    if apt-get "${options[@]}" install -y --no-install-recommends "$@" >"$log" 2>&1 </dev/null ||
        { apt-get "${options[@]}" update >"$log" 2>&1 </dev/null &&
            apt-get "${options[@]}" install -y --no-install-recommends "$@" >"$log" 2>&1 </dev/null; }; then
        rm -f "$log"
        return 0
    fi
    tail -n 15 "$log" >&2
    rm -f "$log"
    return 1
}

# Debian starts a server as soon as its package is installed, unless told before.
keep_postgresql_from_starting() {
    local file=/etc/postgresql-common/createcluster.conf
    if ! grep -qs '^ *create_main_cluster' "$file"; then
        mkdir -p "$(dirname "$file")"
        echo 'create_main_cluster = false' >>"$file"
    fi
}

system_packages() {
    local wanted=(python3-venv "${run_packages[@]}") missing=() package
    if [ "$goal" = test ]; then
        wanted+=("${test_packages[@]}")
    fi
    for package in "${wanted[@]}"; do
        present "$package" || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        return 0
    fi
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        say "Not installed: ${missing[*]}. On Debian, as root:"
        say "    apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
        return 0
    fi
    say "Installing system packages: ${missing[*]}"
    if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
        keep_postgresql_from_starting
    fi
    apt_install "${missing[@]}" || say "Some system packages could not be installed (see above); going on without them."
}

pick_python() {
    command -v python3 >/dev/null || stop 'Xinqiao needs Python 3.11 or newer as python3; it was not found.'
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        stop "Xinqiao needs Python 3.11 or newer; python3 is $(python3 -V 2>&1)."
}

# The stamp is what was installed: where, and every lock word for word.
stamp_text() {
    pwd -P
    cat "$@"
}

up_to_date() {
    [ -x "$venv/bin/xinqiao" ] && "$venv/bin/python" -c '' 2>/dev/null && stamp_text "${locks[@]}" | cmp -s - "$venv/stamp-$goal"
}

make_venv() {
    # Scripts inside name the place they were made for: a moved or half-made environment is made anew.
    if [ "$(cat "$venv/place" 2>/dev/null)" = "$(pwd -P)" ] && "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        return 0
    fi
    present python3-venv || stop 'Python cannot make virtual environments here: install python3-venv (see above).'
    rm -rf "$venv"
    python3 -m venv "$venv" >&2 || stop 'The virtual environment .venv could not be made (see above).'
    pwd -P >"$venv/place"
}

install_requirements() {
    local arguments=() lock
    for lock in "${locks[@]}"; do
        arguments+=(-r "$lock")
    done
    # Wheels only: building from source would fetch unpinned build tools past the hashes.
    # --no-compile: Python compiles what it imports; compiling all of it costs a third of a cold start.
    PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv/bin/python" -m pip -qq --no-input install \
        --require-hashes --only-binary :all: --no-compile --no-warn-script-location "${arguments[@]}" </dev/null >&2 ||
        stop 'The Python packages could not be installed (see above). What was there before is unchanged.'
}

install_xinqiao() {
    local place site
    place="$(pwd -P)"
    site="$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
    printf '%s\n' "$place" >"$site/xinqiao.pth"
    # The first two lines are a shell script and a Python string at once, so that the path may hold spaces.
    cat >"$venv/bin/xinqiao" <<LAUNCHER
#!/bin/sh
'''exec' "$place/$venv/bin/python" "\$0" "\$@"
' '''
import sys

from xinqiao.cli import main

sys.argv[0] = "xinqiao"
sys.exit(main())
LAUNCHER
    chmod +x "$venv/bin/xinqiao"
}

pick_python
system_packages
if ! up_to_date; then
    say 'Preparing .venv (once; about half a minute) …'
    make_venv
    install_requirements
    install_xinqiao
    stamp_text "${run_locks[@]}" >"$venv/stamp-run"
    stamp_text "${locks[@]}" >"$venv/stamp-$goal"
fi
