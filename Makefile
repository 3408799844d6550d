# `make help` lists the commands. The settings of the site are read from the environment: docs/configuration.md.

PYTHON ?= python3
PORT ?= 8000
ARGS ?=

IN_VENV := .venv/bin/python
PIP := $(IN_VENV) -m pip install --quiet --disable-pip-version-check --no-input
LOCK := $(IN_VENV) -m uv pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
TEMPLATES := find . '(' -name .venv -o -name node_modules ')' -prune -o -path '*templates/*.html' -print0 | xargs -0
STATIC := staticfiles/staticfiles.json
SECRET := $(if $(value SECRET_KEY),,data/secret_key)

.PHONY: help run test lint audit bench load drills cluster-test fuzz pictures release format lock clean venv messages

help: ## List the commands
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' Makefile

run: $(STATIC) $(SECRET) ## Serve the site at http://127.0.0.1:8000/ (PORT=8001 takes another port)
	@$(IN_VENV) manage.py prepare && \
	exec .venv/bin/gunicorn --config config/gunicorn.py --bind 127.0.0.1:$(PORT)

test: .venv/.developed $(STATIC) ## Run the tests on SQLite, and on PostgreSQL what depends on it (ARGS="-k timeline" goes to pytest)
	@$(IN_VENV) -m tests.run $(ARGS)

lint: .venv/.developed ## Check style, templates and types
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .
	$(TEMPLATES) .venv/bin/djade --target-version 5.2 --check
	SECRET_KEY=lint $(IN_VENV) -m mypy .

audit: .venv/.developed $(STATIC) ## Measure speed, weight, markup, feeds, headers and packages (ARGS="weight nu" for some of them)
	@$(IN_VENV) -m audit $(ARGS)

bench: .venv/.developed $(STATIC) ## Measure what each page costs at four sizes (QUICK=1, or ARGS="--postgresql 10000 --record")
	@$(IN_VENV) -m bench.pages $(if $(QUICK),--quick) $(ARGS)

load: .venv/.developed $(STATIC) ## Measure many writers and readers at once (ARGS="--minutes 1 --postgresql")
	@$(IN_VENV) -m bench.load $(ARGS)

drills: .venv/.developed $(STATIC) ## Kill, fill and cut what the site stands on (ARGS="kill power" for some of it)
	@$(IN_VENV) -m drills $(ARGS)

cluster-test: .venv/.developed $(STATIC) ## Run the site on several servers and kill some of them (ARGS="--seconds 300")
	@$(IN_VENV) -m cluster $(ARGS)

fuzz: .venv/.developed $(STATIC) ## Ask 10,000 odd requests on each database (ARGS="--requests 1000 --seed 7")
	@$(IN_VENV) -m tests.fuzz $(ARGS)

pictures: .venv/.developed $(STATIC) ## Take the pictures of docs/img/ anew
	@$(IN_VENV) -m audit.pictures

format: .venv/.developed ## Put code and templates in form
	$(IN_VENV) -m ruff check --fix .
	$(IN_VENV) -m ruff format .
	$(TEMPLATES) .venv/bin/djade --target-version 5.2

release: .venv/.developed ## Keep a database and an export of VERSION=0.2.0 for the tests of all later ones
	@$(IN_VENV) -m tests.releasing make $(VERSION) $(ARGS)

messages: .venv/.developed ## Gather the words to translate and compile the catalogues (needs gettext)
	@$(IN_VENV) manage.py makemessages --all --no-obsolete --add-location file --no-wrap --verbosity 0 \
		--ignore .venv --ignore staticfiles --ignore audit --ignore bench --ignore cluster --ignore drills --ignore 'tests/*' --ignore '*/tests/*'
	@$(IN_VENV) manage.py compilemessages --ignore .venv --verbosity 0

lock: .venv/.installed ## Pin the packages anew (ARGS=--upgrade takes newer ones)
	@$(PIP) uv
	$(LOCK) $(ARGS) --output-file requirements.txt requirements.in
	$(LOCK) $(ARGS) --output-file requirements-dev.txt requirements-dev.in
	$(LOCK) $(ARGS) --output-file requirements-s3.txt requirements-s3.in

clean: ## Remove what these commands made, but never data/
	rm -rf .venv staticfiles audit/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# A stamp is touched after its work, so that interrupted work is done again.
.venv/.installed: requirements.txt
	@$(IN_VENV) -c 'import pip' 2>/dev/null || $(MAKE) --no-print-directory venv
	@echo "Installing the packages of $<, which takes a minute once"
	@$(PIP) --require-hashes -r $<
	@touch $@

.venv/.developed: requirements-dev.txt .venv/.installed
	@echo "Installing the packages of $<, which takes a minute once"
	@$(PIP) --require-hashes -r $<
	@touch $@

venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo >&2 \
		"Commonplace needs Python 3.11 or newer; if yours has another name, say so: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo >&2 \
		"This Python cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv --clear .venv

$(STATIC): .venv/.installed config/static.py $(shell find static)
	@DEBUG=false SECRET_KEY=collecting $(IN_VENV) manage.py collectstatic --no-input --verbosity 0

data/secret_key:
	@umask 077 && mkdir -p data && \
	$(IN_VENV) -c 'import secrets; print(secrets.token_urlsafe(50))' > $@.new && mv $@.new $@
