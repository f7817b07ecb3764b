#!/usr/bin/env bash
# Resolves requirements/*.in anew. The locks name no address: hashes say what is meant, not where it lies.
set -euo pipefail
cd "$(dirname "$0")/.."

export PIP_DISABLE_PIP_VERSION_CHECK=1
if ! .venv-lock/bin/uv --version 2>/dev/null | grep -q '^uv 0\.13\.8'; then
    python3 -m venv .venv-lock
    .venv-lock/bin/python -m pip -qq --no-input install --only-binary :all: uv==0.13.8
fi
cd requirements
for name in base pdf test; do
    ../.venv-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header "$@" "$name.in" -o "$name.txt"
done
