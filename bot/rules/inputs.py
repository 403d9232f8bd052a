"""One answer to one question: from what a person typed to the value of an input, or one clear Chinese
line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.errors import BadInput
from bot.numbers.quantities import scan
from bot.numbers.replies import read_date, read_duration, read_number
from bot.rules.model import Rule, RuleBook
from bot.rules.spec import InputSpec
from bot.rules.words import with_unit
from bot.types import Value

_YES = ("是", "是的", "对", "有", "true", "yes", "y", "1", "嗯", "符合", "满足")
_NO = ("否", "不是", "不", "没有", "没", "无", "false", "no", "n", "0", "不符合", "不满足")
_DURATIONS = {"months": "months", "years": "years", "days": "days"}
_KINDS = {"money": ("money", "plain"), "rate": ("percent", "ratio", "plain"), "count": ("count", "plain")}
_HINTS = {
    "money": "请写金额，如 30万、3500元",
    "rate": "请写比例，如 50%、五成",
    "count": "请写数目，如 3",
    "months": "请写月数，如 18个月、一年半",
    "years": "请写年数，如 3年、半年",
    "days": "请写天数，如 10天",
    "age": "请写周岁，如 35",
    "date": "请写日期，如 2024-03-01",
}
CEILING = Decimal(10) ** 15
"""No input of any rule is larger; anything above is nonsense even where a file sets no `max`."""


class InputError(BadInput):
    """A value that does not fit its input; the text is one Chinese line for the person who typed it."""


def parse_value(spec: InputSpec, raw: object) -> Value:
    """Reads what was typed for an input (30万, 一年半, 五成, 研究生, 是) or checks a ready value. Raises
    InputError."""
    if isinstance(raw, str):
        value = _read(spec, raw.strip())
    elif isinstance(raw, int | float) and not isinstance(raw, bool):
        value = _decimal(spec, str(raw))
    elif isinstance(raw, bool | Decimal | date):
        value = raw
    else:
        raise InputError(f"{spec.label}：看不懂“{raw}”")
    return checked(spec, value)


def checked(spec: InputSpec, value: Value) -> Value:
    """The value if its type and its size fit the input. Raises InputError."""
    if spec.type == "choice":
        if value not in {choice.value for choice in spec.choices}:
            raise InputError(f"{spec.label}：没有“{value}”这个选项，可选：{_choices(spec)}")
    elif spec.type == "flag":
        if not isinstance(value, bool):
            raise InputError(f"{spec.label}：请回答是或否")
    elif spec.type == "date":
        if not isinstance(value, date):
            raise InputError(f"{spec.label}：{_HINTS['date']}")
    elif isinstance(value, bool) or not isinstance(value, Decimal) or not value.is_finite():
        raise InputError(f"{spec.label}：看不懂“{value}”，{_HINTS[spec.type]}")
    else:
        _limits(spec, value)
    return value


def _limits(spec: InputSpec, value: Decimal) -> None:
    low = spec.min if spec.min is not None else Decimal(0)
    high = spec.max if spec.max is not None else CEILING
    if value < low:
        bound = "不能是负数" if low == 0 else f"不能小于{with_unit(low, spec)}"
        raise InputError(f"{spec.label}{bound}")
    if value > high:
        raise InputError(f"{spec.label}不会超过{with_unit(high, spec)}，请核对后重新输入")


def _read(spec: InputSpec, text: str) -> Value:
    if not text:
        raise InputError(f"{spec.label}：没有填写。{spec.question}")
    if spec.type == "choice":
        return _choice(spec, text)
    if spec.type == "flag":
        return _flag(spec, text)
    value: Value | None
    if spec.type == "date":
        value = read_date(text)
    elif spec.type in _DURATIONS:
        value = read_duration(text, _DURATIONS[spec.type])
    elif spec.type == "age":
        value = read_number(text) if _fits(text, ("count", "plain"), ("岁",)) else None
    else:
        units = (spec.unit, "个", "人", "名", "位", "口", "家", "项", "件") if spec.type == "count" else ()
        value = read_number(text) if _fits(text, _KINDS[spec.type], units) else None
        if value is not None and spec.type == "rate" and "分之" in text and "百分" not in text:
            value = Decimal(value) * 100
    if value is None:
        raise InputError(f"{spec.label}：看不懂“{text}”，{_HINTS[spec.type]}")
    return value


def _fits(text: str, kinds: tuple[str, ...], units: tuple[str, ...]) -> bool:
    """Whether the quantity in the text is of a fitting kind (36个月 is no money) and, for counts, of a
    fitting unit."""
    found = scan(text)
    return all(q.kind in kinds and (q.kind != "count" or not units or q.unit in units) for q in found)


def _decimal(spec: InputSpec, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise InputError(f"{spec.label}：看不懂“{text}”") from None


def _choice(spec: InputSpec, text: str) -> str:
    """The choice that the text names: exactly, or else the one whose longest word stands in it, or that it shortens."""
    low = text.lower()
    names = [(word.lower(), c.value) for c in spec.choices for word in (c.value, *c.aliases)]
    exact = {value for word, value in names if word == low}
    if len(exact) == 1:
        return exact.pop()
    inside = sorted(((len(word), value) for word, value in names if word in low), reverse=True)
    best = {value for size, value in inside if size == inside[0][0]} if inside else set()
    best = best or {choice.value for choice in spec.choices if low in choice.value.lower()}
    if len(best) != 1:
        raise InputError(f"{spec.label}：没有“{text}”这个选项，可选：{_choices(spec)}")
    return best.pop()


def _choices(spec: InputSpec) -> str:
    return "、".join(choice.value for choice in spec.choices)


def _flag(spec: InputSpec, text: str) -> bool:
    low = text.lower()
    if low in _YES or low in _NO:
        return low in _YES
    words = [(w.lower(), True) for w in spec.yes] + [(w.lower(), False) for w in spec.no]
    found = sorted(((len(w), v) for w, v in words if w in low), reverse=True)
    if not found:
        raise InputError(f"{spec.label}：请回答是或否")
    return found[0][1]


def read_given(rule: Rule, texts: Mapping[str, str]) -> dict[str, Value]:
    """The inputs of one rule from `{name or label: what was typed}`. Raises InputError."""
    return _read_all([item.spec for item in rule.inputs], texts, f"规则 {rule.id} ")


def read_facts(book: RuleBook, texts: Mapping[str, str]) -> dict[str, Value]:
    """Facts about a person or a firm from `{name or label: what was typed}`. Raises InputError."""
    return _read_all(book.inputs.values(), texts, "所有规则里都")


def _read_all(specs: Iterable[InputSpec], texts: Mapping[str, str], whose: str) -> dict[str, Value]:
    known = list(specs)
    found: dict[str, Value] = {}
    for name, text in texts.items():
        named = [spec for spec in known if spec.name == name]
        named = named or [spec for spec in known if spec.label == name]
        if len(named) != 1:
            what = f"有几个填写项都叫“{name[:40]}”" if named else f"没有“{name[:40]}”这个填写项"
            near = named or known
            listed = "、".join(f"{spec.name}（{spec.label}）" for spec in near[:12])
            more = f" 等{len(near)}项，全部见 policybot rules --json" if len(near) > 12 else ""
            raise InputError(f"{whose}{what}，可填：{listed or '无需填写'}{more}")
        if named[0].name in found:
            raise InputError(f"{named[0].label}：填了两次，请只留一个")
        found[named[0].name] = parse_value(named[0], text)
    return found
