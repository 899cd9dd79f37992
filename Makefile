# One command each for the demo, the tests and the checks. Set-up is part of each of them: it is done
# once, and again only when a lock file or pyproject.toml has changed.

PYTHON ?=
ARGUMENTS ?=

environment := .venv
bin := $(environment)/bin
install := $(bin)/python -m pip --quiet --disable-pip-version-check install

made := $(environment)/.made
runtime := $(environment)/.runtime
development := $(environment)/.development
project := $(environment)/.project
fuzzing := $(environment)/.fuzz
mutating := $(environment)/.mutation
benching := $(environment)/.bench

.DEFAULT_GOAL := help
.PHONY: help serve demo test test-all test-exhaustive check bench fuzz attacks mutation sbom licenses lock screenshots reference clean

help: ## show these lines
	@echo "make TARGET, where TARGET is one of"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1	\2/p' Makefile | expand -t 14

serve: $(project) ## build the sample organisation and its marketplace, and serve it on http://127.0.0.1:8000
	$(bin)/marketplace demo . --serve

demo: $(project) ## the same without serving; leaves the site in site/
	$(bin)/marketplace demo .

# One worker more than there are processors, for tests wait: for processes, browsers, hosts that never answer.
# They start a hundred Pythons, which must not compile the program each time. Each worker takes a part of the
# tests that lie together, so that a site made for several is made once, and then from the others' rest.
test: $(project) $(development) ## run the tests; gets a browser if there is none (ARGUMENTS="-k gallery" for some)
	@chromium=$$(.ci/find-chromium) && \
	PYTHONDONTWRITEBYTECODE= MARKETPLACE_CHROMIUM="$$chromium" \
	$(bin)/python -m pytest --numprocesses "$$(($$(getconf _NPROCESSORS_ONLN) + 1))" --dist worksteal $(ARGUMENTS)

test-all: ARGUMENTS += -m "not exhaustive"
test-all: test ## run the slow tests too

test-exhaustive: ARGUMENTS += -m exhaustive
test-exhaustive: test ## run the tests that take minutes and have a shorter one beside them

check: $(project) $(development) ## format, lint, types, and the direction of imports
	$(bin)/ruff format --check
	$(bin)/ruff check
	$(bin)/mypy
	$(bin)/lint-imports

bench: $(project) $(development) $(benching) ## measure collect and build at several sizes
	PYTHONPATH=tests $(bin)/python -m tests.bench $(ARGUMENTS)

fuzz: $(project) $(development) $(fuzzing) ## fuzz the parsers of untrusted input (ARGUMENTS="--seconds 60 readme")
	nice -n 10 $(bin)/python -m tests.fuzz $(ARGUMENTS)

attacks: $(project) $(development) ## try every attack, and update docs/engineering/hostile-input.md
	@chromium=$$(.ci/find-chromium) && MARKETPLACE_CHROMIUM="$$chromium" \
	PYTHONPATH=tests:tests/readme $(bin)/python -m attacks $(ARGUMENTS)

mutation: $(project) $(development) $(mutating) ## check that the tests notice changes of escape and readme
	nice -n 10 $(bin)/python -m tests.mutation $(ARGUMENTS)

sbom: $(project) $(development) ## write a bill of materials of what the program installs to dist/sbom.cdx.json
	PYTHONPATH=tests $(bin)/python -m supply.sbom

licenses: $(project) $(development) ## update docs/engineering/licenses.md, after a change of the lock files
	PYTHONPATH=tests $(bin)/python -m supply.licenses

lock: $(development) $(project) ## update the lock files from pyproject.toml, and check that all systems have wheels; UPGRADE=1 takes the newest versions
	$(lock) requirements/build.in --output-file requirements/runtime.txt
	$(lock) requirements/build.in --extra development --constraints requirements/runtime.txt \
		--output-file requirements/development.txt
	$(lock) --extra fuzz --constraints requirements/runtime.txt --output-file requirements/fuzz.txt
	$(lock) --extra meaning --constraints requirements/runtime.txt --output-file requirements/meaning.txt
	$(lock) --extra bench --constraints requirements/runtime.txt --output-file requirements/bench.txt
	$(lock) --extra mutation --constraints requirements/runtime.txt --output-file requirements/mutation.txt
	$(lock) --extra formats --constraints requirements/runtime.txt --output-file requirements/formats.txt
	PYTHONPATH=tests $(bin)/python -m supply.wheels

screenshots: demo $(development) ## update the screenshots of the README and of all pages, from the sample
	@MARKETPLACE_CHROMIUM="$$(.ci/find-chromium)" && export MARKETPLACE_CHROMIUM && \
	PYTHONPATH=tests $(bin)/python -m tests.browser.screenshots site docs/assets && \
	PYTHONPATH=tests $(bin)/python -m tests.browser.screenshots site docs/engineering/screens --screens

reference: $(project) $(development) ## update the tables of docs/reference/ from schemas, codes and commands
	$(bin)/python tests/house/reference.py

clean: ## remove everything that can be made again
	rm -rf $(environment) .marketplace build dist site .mypy_cache .pytest_cache .ruff_cache .hypothesis \
		.import_linter_cache .fuzz

lock := $(bin)/uv --quiet pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

$(made):
	@$(bin)/python -m pip --version >/dev/null 2>&1 || { \
	python=$$(.ci/find-python $(PYTHON)) && echo "Making $(environment) with $$python" && \
	rm -rf $(environment) && "$$python" -m venv $(environment); }
	@touch $@

$(runtime): requirements/runtime.txt $(made)
	@echo "Installing the locked dependencies (once)…"
	@$(install) --require-hashes --requirement $<
	@touch $@

$(development): requirements/development.txt $(runtime)
	@echo "Installing the tools for development (once)…"
	@$(install) --require-hashes --requirement $<
	@touch $@

$(fuzzing) $(mutating) $(benching): $(environment)/.%: requirements/%.txt $(development)
	@echo "Installing what $< adds (once)…"
	@$(install) --require-hashes --requirement $<
	@touch $@

$(project): pyproject.toml $(runtime)
	@$(install) --no-deps --no-build-isolation --editable .
	@touch $@
