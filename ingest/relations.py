"""corpus/relations.yaml: which clauses supersede, contradict or exclude each other, with the words of both
sides."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

from ingest.errors import CorpusError
from ingest.records import load_yaml, only
from ingest.types import Evidence, Relation, RelationKind

NAME = "relations.yaml"
KEYS = frozenset({"id", "kind", "stated", "source", "target", "note"})
SIDE = frozenset({"document", "locator", "quote"})


def load_relations(folder: Path) -> tuple[Relation, ...]:
    """Read `folder`/relations.yaml; no file means no relations. Raises CorpusError naming the entry."""
    path = folder / NAME
    if not path.exists():
        return ()
    data = load_yaml(path)
    only(NAME, data, frozenset({"relations"}), frozenset({"relations"}))
    out: list[Relation] = []
    for record in data["relations"]:
        where = f"{NAME} {record.get('id', '（缺 id）') if isinstance(record, dict) else record}"
        only(where, record, KEYS, KEYS - {"target", "stated"})
        if record["kind"] not in get_args(RelationKind):
            known = "、".join(get_args(RelationKind))
            raise CorpusError(f"{where}：kind“{record['kind']}”不认识。可用：{known}。")
        if record["id"] in {item.id for item in out}:
            raise CorpusError(f"{where}：id 重复。请改成不同的 id。")
        source = _evidence(f"{where} source", record["source"])
        target = _evidence(f"{where} target", record["target"]) if record.get("target") else None
        stated, note = bool(record["stated"]), record["note"].strip()
        out.append(Relation(record["id"], record["kind"], stated, source, target, note))
    return tuple(out)


def _evidence(where: str, record: dict[str, Any]) -> Evidence:
    only(where, record, SIDE, SIDE)
    return Evidence(record["document"], record["locator"], record["quote"])
