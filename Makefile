# On a fresh machine: `make run`, `make check` and `make test`. Each makes .venv when it is missing or out of date.

VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# The newest Python from 3.11 on that is here.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

.PHONY: run check test bench fit try-model break fuzz soak audit lock clean

run: $(VENV)/installed
	@echo "Starting the page; an empty library is filled with the sample papers first."
	@$(BIN)/colloquy ui --sample --port $(PORT)

test: $(VENV)/installed-test
	@echo "Running the tests."
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

check: $(VENV)/installed-check
	@echo "Checking what can be told without running it."
	@$(BIN)/python -m tests.check

# Some twenty minutes; BENCH_PAPERS=FILE, BENCH_SET=DIR and BENCH_SIZES=500,1000 say what is read.
bench: | $(BIN)/python
	@$(BIN)/python -m tests.benchmarks

# The model that COLLOQUY_MODEL and COLLOQUY_BASE_URL name; TRY_FLAGS="--questions FILE --most 34 --record FILE".
try-model: $(VENV)/installed
	@$(BIN)/python -m tests.try_model $(TRY_FLAGS)

# FIT_DATA=PATHS are the labelled files; FIT_MODEL=ranking fits that model alone; FIT_FLAGS="--measure FILE --write"
# are the flags of python -m tests.fit. See tests/fit/README.md.
FIT_MODEL ?= all
fit: $(VENV)/installed
	@test -n "$(FIT_DATA)" || { echo "Say what to fit on: make fit FIT_DATA=DIR" >&2; exit 1; }
	@$(BIN)/python -m tests.fit $(FIT_MODEL) $(FIT_DATA) --samples tests/questions/seeds.jsonl $(FIT_FLAGS)

# What docs/PROMISES.md promises, in the long form: some twenty minutes. BREAK_FLAGS="--papers 500 --seed 2".
break: $(VENV)/installed-test
	@$(BIN)/python -m tests.breaking kills $(BREAK_FLAGS)
	@$(BIN)/python -m tests.breaking disks --every 5
	@$(BIN)/python -m tests.breaking power
	@$(BIN)/python -m tests.breaking costs

# Hours; FUZZ_FLAGS="--count 5000 labels"; python -m tests.fuzz.led is led by atheris.
fuzz: $(VENV)/installed-test
	@$(BIN)/python -m tests.fuzz $(FUZZ_FLAGS)

MINUTES ?= 30
soak: $(VENV)/installed-test
	@$(BIN)/python -m tests.soak --minutes $(MINUTES)

audit: $(VENV)/installed-check
	@$(call compile,--upgrade,$(VENV)/newest.lock)
	@$(BIN)/python -m tests.audit requirements.lock --newest $(VENV)/newest.lock

$(VENV)/installed: pyproject.toml requirements.lock | $(BIN)/python
	@$(call install,.)
	@touch $@

$(VENV)/installed-test: pyproject.toml requirements.lock | $(BIN)/python
	@$(call install,.[test])
	@touch $@ $(VENV)/installed

$(VENV)/installed-check: pyproject.toml requirements.lock | $(BIN)/python
	@$(call install,.[check$(comma)test])
	@touch $@ $(VENV)/installed $(VENV)/installed-test

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed: install it, or run make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Making $(VENV) with $(PYTHON)."
	@$(PYTHON) -m venv $(VENV)

comma := ,

# uv installs the set in a tenth of pip's time, and checks each package against the hash that stands in the lock. Where it
# cannot be had, pip does the same work by the pins alone: with hashes it installs nothing that can be edited.
define install
echo "Installing Colloquy and what it needs (the first time this takes a minute)."; \
if $(BIN)/python -m pip install --quiet --disable-pip-version-check uv 2>/dev/null && $(BIN)/uv --version >/dev/null 2>&1; then \
	$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --constraint requirements.lock \
		--build-constraint requirements.lock --editable '$(1)'; \
else \
	echo "uv cannot be had here; pip takes a little longer, and checks no hashes."; \
	sed -e 's/ *\\$$//' -e '/^ *--hash=/d' requirements.lock >$(VENV)/pins.txt && \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint $(VENV)/pins.txt --editable '$(1)'; \
fi
endef

# Pins and hashes for every Python and platform, without addresses.
define compile
$(BIN)/python -m pip install --quiet --disable-pip-version-check uv; \
$(BIN)/uv pip compile --quiet $(1) --universal --python-version 3.11 --all-extras --generate-hashes --no-emit-index-url \
	--no-header --output-file $(2) pyproject.toml
endef

lock: | $(BIN)/python
	@$(call compile,--upgrade,requirements.lock)

clean:
	@rm -rf $(VENV) .venv-bench
