# Everything runs from a fresh clone: demo builds the circulars that ship, test proves them.
.PHONY: studio studio-bench studio-long pictures editor studio-fonts demo test check bench docs clean schemas golden conformance stress demo-sign fuzz-sign demo-send stress-send stress-jobs bench-jobs clock agreement

PYTHON = .venv/bin/python
# Tests keep what they compile, whatever the caller's environment says: without it each process compiles every test anew.
unexport PYTHONDONTWRITEBYTECODE

demo:
	@tools/setup.sh demo
	@$(PYTHON) build.py
	@echo "Công văn 881: output/2024/canh-bao-gia-danh-lan-2.pdf"
	@echo "              output/2024/canh-bao-gia-danh-lan-2.docx"

# Three at once on two cores: while one waits (for a browser, a lock, a server that drips) the others have both.
test:
	@tools/setup.sh test
	@$(PYTHON) -m pytest -n 3 --dist loadgroup

# The register under 32 processes, 500 numbers and 100 kills, with a disk that fills and a server that restarts: about
# eight minutes on two cores; mounts a small tmpfs, which needs root.
stress:
	@tools/setup.sh test
	@CONGVAN_STRESS=1 $(PYTHON) -m pytest tests/contract/test_crowd.py

# A thousand agencies, two hundred kills, three senders at once, on both databases: about fifteen minutes.
stress-send:
	@tools/setup.sh test
	@CONGVAN_STRESS=1 $(PYTHON) -m pytest -s tests/delivery/test_crowd.py

# Four hundred agencies in the background, three workers, five kills, a server that refuses, defers and hangs up;
# a frozen worker, a database that restarts: six minutes.
stress-jobs:
	@tools/setup.sh test
	@CONGVAN_STRESS=1 $(PYTHON) -m pytest -s tests/jobs/test_kills.py tests/jobs/long_odds.py

# One letter to 10,000 agencies (CONGVAN_AGENCIES) by 1, 2, 5 and 10 workers: about twenty minutes; docs/scale.md has the figures.
bench-jobs:
	@tools/setup.sh test
	@$(PYTHON) bench/jobs.py

# The tests of register, delivery and copies on New Year's Eve, when Việt Nam has the new year and the machine (UTC) has not, and in the
# next year: about a quarter of an hour on two cores; what measures real waiting or sets the clock itself is left out.
clock:
	@tools/setup.sh test
	@for at in "2026-12-31 17:30:00" "2027-03-01 02:00:00"; do \
	    TZ=UTC faketime "$$at" $(PYTHON) -m pytest -n 2 --dist loadgroup tests/unit tests/contract tests/delivery tests/copies -p no:cacheprovider \
	        --ignore tests/contract/test_crowd.py --ignore tests/contract/test_waiting.py --ignore tests/delivery/test_crowd.py \
	        --ignore tests/contract/test_clock.py --ignore tests/delivery/test_clock.py --ignore tests/sign/test_clock.py || exit 1; done

# Forty letters that nobody has seen, and all that ships, in LibreOffice 7.4 and 24.8: about ten minutes.
agreement:
	@tools/setup.sh test
	@CONGVAN_LETTERS=10 $(PYTHON) -m pytest -s tests/readers/test_unseen_letters.py

# The workspace that ships in a browser, until Ctrl-C.
studio:
	@tools/setup.sh demo
	@$(PYTHON) build.py studio

# Fifty kills of the server in the middle of saves, fifty in the middle of number, signature, sending and copy; the whole way and a ledger of a thousand in a browser.
studio-long:
	@tools/setup.sh test
	@CONGVAN_KILLS=50 $(PYTHON) -m pytest -s tests/studio/test_never_lost.py tests/e2e/test_killed_server.py tests/studio/long_whole_way.py tests/studio/long_ledger.py

# The pictures of the guide, as the tests see the pages.
pictures:
	@tools/setup.sh test
	@$(PYTHON) -m pytest tests/studio -k "axe or filters_and_pages or numbering_for_everybody or ready_down or five_people"
	@for name in van-ban bieu-mau sao phat-hanh-ke-hoach phat-hanh-so-gui cap-so so cai-dat; do \
	    cp output/studio/$$name.png docs/images/trinh-duyet-$$name.png; done
	@cp output/studio/ky-cho-ky.png docs/images/trinh-duyet-ky.png
	@cp output/studio/nguoi-.png docs/images/trinh-duyet-viec-cua-toi.png
	@cp output/studio/nguoi-so-nguoi.png docs/images/trinh-duyet-nguoi.png
	@cp output/studio/vai-*.png docs/images/

# What the studio's text view is made of, in one file that is committed: Node is needed here and never where it is installed.
editor:
	@cd tools/editor && npm install --no-package-lock --silent --no-audit --no-fund && npx esbuild codemirror.js --bundle --minify \
	    --format=esm --target=es2022 --charset=utf8 --legal-comments=eof --outfile=../../congvan/studio/static/codemirror.js

# Liberation Serif's Vietnamese letters as web fonts of the preview; committed too.
studio-fonts:
	@tools/setup.sh demo
	@$(PYTHON) tools/studio_fonts.py

check:
	@tools/setup.sh demo
	@if git ls-files | grep -E '(^|/)(node_modules|__pycache__|\.venv|output)/'; then echo "Committed, but made by a machine: take it out."; exit 1; fi
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

# Ten thousand random mutations of a sealed letter's bytes, and ten thousand of the structure (fields, kids, objects, tables,
# revisions) of nine signed files of several makes: two hours of one processor. What is called valid is looked at by poppler and qpdf.
# And each sibling of the published attacks by `sign` and `send`, of which an ordinary run takes a quarter.
fuzz-sign:
	@tools/setup.sh test
	@CONGVAN_FUZZ=10000 CONGVAN_SEED=1 $(PYTHON) -m pytest -s tests/sign/test_mutations.py & first=$$!; \
	CONGVAN_FUZZ=10000 CONGVAN_SEED=1 $(PYTHON) -m pytest -s tests/sign/test_attacks.py tests/sign/test_siblings.py \
	    -k "mutations or sign_and_send" && wait $$first

# Makes worthless keys, signs and seals one letter with them, checks it.
demo-sign:
	@tools/setup.sh demo
	@$(PYTHON) tools/demo_sign.py

# Sends one letter to a mail server on this machine that prints what it gets.
demo-send:
	@tools/setup.sh test
	@$(PYTHON) tools/demo_send.py

bench:
	@tools/setup.sh test
	@$(PYTHON) bench/run.py

# Keys, pages, eight people and a thousand previews in the studio, in Chromium: about two minutes a run; quiet machines only.
studio-bench:
	@tools/setup.sh test
	@$(PYTHON) bench/studio.py

conformance:
	@tools/setup.sh test
	@$(PYTHON) tools/conformance_table.py

docs: schemas
	@$(PYTHON) tools/errors_page.py
	@$(PYTHON) tools/rules_page.py
	@$(PYTHON) tools/kinds_page.py
	@$(PYTHON) tools/characters_page.py
	@$(PYTHON) tools/environment_page.py
	@$(PYTHON) tools/json_page.py

schemas:
	@$(PYTHON) -m congvan.read.schema

clean:
	@rm -rf output .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis tests/tools/node_modules
