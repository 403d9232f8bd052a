# Two commands matter: `make serve` and `make test`. Each says in one line what it is doing.
PYTHON ?= python3.11
VENV   ?= .venv
BIN    := $(VENV)/bin
PORT   ?= 7860

.PHONY: serve test test-live check bench bench-load eval clean

$(VENV)/.serve: pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "需要 Python 3.11：请先安装 $(PYTHON)，或用 make PYTHON=… 指定。"; exit 2; }
	@echo "[1/2] 建立运行环境 $(VENV)（首次约一两分钟）…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv
	@$(BIN)/uv pip install -q -p $(BIN)/python -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.serve
	@echo "[test] 安装测试与评测依赖…"
	@$(BIN)/uv pip install -q -p $(BIN)/python -c constraints.txt -e ".[dev,eval]"
	@touch $@

serve: $(VENV)/.serve
	@echo "[2/2] 启动服务 http://127.0.0.1:$(PORT) （索引缺失或过期时先自动建立）…"
	@$(BIN)/policybot serve --port $(PORT)

test: $(VENV)/.dev
	@echo "[test] 运行测试…"
	@$(BIN)/python -m pytest

test-live: $(VENV)/.dev
	@echo "[test-live] 用真实模型接口运行测试（没有接口时跳过）…"
	@$(BIN)/python -m pytest -m live

check: $(VENV)/.dev
	@echo "[check] 代码规范与类型检查…"
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: $(VENV)/.dev
	@$(BIN)/python -m bench

bench-load: $(VENV)/.dev
	@$(BIN)/python -m bench.load

eval: $(VENV)/.dev
	@OPENBLAS_NUM_THREADS=1 $(BIN)/policybot eval run --as-of 2023-06-30
	@OPENBLAS_NUM_THREADS=1 $(BIN)/policybot eval gate --run

clean:
	@rm -rf $(VENV) .policybot .pytest_cache .mypy_cache .ruff_cache
