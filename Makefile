# Three commands: `make env`, `make demo`, `make test`. Everything lives in .venv and out/; nothing else is touched.
.PHONY: env demo test format bench clean
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
WORKSPACE := out/khong-gian-lam-viec
CASE := cases/thai-nguyen-2023-08
SAMPLE := out/tinh-mau
LEDGER := out/khong-gian-ho-so
KINDS := units procedures services dossiers petitions certifications

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
	@echo; echo "Tỉnh mẫu: hồ sơ sinh ra (không hồ sơ nào có thật) để tính ra đúng số liệu trên giấy của Thái Nguyên."
	$(RUN)/bochiso sample $(SAMPLE)
	$(RUN)/bochiso init $(LEDGER) --unit H55
	for kind in $(KINDS); do $(RUN)/bochiso load $$kind $(SAMPLE)/$$kind.* --workspace $(LEDGER) || exit 1; done
	$(RUN)/bochiso compute --at 2023-07-31T16:30 --unit H55 --workspace $(LEDGER)
	$(RUN)/bochiso compute --at 2023-08-31T16:30 --unit H55 --workspace $(LEDGER)
	$(RUN)/bochiso show 2023-08-31 --unit H55:so-tu-phap --workspace $(LEDGER)
	$(RUN)/bochiso show 2023-08-31 --unit H55:huyen-dai-tu:xa-01 --workspace $(LEDGER)
	$(RUN)/bochiso dossiers 2.3 --unit H55:so-tu-phap --at 2023-08-31T16:30 --which counted --workspace $(LEDGER)
	$(RUN)/bochiso explain 2023-07-31 2023-08-31 --indicator 1.2 --unit H55:huyen-dai-tu --by time --workspace $(LEDGER)
	$(RUN)/bochiso report 2023-07-31 2023-08-31 --workspace $(LEDGER) --out out/tu-ho-so
	@echo; echo "Xem trên trang web: $(RUN)/bochiso serve --workspace $(LEDGER)"

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
