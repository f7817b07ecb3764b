# Everything a person types. Each line calls one script in scripts/, where the reasons are written.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test test-full test-bare check messages bench shots lock wheel clean

PYTHON := .venv/bin/python
# Without bytecode every start of a process would compile Django again, two seconds each; git ignores the folders.
unexport PYTHONDONTWRITEBYTECODE

help:
	@echo 'make run        start Xinqiao with its demo team (PORT=8000 by default)'
	@echo 'make test       the whole suite in two lanes; make test-full adds the long runs'
	@echo 'make check      lint, types, layers, translations, migrations'
	@echo 'make test-bare  run and test in an empty Debian 12 (as root)'
	@echo 'make bench · make shots · make messages [PARTS="a.po b.po"] · make lock · make wheel · make clean'

run:
	@bash scripts/bootstrap.sh run
	@exec .venv/bin/xinqiao serve --demo

test:
	@bash scripts/test.sh

test-full:
	@XINQIAO_FULL=1 bash scripts/test.sh

test-bare:
	@bash scripts/test_bare.sh

check:
	@bash scripts/bootstrap.sh test
	@bash scripts/check.sh

messages:
	@bash scripts/bootstrap.sh test
	@$(PYTHON) scripts/update_translations.py $(PARTS)

bench:
	@bash scripts/bootstrap.sh test
	@bash scripts/with_postgres.sh $(PYTHON) -m bench $(ARGS)

shots:
	@bash scripts/bootstrap.sh test
	@$(PYTHON) -m tests.e2e.shots $(ARGS)

lock:
	@bash scripts/lock.sh

wheel:
	@bash scripts/bootstrap.sh test
	@rm -rf dist
	@$(PYTHON) -m hatchling build -t wheel

clean:
	rm -rf .venv .venv-lock dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis var/test
	find xinqiao tests scripts bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
