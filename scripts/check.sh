#!/usr/bin/env bash
# Everything that can be said about the code without running it. All checks run, then one status.
# With RESULTS=FILE a line "passed NAME" or "failed NAME" is added to that file for each check.
set -uo pipefail
cd "$(dirname "$0")/.."

bin=.venv/bin
failed=0
scratch="$(mktemp -d)"
trap 'rm -rf "$scratch"' EXIT
export XINQIAO_HOME="$scratch" SECRET_KEY=for-checks-only-and-never-for-a-real-team
export DJANGO_SETTINGS_MODULE=xinqiao.config.settings
unset DATABASE_URL

check() {
    local name="$1" output result=passed started=$SECONDS
    shift
    if ! output="$("$@" 2>&1)"; then
        result=failed
        failed=1
        printf '%s\n' "$output"
    fi
    printf '%-14s %s (%s s)\n' "$name" "$result" $((SECONDS - started))
    [ -z "${RESULTS:-}" ] || echo "$result $name" >>"$RESULTS"
}

folders=(xinqiao tests scripts)
[ -d bench ] && folders+=(bench)

check lint "$bin/ruff" check --quiet "${folders[@]}"
check format "$bin/ruff" format --check --quiet "${folders[@]}"
check types "$bin/mypy" xinqiao scripts
check layers "$bin/lint-imports" --no-cache --no-logo
check pages "$bin/lint-imports" --no-cache --no-logo --config .importlinter-web
check translations "$bin/python" scripts/check_translations.py
check system "$bin/django-admin" check --fail-level WARNING
check migrations "$bin/django-admin" makemigrations --check --dry-run
exit "$failed"
