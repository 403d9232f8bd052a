"""How a hostile request reads: the weights of short runs of characters, learned from examples (`python -m eval.hostile`).

Patterns name the acts that somebody thought of (`guard.yaml`); these weights know the wordings of many hostile and many honest
texts, and so the next one that resembles them.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

LONGEST_RUN = 3
FEWEST = 50
"""A text of fewer known runs (some sixteen characters) tells less: 你再想想 is no more than it says."""
_SENTENCE = re.compile(r"[^。！？；!?;\n]+[。！？；!?;\n]*")


def runs(text: str) -> frozenset[str]:
    """The runs of one to three characters that a text holds, in lower case."""
    low = text.lower()
    return frozenset(low[at : at + size] for size in range(1, LONGEST_RUN + 1) for at in range(len(low) - size + 1))


def read_apart(text: str) -> tuple[str, ...]:
    """What of a text is judged by itself: the whole, and each two neighbouring sentences of several."""
    pairs = map("".join, pairwise(_SENTENCE.findall(text)))
    return tuple(dict.fromkeys((text, *pairs)))


@dataclass(frozen=True)
class Hostility:
    """Weights by run of characters, the constant, and the sum from which on a text is taken for hostile."""

    weights: Mapping[str, float]
    constant: float
    bound: float

    def score(self, text: str) -> float:
        """How hostile a text reads, as log odds: as a whole, or where two sentences of it read worse than the rest."""
        return max(self._of(part) for part in read_apart(text))

    def _of(self, text: str) -> float:
        held = runs(text) & self.weights.keys()
        return self.constant + sum(self.weights[run] for run in held) / math.sqrt(max(FEWEST, len(held)))

    def found(self, text: str) -> bool:
        """Whether a text is taken for a hostile one."""
        return self.score(text) >= self.bound


def load_hostility(path: Path) -> Hostility:
    """Read the weights of `hostile.json`."""
    data = json.loads(path.read_text(encoding="utf-8"))
    weights = {run: float(weight) for weight, held in data["weights"].items() for run in held}
    return Hostility(weights, float(data["constant"]), float(data["bound"]))
