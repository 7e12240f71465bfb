# Three commands: `make env`, `make demo`, `make test`. Everything lives in .venv and out/; nothing else is touched.
.PHONY: env demo test format bench clean
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
WORKSPACE := out/khong-gian-lam-viec
CASE := cases/thai-nguyen-2023-08

env: $(VENV)/.ready

$(VENV)/.ready: requirements/dev.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: env
	rm -rf out
	mkdir -p $(WORKSPACE)
	cp $(CASE)/bochiso.toml $(WORKSPACE)/
	$(RUN)/bochiso init $(WORKSPACE) --unit H55
	$(RUN)/bochiso import $(CASE)/so-lieu.csv --workspace $(WORKSPACE)
	$(RUN)/bochiso compare 2023-07-31 2023-08-31 --unit H55 --workspace $(WORKSPACE)
	$(RUN)/bochiso report 2023-07-31 2023-08-31 --workspace $(WORKSPACE) --out out
	@echo; echo "Báo cáo tháng 8 năm 2023 của tỉnh Thái Nguyên, bốn định dạng:"; ls out/bao-cao-2023-08.*

test: env
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/python -m pytest -n 2

format: env
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .

bench: env
	$(RUN)/python bench/report.py

clean:
	rm -rf $(VENV) out
