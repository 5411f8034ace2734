# `make` alone lists what can be done. Everything is installed into .venv, nothing outside it.
SHELL := /bin/bash
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

# The environment: made once, and again only after settings.ini or setup.py changed.
$(STAMP): settings.ini setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || \
	  { echo "sdq_lite needs Python 3.10 or newer: try 'make PYTHON=python3.12 ...'" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing sdq_lite and its tools into $(VENV) (a few minutes, once) ..."
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

.PHONY: help venv demo test browser lab export refresh docs clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | \
	  while IFS=$$'\t' read -r name what; do printf '  make %-9s %s\n' "$$name" "$$what"; done

venv: $(STAMP) ## install everything into .venv (the other targets do it when needed)

demo: $(STAMP) ## quantize a small network from end to end (ARGS="..." goes to `sdq demo`)
	@$(BIN)/sdq demo --out runs/demo $(ARGS)

test: $(STAMP) ## check that package and notebooks agree, run every notebook, stage the docs
	@$(BIN)/python .ci/check.py

browser: $(STAMP) ## move the explorers in a real browser (ARGS="--shots folder" keeps pictures)
	@$(BIN)/python .ci/browser.py $(ARGS)

lab: $(STAMP) ## open the notebooks in JupyterLab
	@$(BIN)/jupyter lab --notebook-dir=nbs

export: $(STAMP) ## write the package and README.md from the notebooks
	@$(BIN)/python .ci/export.py

refresh: $(STAMP) ## run the notebooks and store their outputs (NB="nbs/a.ipynb ..." restricts)
	@$(BIN)/python .ci/refresh.py $(NB)

docs: $(STAMP) ## render the site into _docs with Quarto, or a preview of it where Quarto is absent
	@$(BIN)/python .ci/docs.py

clean: ## remove what was built (.venv, runs and data stay)
	@rm -rf _proc _docs build dist *.egg-info
	@find nbs sdq_lite .ci -depth \( -name __pycache__ -o -name .ipynb_checkpoints \) -exec rm -rf {} +
