"""From a real exchange to a case: a draft with gaps, filled in by a maintainer, checked, added to a suite."""

from __future__ import annotations

import json
from pathlib import Path

from bot.errors import BadInput
from bot.settings import load_settings
from eval.corpus import corpus_text
from eval.errors import BadCases
from eval.files import Record, dump, read_object, write_text
from eval.questions import case_of, check_anchors, load, problem_of
from eval.wiring import Wiring

GAP = "（待填）"


def add(wiring: Wiring, trace: str, suite: str, draft: Path | None) -> str:
    """Writes a draft from a trace id, or adds a filled-in draft to its suite; returns in words what was done.

    Raises BadCases naming what is still open or wrong; the suite stays as it was then.
    """
    if trace.endswith(".json"):
        return _adopt(Path(trace), suite, wiring.questions)
    found = wiring.trace(trace)
    if found is None:
        raise BadInput(f"找不到 trace_id“{trace}”的问答记录，请用 eval candidates 查看。")
    target = draft or Path(f"{trace}.json")
    if target.exists():
        raise BadInput(f"{target.name} 已存在，没有覆盖；请换一个文件名。")
    write_text(target, json.dumps(_draft(trace, suite, found), ensure_ascii=False, indent=1) + "\n")
    return f"已写出草稿 {target.name}：请填好标有“{GAP}”的各项，再运行 policybot eval add {target.name}"


def _draft(trace: str, suite: str, found: Record) -> Record:
    return {
        "id": f"F-{trace[:12]}", "type": GAP, "suite": suite, "source": f"feedback:{trace}",
        "question": found["question"], "history": found.get("history") or [], "as_of": found.get("as_of"),
        "answerable": True, "doc": GAP, "anchors": [[GAP]], "must_include": [[GAP]], "must_not_include": [],
        "calc": None, "note": GAP,
    }  # fmt: skip


def _adopt(path: Path, suite: str, folder: Path) -> str:
    record = {**read_object(path), "suite": suite}
    if GAP in json.dumps(record, ensure_ascii=False):
        raise BadCases([f"{path.name}：还有标着“{GAP}”的项没有填。"])
    problem = problem_of(record, suite)
    if problem:
        raise BadCases([f"{path.name}：{problem}。"])
    case = case_of(record, path.name)
    check_anchors([case], corpus_text(load_settings().corpus))
    if any(known.id == case.id for known in load(folder)):
        raise BadCases([f"{path.name}：题号“{case.id}”已在题集中。"])
    target = folder / f"{suite}.jsonl"
    before = target.read_text(encoding="utf-8") if target.exists() else ""
    write_text(target, before + dump(record) + "\n")
    return f"已加入题集 {suite}：{case.id}"
