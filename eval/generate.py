"""Runs the assistant over question suites; the answers join `generate` and `score` as a file.

The run goes through the same batch path as users'. Each answer is appended to `<out>.part` as it arrives, so
an interrupted run is taken up again; the finished file is put in place in one step, with its configuration.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from eval.errors import BadCases
from eval.files import Record, dump, read_lines, write_lines, write_text
from eval.questions import Case

AnswerBatch = Callable[[Iterable[Record]], Iterator[Record]]
"""Lines `{"id","question","history","as_of"}` → one answer (the contract's JSON object) a line, in order."""
Retrieve = Callable[[Record], list[Record]]
"""One line → the retrieved passages by rank, each with `passage_id` and `text`."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """What a run asks and how. `config` is saved beside the answers; a run is resumed only under the same."""

    cases: Sequence[Case]
    out: Path
    config: Record
    concurrency: int = 1
    progress: Progress = lambda done, total: None

    @property
    def part(self) -> Path:
        """Where answers wait until the run is complete."""
        return self.out.with_name(self.out.name + ".part")

    @property
    def fingerprint(self) -> str:
        """Names the questions and the configuration."""
        content = [self.config, [case.line() for case in self.cases]]
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def generate(run: Run, answer_batch: AnswerBatch, retrieve: Retrieve | None = None) -> int:
    """Answers what an interrupted run left open, puts the file in place, returns how many were taken over.

    What was retrieved is recorded where the case has anchors; without them no rank can be scored.
    Raises BadCases if the bot returns an answer to another question than it was asked. What was answered is
    kept in the `.part` file whatever is raised.
    """
    done = resume(run)
    taken = len(done)
    open_cases = [case for case in run.cases if case.id not in done]
    write_lines(run.part, [{"run": run.fingerprint}, *done.values()])
    with run.part.open("a", encoding="utf-8") as part:
        for case, answer in zip(open_cases, _answers(run, open_cases, answer_batch), strict=True):
            if answer.get("id") != case.id:
                raise BadCases([f"第 {len(done) + 1} 个回答的题号是“{answer.get('id')}”，应为“{case.id}”。"])
            if not case.anchors:
                answer = {key: value for key, value in answer.items() if key != "retrieved"}
            elif retrieve is not None and "retrieved" not in answer:
                answer = {**answer, "retrieved": retrieve(case.line())}
            done[case.id] = answer
            part.write(dump(answer) + "\n")
            part.flush()
            run.progress(len(done), len(run.cases))
    write_lines(run.out, [done[case.id] for case in run.cases])
    write_text(meta_path(run.out), json.dumps(run.config, ensure_ascii=False, indent=1) + "\n")
    run.part.unlink()
    return taken


def meta_path(out: Path) -> Path:
    """Where the configuration of an answers file is saved."""
    return out.with_name(out.name + ".meta.json")


def resume(run: Run) -> dict[str, Record]:
    """The answers of an interrupted run of the same configuration; a line cut in the middle is dropped."""
    if not run.part.exists():
        return {}
    lines = [record for _, record in read_lines(run.part) if isinstance(record, dict)]
    if not lines or lines[0].get("run") != run.fingerprint:
        return {}
    known = {case.id for case in run.cases}
    return {
        line["id"]: line for line in lines[1:] if line.get("id") in known and line.get("status") != "error"
    }


def _answers(run: Run, cases: Sequence[Case], answer_batch: AnswerBatch) -> Iterator[Record]:
    """In order; with concurrency each question is a batch of one, several at a time."""
    if run.concurrency <= 1:
        yield from answer_batch(case.line() for case in cases)
        return

    def one(case: Case) -> Record:
        return next(iter(answer_batch([case.line()])))

    with ThreadPoolExecutor(run.concurrency) as pool:
        yield from pool.map(one, cases)
