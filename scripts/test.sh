#!/usr/bin/env bash
# The whole suite: two lanes side by side, one a core. Logs and JUnit files lie in var/test.
# The last line is "N passed, N failed, N skipped"; with CI=true a skip counts as a failure.
set -uo pipefail
cd "$(dirname "$0")/.."

bash scripts/bootstrap.sh test || exit $?
started=$SECONDS
export RESULTS_FOLDER="$PWD/var/test"
rm -rf "$RESULTS_FOLDER"
mkdir -p "$RESULTS_FOLDER"

run_lane() {
    bash scripts/lane.sh "$1" 2>&1 </dev/null | tee "$RESULTS_FOLDER/lane-$1.log" | sed -u "s/^/$1 | /"
    return "${PIPESTATUS[0]}"
}

# Each lane is a process group of its own, so that stopping this script stops everything below it.
set -m
run_lane a &
lane_a=$!
run_lane b &
lane_b=$!
set +m
stop_lanes() {
    kill -TERM -- "-$lane_a" "-$lane_b" 2>/dev/null
    wait
    exit 130
}
trap stop_lanes INT TERM HUP
status=0
wait "$lane_a" || status=1
wait "$lane_b" || status=1

echo
echo "Both lanes done in $((SECONDS - started)) s; logs in var/test."
.venv/bin/python scripts/count_results.py "$RESULTS_FOLDER" || status=1
exit "$status"
