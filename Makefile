# make run    set everything up and open the app on http://localhost:8501
# make test   set everything up and run lint, types and all tests
# make fuzz   the property tests without a browser, on examples never drawn before
# make bench  set everything up and measure
# Each does its own set-up in .venv; the second time there is nothing to do.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$python; break; }; done)
VENV ?= .venv
PORT ?= 8501
WORKERS ?= 2

python := $(VENV)/bin/python
venv_stamp := $(VENV)/.made
run_stamp := $(VENV)/.run
dev_stamp := $(VENV)/.dev
node_stamp := node_modules/.made

# The modules of the components as the browser sees them are side by side, by links.
node_tests := --preserve-symlinks --test --test-isolation=none "tests/js/*.test.js"

.PHONY: run dev test fuzz lint format bench browser clean

run: $(run_stamp)
	$(python) -m streamlit run app.py --server.port $(PORT)

dev: $(run_stamp)
	$(python) -m streamlit run app.py --server.port $(PORT) --server.fileWatcherType auto \
		--server.runOnSave true --client.showErrorDetails full

# What fails beside a second browser on a busy machine is tried once more, alone; a second
# failure counts.
test: lint browser
	$(python) -m tools.node $(node_tests)
	$(python) -m pytest -n $(WORKERS) --dist loadfile || \
		$(python) -m pytest --last-failed --last-failed-no-failures none

fuzz: $(dev_stamp)
	LRVIZ_EXAMPLES=new $(python) -m pytest -n $(WORKERS) --dist loadfile -m "not browser"

lint: $(dev_stamp) $(node_stamp)
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	$(python) -m tools.node node_modules/.bin/oxlint
	$(python) -m tools.node node_modules/.bin/tsc --project .

format: $(dev_stamp)
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

bench: $(dev_stamp) browser
	$(python) -m benchmarks

# Without a browser the rest is still worth testing; the browser tests then fail and say why.
browser: $(dev_stamp)
	@$(python) -m tools.chromium || true

clean:
	rm -rf $(VENV) node_modules

$(venv_stamp):
	@test -n "$(PYTHON)" || { echo "lrviz needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(run_stamp): requirements.txt $(venv_stamp)
	$(python) -m pip install --disable-pip-version-check --quiet -r requirements.txt
	@touch $@

$(dev_stamp): requirements-dev.txt $(run_stamp)
	$(python) -m pip install --disable-pip-version-check --quiet -r requirements-dev.txt
	@touch $@

# What checks the JavaScript.
$(node_stamp): package.json package-lock.json $(dev_stamp)
	$(python) -m tools.node npm ci
	@touch $@
