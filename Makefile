# The two commands: `make demo` and `make test`. Each sets up all it needs in .venv on a fresh Debian machine with Python 3.11.
PYTHON ?= python3
PORT ?= 8866
BIN := .venv/bin
APT := $(shell command -v apt-get 2>/dev/null)
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo 2>/dev/null)

.PHONY: demo test test-full check fix bench clean

demo: .venv/.installed
	$(BIN)/sef2si demo --port $(PORT)

test: .venv/.installed-test readers check
	$(BIN)/pytest -n 2 --dist loadfile

# Those that take long too, with their full counts: hours of kills, messages and interleavings.
test-full: .venv/.installed-test readers check
	$(BIN)/pytest -n 2 --dist loadfile -m "heavy or not heavy"

# Everything that needs no running: style, types, layers.
check: .venv/.installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: .venv/.installed-test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.installed-test readers
	$(BIN)/python -m benchmarks

.venv/bin/python:
	$(PYTHON) -m venv .venv || { [ -n "$(APT)" ] && $(SUDO) apt-get update -qq && $(SUDO) apt-get install -y -qq python3-venv && $(PYTHON) -m venv .venv; }

.venv/.installed: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	@touch $@

.venv/.installed-test: pyproject.toml constraints.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[test]'
	@touch $@ .venv/.installed

# The tests and benchmarks look at the pages in Chromium and open the documents in LibreOffice, the system's or Debian's.
OFFICE := libreoffice-writer-nogui libreoffice-calc-nogui fonts-liberation fonts-dejavu
.PHONY: readers
readers:
	@{ command -v chromium && command -v soffice; } >/dev/null || { \
	  [ -n "$(APT)" ] || { echo "Please install Chromium and LibreOffice first: the tests open every page and document in them."; exit 1; }; \
	  export DEBIAN_FRONTEND=noninteractive; $(SUDO) apt-get update -qq && \
	  { command -v chromium >/dev/null || $(SUDO) apt-get install -y -qq chromium >/dev/null; } && \
	  { command -v soffice >/dev/null || $(SUDO) apt-get install -y -qq --no-install-recommends $(OFFICE) >/dev/null; }; }

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache artifacts
