#!/usr/bin/env bash
# lane.sh a|b: one half of the suite. (a) checks, everything on SQLite, axe and sign-in in Chromium; (b) PostgreSQL, walks, benches.
set -uo pipefail
cd "$(dirname "$0")/.."

lane="$1"
results="${RESULTS_FOLDER:?set by test.sh}"
failed=0

note() { echo "$1 $2" >>"$results/steps-$lane.txt"; }

# What is missing is said aloud, and fails where nothing may be missing.
skip() {
    echo "SKIPPED $1: $2"
    if [ "${CI:-}" = true ]; then
        note failed "$1"
        failed=1
    else
        note skipped "$1"
    fi
}

tests() {
    local name="$1" started=$SECONDS status=0
    shift
    echo "== $name"
    "$@" --junitxml="$results/$name.xml" || status=$?
    echo "== $name: $((SECONDS - started)) s"
    case "$status" in
        0) ;;
        5) skip "$name" 'no test was found' ;;
        *)
            failed=1
            # Without a report nobody would count that pytest itself broke.
            [ -s "$results/$name.xml" ] || note failed "$name"
            ;;
    esac
}

pytest=(.venv/bin/python -m pytest -q --continue-on-collection-errors)
no_browser='not browser and not axe'

# in_chromium NAME MARKS FOLDER…: only these folders are collected, which takes seconds for all of them.
in_chromium() {
    if command -v chromium >/dev/null; then
        XINQIAO_LANE=browser tests "$1" "${pytest[@]}" -m "$2" "${@:3}"
    else
        skip "$1" 'chromium is not installed'
    fi
}

lane_a() {
    unset DATABASE_URL
    echo '== checks'
    RESULTS="$results/steps-a.txt" bash scripts/check.sh || failed=1
    XINQIAO_LANE=sqlite tests sqlite "${pytest[@]}" -m "$no_browser" --ignore=tests/bench tests
    in_chromium axe 'axe or browser' tests/e2e/test_axe_crawl.py tests/web
}

lane_b() {
    if bash scripts/with_postgres.sh --available; then
        XINQIAO_LANE=postgresql tests postgresql bash scripts/with_postgres.sh "${pytest[@]}" -m "$no_browser" tests
    else
        skip postgresql 'PostgreSQL 15 or newer is not installed'
    fi
    unset DATABASE_URL
    in_chromium browser 'browser or bench' tests/e2e tests/bench
}

"lane_$lane"
exit "$failed"
