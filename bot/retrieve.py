"""Finding the clauses that bear on a question: keyword and dense search, likely wordings, rules and named documents, fused."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import yaml

from bot.decision.articles import called, numbered
from bot.facts.asked import holds_figure
from bot.types import Retrieved
from bot.understand import Understanding
from bot.vocabulary import Phrases
from ingest.index import Index
from ingest.nearest import Scored
from ingest.types import Corpus, Passage

_ASIDE = {"form": 0.5, "model": 0.4, "signature": 1.0, "heading": 1.0}
_OFFICE = ("materials", "department", "deadline", "procedure", "definition")
_BESIDE_THE_RULE = 0.25
"""Who, when and how is rarely said in the clause that states the amount."""
_STAYS = 2.5
"""How much more the document in question counts where a later turn asks who, when or how and names no other."""
_ASKING = re.compile(r"多少|几|什么|啥|哪|谁|怎|咋|如何|何时|多久|吗|么|呢|能不能|可不可以|行不行|是否")


@dataclass(frozen=True)
class Weights:
    """How much each signal counts; see `weights.yaml` for what each one is."""

    keyword: float
    dense: float
    wording: float
    wording_dense: float
    rule: float
    subject: float
    evidence: float
    earlier: float
    part: float
    aside: float
    called: float
    figure: float
    dense_floor: float
    pool: int


def load_weights(path: Path) -> Weights:
    """Read the weights; every one of them must be there."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Weights(**{field.name: data[field.name] for field in fields(Weights)})


def retrieve(
    turn: Understanding, index: Index, rule_passages: Mapping[str, float], phrases: Phrases, weights: Weights
) -> list[Retrieved]:
    """The passages that bear on a question, best first, at most `weights.pool`.

    `rule_passages` gives, for the clauses of the rules that match the question, how well they match (0 to 1).
    """
    signals = _signals(turn, index, weights)
    for name in ("keyword", "wording", "dense", "wording_dense", "part"):
        signals[name] = {pid: turn.own_topic * score for pid, score in signals[name].items()}
    trust = _BESIDE_THE_RULE if turn.wants(*_OFFICE) and not turn.wants("amount", "total") else 1.0
    signals["rule"] = {pid: trust * score for pid, score in rule_passages.items()}
    stays = turn.earlier and not turn.documents and turn.wants(*_OFFICE)
    pool = {pid for scores in signals.values() for pid in scores}
    scored: list[Row] = []
    for passage in filter(None, map(index.corpus.passage, sorted(pool))):
        pid = passage.id
        parts = {name: scores.get(pid, 0.0) for name, scores in signals.items()}
        if passage.document_id not in index.corpus.worded:  # new: its own words stand in for likely wordings
            parts["wording"], parts["wording_dense"] = parts["keyword"], parts["dense"]
        parts["subject"] = _about(passage, turn, index.corpus) * (_STAYS if stays else 1.0)
        parts["evidence"] = _evidence(passage, turn, phrases)
        parts["aside"] = _ASIDE.get(passage.kind, 0.0) * (0.0 if turn.wants("materials") else 1.0)
        total = sum(getattr(weights, name) * value for name, value in parts.items())
        scored.append((total, pid, passage, parts))
    scored.sort(key=lambda row: (-row[0], row[1]))
    scored = _called_first(_with_figures(scored, turn, weights), turn, index.corpus, weights)
    best = scored[: weights.pool]
    return [Retrieved(passage, total, rank, parts) for rank, (total, _, passage, parts) in enumerate(best, 1)]


Row = tuple[float, str, Passage, dict[str, float]]


_NEAREST = 10


def _with_figures(scored: list[Row], turn: Understanding, weights: Weights) -> list[Row]:
    """The rows, of the nearest those first that hold a figure of the sort that is asked for (最大多少岁); amounts and shares
    stand in most clauses."""
    sorts = turn.asked - {"money", "share"}
    if not sorts or sorts != turn.asked or turn.wants("eligibility"):
        return scored
    near = [
        (total + weights.figure, pid, passage, {**parts, "figure": 1.0}) if _holds(passage.text, sorts) else row
        for row in scored[:_NEAREST]
        for total, pid, passage, parts in (row,)
    ]
    return [*sorted(near, key=lambda row: (-row[0], row[1])), *scored[_NEAREST:]]


@functools.lru_cache(maxsize=4096)
def _holds(text: str, sorts: frozenset[str]) -> bool:
    return holds_figure(text, sorts)


def _called_first(scored: Sequence[Row], turn: Understanding, corpus: Corpus, weights: Weights) -> list[Row]:
    """The articles that the question calls by number before all others: those of its subject, else of the best document."""
    numbers = called(turn.text)
    if not numbers or not scored:
        return list(scored)
    documents = turn.subject or {scored[0][2].document_id: ""}
    meant = {p.id: p for name in documents for p in numbered(corpus.passages_in(name), numbers)}
    found = {pid: (total, parts) for total, pid, _, parts in scored}
    first: list[Row] = []
    for pid, passage in meant.items():
        total, parts = found.get(pid, (0.0, {}))
        first.append((total + weights.called, pid, passage, {**parts, "called": 1.0}))
    first.sort(key=lambda row: -row[0])
    return [*first, *(row for row in scored if row[1] not in meant)]


def _signals(turn: Understanding, index: Index, weights: Weights) -> dict[str, dict[str, float]]:
    k = weights.pool
    earlier: dict[str, float] = defaultdict(float)
    for back, text in enumerate(reversed(turn.earlier)):
        for pid, share in _share(index.keyword(text, k)).items():
            earlier[pid] = max(earlier[pid], share * 0.5**back)
    return {
        "keyword": _share(index.keyword(turn.search, k)),
        "dense": _above(index.dense(turn.text, k), weights.dense_floor),
        "wording": _share(index.wording(turn.text, k)),
        "wording_dense": _above(index.wording_dense(turn.text, k), weights.dense_floor),
        "earlier": dict(earlier),
        "part": _parts(turn, index, k),
    }


def _parts(turn: Understanding, index: Index, k: int) -> dict[str, float]:
    """Where a question asks several things, how well each passage meets one of them by itself."""
    pieces = [
        piece
        for piece in re.split(r"[，。？！；,?!;\s]+", turn.text)
        if len(piece) >= 5 and _ASKING.search(piece)
    ]
    found: dict[str, float] = {}
    if len(pieces) >= 2:
        for piece in pieces[:4]:
            for pid, share in _share(index.keyword(piece, k)).items():
                found[pid] = max(found.get(pid, 0.0), share)
    return found


def _share(scored: Scored) -> dict[str, float]:
    """Scores as shares of the best one."""
    top = max((score for _, score in scored), default=0.0)
    return {pid: score / top for pid, score in scored} if top > 0 else {}


def _above(scored: Scored, floor: float) -> dict[str, float]:
    """Cosines stretched so that `floor` is 0 and 1 stays 1."""
    return {pid: max(0.0, (score - floor) / (1 - floor)) for pid, score in scored}


def _about(passage: Passage, turn: Understanding, corpus: Corpus) -> float:
    """1 when the passage's document is one that the question names, less for its annexes and its parent."""
    subject = turn.subject
    if passage.document_id in subject:
        return 1.0
    document = corpus.documents[passage.document_id]
    if document.parent in subject:
        return 0.6
    return 0.4 if any(corpus.documents[name].parent == passage.document_id for name in subject) else 0.0


def _evidence(passage: Passage, turn: Understanding, phrases: Phrases) -> float:
    """Share of the wanted kinds of answer of which the passage holds a sign."""
    wanted = [phrases.evidence[kind] for kind in turn.routes if kind in phrases.evidence]
    return sum(bool(p.search(passage.text)) for p in wanted) / len(wanted) if wanted else 0.0
