# What one does with the site. `make run` is all that is needed to try it.

PORT ?= 8000
export PORT
DJANGO_SUPERUSER_EMAIL ?= $(DJANGO_SUPERUSER_USERNAME)@localhost
LOCK := .venv/bin/uv pip compile --universal --python-version 3.11.0 --generate-hashes --no-emit-index-url --no-header

.PHONY: help run admin test check bench drill screenshots lock format clean

help:
	@echo "make run          install, migrate, load the starter content, serve on http://127.0.0.1:$(PORT) (PORT=... changes it)"
	@echo "make admin        create an administrator (asks; or takes DJANGO_SUPERUSER_USERNAME and _PASSWORD)"
	@echo "make test         everything: lint, types, the suite on SQLite and PostgreSQL, journeys in Chromium"
	@echo "make check        the quick part of that, in under a minute: lint, types, the tests that ask no database"
	@echo "make bench        the benchmarks"
	@echo "make drill        what happens when something dies: a throw-away site loses its workers under load"
	@echo "make screenshots  pictures of the pages, into docs/"
	@echo "make format       lay the code out as the checks want it"
	@echo "make lock         lock the requirements anew (UPGRADE=--upgrade takes the newest versions)"
	@echo "make clean        remove what was installed and collected; the data in var/ stays"

run: .venv/installed-runtime
	@.venv/bin/python manage.py migrate --noinput
	@.venv/bin/python manage.py load_starter
	@.venv/bin/python manage.py collectstatic --noinput --verbosity 0
	@echo "Gotchas is on http://127.0.0.1:$(PORT) - Ctrl-C stops it; make admin creates an administrator."
	@.venv/bin/python manage.py worker --with-parent & exec .venv/bin/gunicorn --config deploy/gunicorn.py

admin: .venv/installed-runtime
	@.venv/bin/python manage.py migrate --noinput --verbosity 0
ifdef DJANGO_SUPERUSER_PASSWORD
	@DJANGO_SUPERUSER_EMAIL="$(DJANGO_SUPERUSER_EMAIL)" .venv/bin/python manage.py createsuperuser --noinput
else
	@.venv/bin/python manage.py createsuperuser
endif

test: .venv/installed-dev
	@PYTHONPATH=. .venv/bin/python scripts/test.py

check: .venv/installed-dev
	@PYTHONPATH=. .venv/bin/python scripts/test.py --quick

bench: .venv/installed-dev
	@for file in benchmarks/[a-z]*.py; do echo "== $$file"; PYTHONPATH=. .venv/bin/python "$$file" || exit 1; done
	@echo "== benchmarks/search"; .venv/bin/python -m benchmarks.search

drill: .venv/installed-dev
	@PYTHONPATH=. .venv/bin/python scripts/drill.py

screenshots: .venv/installed-dev
	@PYTHONPATH=. .venv/bin/python scripts/screenshots.py

format: .venv/installed-dev
	@.venv/bin/ruff check --fix --quiet .
	@.venv/bin/ruff format .
	@.venv/bin/djade --target-version 5.2 $$(find templates -name '*.html')

lock: .venv/installed-dev
	$(LOCK) --quiet $(UPGRADE) requirements/runtime.in --output-file requirements.txt
	$(LOCK) --quiet $(UPGRADE) requirements/dev.in --output-file requirements/dev.txt

clean:
	rm -rf .venv staticfiles .mypy_cache .pytest_cache .ruff_cache .hypothesis

# The marks inside .venv go with it; a lock newer than its mark is installed again.
.venv/installed-runtime: requirements.txt scripts/venv.sh
	@scripts/venv.sh requirements.txt
	@touch $@

.venv/installed-dev: requirements.txt requirements/dev.txt scripts/venv.sh
	@scripts/venv.sh requirements/dev.txt
	@touch $@ .venv/installed-runtime
