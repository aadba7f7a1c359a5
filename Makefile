# make run     set everything up and open the app on http://localhost:8501
# make test    set everything up and run lint, types and all tests
# make quick   the same without the tests that need a browser
# make engines every page in Chromium, Firefox and WebKit, where they are
# make verify  what is long by nature: faults, fuzzing, other arithmetic, long walks
# make bench   set everything up and measure
# make pack       compress what visitors are sent as far as it goes, once: a tenth less
# make cartesian  fetch the plotly.js of flat pictures, if what came before could not
# Each does its own set-up in .venv and node_modules; the second time there is nothing to do.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$python; break; }; done)
VENV ?= .venv
PORT ?= 8501
WORKERS ?= 3

python := $(VENV)/bin/python
venv_stamp := $(VENV)/.made
run_stamp := $(VENV)/.run
dev_stamp := $(VENV)/.dev
node_stamp := node_modules/.made
cartesian := tools/cartesian/node_modules/plotly.js-cartesian-dist-min/plotly-cartesian.min.js

# What fails to install is told in one sentence.
install := $(PYTHON) tools/install.py
pip := $(python) -m pip install --disable-pip-version-check --quiet

node_tests := --test --test-isolation=none "tests/js/*.test.js"

# Without bytecode on the disk each process would compile every module anew: in a fresh clone the
# modules are compiled once, before server and workers begin at the same time.
unexport PYTHONDONTWRITEBYTECODE
tests := pytest -n $(WORKERS) --dist worksteal -q

.PHONY: cartesian pack engines run dev test quick verify lint lint-python lint-javascript format bench preflight clean

run: $(run_stamp) $(cartesian)
	$(python) -m streamlit run app.py --server.port $(PORT)

dev: $(run_stamp) $(cartesian)
	$(python) -m streamlit run app.py --server.port $(PORT) --server.fileWatcherType auto \
		--server.runOnSave true --client.showErrorDetails full

# Nothing is tried again: a test that fails once has failed. What is skipped is listed, and why.
test: preflight lint
	@$(python) -m compileall -q lrviz
	$(python) -m tests.browser.server -m $(tests)

quick: lint
	$(python) -m $(tests) -m "not browser"

# What of the three a machine lacks is said, and left out.
engines: preflight
	LRVIZ_ENGINES=1 $(python) -m tests.browser.server -m pytest -q -rs tests/engines

verify: preflight
	$(python) -m tools.verify $(PARTS)

# Python's types take as long as all that has to do with JavaScript, and one core.
lint: $(dev_stamp) $(node_stamp)
	@$(MAKE) --no-print-directory --jobs=2 lint-python lint-javascript

lint-python:
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy --cache-dir $(VENV)/.mypy_cache

lint-javascript:
	$(python) -m tools.node node_modules/.bin/oxlint
	$(python) -m tools.node node_modules/.bin/tsc --project .
	$(python) -m tools.node $(node_tests)

format: $(dev_stamp)
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

bench: preflight
	$(python) -m benchmarks

cartesian: $(cartesian)

# What every visitor is sent, as small as it can be: once, a minute or two, kept in the user's cache.
pack: $(run_stamp) $(cartesian)
	$(python) -m lrviz.ui.packed

# One sentence, before anything long begins, if this machine lacks something.
preflight: $(dev_stamp) $(node_stamp) $(cartesian)
	@$(python) -m tools.preflight

clean:
	rm -rf $(VENV) node_modules

$(venv_stamp):
	@test -n "$(PYTHON)" || { echo "lrviz needs Python 3.11 or newer; name one: make PYTHON=/path/to/python3"; exit 1; }
	@$(install) $(VENV) $(PYTHON) -m venv $(VENV)
	@touch $@

$(run_stamp): requirements.txt $(venv_stamp)
	@$(install) $(VENV) $(pip) -r requirements.txt
	@touch $@

$(dev_stamp): requirements-dev.txt $(run_stamp)
	@$(install) $(VENV) $(pip) -r requirements-dev.txt
	@touch $@

# plotly.js of flat pictures alone, which visitors are sent first; where it cannot be had, the app does
# without. It takes it where it is of the version that plotly's own package ships.
$(cartesian): tools/cartesian/package-lock.json $(run_stamp)
	@$(python) -m tools.cartesian

# What checks the JavaScript.
$(node_stamp): package.json package-lock.json $(dev_stamp)
	@$(python) -m tools.node npm ci
	@touch $@
