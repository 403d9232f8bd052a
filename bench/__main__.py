"""`make bench`, or `python -m bench [PART…]`: the tables of docs/evaluation.md, as Markdown."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module

from bench.setting import Setting, open_setting, say

PARTS: dict[str, tuple[str, str]] = {
    "speed": ("bench.speed", "speed"),
    "scale": ("bench.scale", "scale"),
    "rival": ("bench.rival", "comparison"),
    "ablation": ("bench.ablation", "ablation"),
    "overhead": ("bench.overhead", "overhead"),
}


def main(chosen: list[str]) -> int:
    """Prints the chosen tables, all without a choice. Exit status 2 for a part that does not exist."""
    unknown = [name for name in chosen if name not in PARTS]
    if unknown:
        say(f"没有名为“{unknown[0]}”的测量，可选：{'、'.join(PARTS)}。")
        return 2
    setting = open_setting()
    for name in chosen or PARTS:
        say(f"[bench] {name}")
        module, function = PARTS[name]
        make: Callable[[Setting], str] = getattr(import_module(module), function)
        print(make(setting), end="\n\n", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
