# `make run` starts a province; `make test` tries everything. Needs Debian, git, make, Python 3.11.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Test processes: one is slower, and nothing disturbs what is timed.
JOBS ?= 2
PYTHON ?= $(firstword $(shell command -v python3.11 python3.12 python3.13 python3))
VENV := .venv
BIN := $(VENV)/bin
PIP_QUIET := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
export PYTHONWARNINGS :=
# Where it is set, each of a hundred processes compiles Django anew: half of what a start costs.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help run install test check prove drill kills overload upgrade failover bench pictures messages openapi requirements clean

help:
	@echo "make run           start a province on http://localhost:8000 (MOTCUA_PORT, MOTCUA_HOME)"
	@echo "make test          every test, with what they need"
	@echo "make check         format, lint, types, import contracts, migrations"
	@echo "make prove         the longer proofs, results to docs/proofs"
	@echo "make drill         lose a database and restore it, result to docs/proofs (DRILL='--dossiers 1000000')"
	@echo "make upgrade       the release before and this one together on one database, result to docs/proofs"
	@echo "make faults        every other fault on purpose, each with its control, result to docs/proofs"
	@echo "make kills         kill -9 five hundred times under load, result to docs/proofs (KILLS='--kills 20')"
	@echo "make overload      ten times the load, with and without the gate, result to docs/proofs"
	@echo "make failover      kill the leader of three PostgreSQL under Patroni, result to docs/proofs"
	@echo "make bench         measurements, results to benchmarks"
	@echo "make pictures      take the pictures of the README again"
	@echo "make messages      compile the English words of the screens"
	@echo "make openapi       write docs/api/openapi.json again"
	@echo "make requirements  compile the hashed requirements"
	@echo "make clean         remove .venv and caches (never an installation)"

run: $(VENV)/stamp-run
	@exec setpriv --pdeathsig TERM $(BIN)/motcua up

# On a server nobody who runs it may write here: what is not compiled now is at every start.
install: $(VENV)/stamp-run
	@tools/install compiled

$(VENV)/stamp-venv:
	@tools/make_venv "$(PYTHON)" $(VENV)
	@touch $@

$(VENV)/stamp-build: requirements/build.txt | $(VENV)/stamp-venv
	@echo "· pip, uv …" >&2
	@tools/install build
	@touch $@

$(VENV)/stamp-run: requirements/run.txt pyproject.toml | $(VENV)/stamp-build
	@echo "· Cài gói Python / Python packages …" >&2
	@tools/install run
	@touch $@

$(VENV)/stamp-dev: requirements/dev.txt $(VENV)/stamp-run
	@echo "· Cài gói kiểm thử / test packages …" >&2
	@tools/install dev
	@touch $@

$(VENV)/stamp-browser: tools/install_browser | $(VENV)/stamp-venv
	@tools/install_browser
	@touch $@

$(VENV)/stamp-postgresql: tools/unpack_postgresql | $(VENV)/stamp-venv
	@tools/unpack_postgresql
	@touch $@

$(VENV)/stamp-nginx: tools/unpack_nginx | $(VENV)/stamp-venv
	@tools/unpack_nginx
	@touch $@

test: $(VENV)/stamp-dev $(VENV)/stamp-browser $(VENV)/stamp-nginx
	@$(BIN)/pytest -m "not prove" -n $(JOBS) --dist loadfile --no-loadscope-reorder $(TESTS)

check: $(VENV)/stamp-dev
	@tools/check

prove: $(VENV)/stamp-dev $(VENV)/stamp-browser $(VENV)/stamp-nginx
	@tools/prove

drill: $(VENV)/stamp-dev
	@{ echo "command: make drill DRILL='$(DRILL)'"; echo "commit:  $$(git rev-parse --short HEAD)"; \
	  echo "machine: $$(nproc) cores, $$(uname -sr)"; $(BIN)/python -W ignore -m tools.drill $(DRILL); \
	} | tee docs/proofs/drill.txt

faults: $(VENV)/stamp-dev
	@{ echo "command: make faults"; echo "commit:  $$(git rev-parse --short HEAD)"; \
	  echo "machine: $$(nproc) cores, $$(uname -sr), load before $$(cut -d' ' -f1 /proc/loadavg)"; \
	  $(BIN)/pytest -m prove -rA -s tests/faults tests/start/test_server.py; \
	} | tee docs/proofs/faults.txt

# A program of tests/faults, its arguments, and the variable they came in.
define tried
	@{ echo "command: make $(1)$(if $(2), $(3)='$(2)')"; echo "commit:  $$(git rev-parse --short HEAD)"; \
	  echo "machine: $$(nproc) cores, $$(uname -sr), load before $$(cut -d' ' -f1 /proc/loadavg)"; \
	  $(BIN)/python -W ignore -m tests.faults.$(1) $(2); } | tee docs/proofs/$(1).txt
endef

kills: $(VENV)/stamp-dev
	$(call tried,kills,$(KILLS),KILLS)

overload: $(VENV)/stamp-dev $(VENV)/stamp-nginx
	$(call tried,overload,$(OVERLOAD),OVERLOAD)

failover: $(VENV)/stamp-dev $(VENV)/stamp-failover $(VENV)/stamp-postgresql
	@{ echo "command: make failover FAILOVER='$(FAILOVER)'"; echo "commit:  $$(git rev-parse --short HEAD)"; \
	  echo "machine: $$(nproc) cores, $$(uname -sr)"; \
	  $(BIN)/python -W ignore -m tools.failover $(FAILOVER); \
	} | tee docs/proofs/failover.txt

upgrade: $(VENV)/stamp-dev
	@{ echo "command: make upgrade UPGRADE='$(UPGRADE)'"; echo "commit:  $$(git rev-parse --short HEAD)"; \
	  echo "machine: $$(nproc) cores, $$(uname -sr)"; \
	  $(BIN)/python -W ignore tools/upgrade.py $(UPGRADE); \
	} | tee docs/proofs/upgrade.txt

$(VENV)/stamp-failover: requirements/failover.txt | $(VENV)/stamp-build
	@$(PYTHON) -m venv $(VENV)/failover
	@$(BIN)/uv pip install --quiet --python $(VENV)/failover/bin/python --require-hashes -r $<
	@touch $@

bench: $(VENV)/stamp-dev
	@$(BIN)/python -m benchmarks

pictures: $(VENV)/stamp-dev $(VENV)/stamp-browser
	@$(BIN)/python tools/pictures.py

messages: $(VENV)/stamp-dev
	@$(BIN)/python tools/messages.py

openapi: $(VENV)/stamp-dev
	@$(BIN)/python tools/openapi.py

requirements: | $(VENV)/stamp-build
	@for name in build run dev failover; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-annotate --no-emit-index-url requirements/$$name.in \
	    --output-file requirements/$$name.txt; \
	done

clean:
	@rm -rf $(VENV) build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path "./.motcua*" -prune -exec rm -rf {} +
