"""Amounts that a person merely quotes or hopes for ("听说补8000", "每月3000的补贴"): no facts about them."""

from __future__ import annotations

import re

from bot.numbers.quantities import Quantity
from bot.vocabulary import Phrases

_OF_SOMEBODY = re.compile(
    r"(?<![^，,。；;！!？?\s])(?:可是?|但是?|看|听说|说)?(?:人家|别人|别家|隔壁)[^，,。；;！!？?]{0,16}"
    r"(?:有(?:奖|补|钱)|[能可]以?[领拿报享]|[给领拿]了?(?:奖|补|钱)|都[领拿有给])[^，,。；;！!？?]*"
)


def without_others(text: str) -> str:
    """A text with blanks for what it says that others get (人家搞芯片的介绍人有奖): no fact about the one who asks."""
    return _OF_SOMEBODY.sub(lambda said: " " * len(said[0]), text)


def claimed(quantity: Quantity, text: str, phrases: Phrases) -> bool:
    """Whether an amount is what somebody says the benefit is; what was already received (领过250万) is a fact."""
    if quantity.kind not in ("money", "plain"):
        return False
    before = text[max(0, quantity.start - 5) : quantity.start]
    after = text[quantity.end : quantity.end + 6]
    if _STILL.search(text[: quantity.start]) and _IS_IT.match(text, quantity.end):
        return True
    if _OR_ELSE.match(text, quantity.end) or _OR_THIS.search(text[: quantity.start]):
        return True
    verbs = "|".join(map(re.escape, phrases.claim_verbs))
    had = re.search(rf"({_HAD})(?:[^，。]{{0,4}}|[领拿得]了?[^，。\d]{{0,10}})({verbs})[了过]?$", text[: quantity.start])
    given = re.search(rf"({verbs})(?:[你我您给个]|[一每]个?[人家名项])?$", before) and not had
    after_it = text[quantity.end : quantity.end + 14]
    of_it = re.match(rf"(元|块|块钱)?(钱)?的[^，。？！\d]{{0,6}}({verbs})", after_it)
    named = (of_it and not _OF_A_BODY.match(after_it)) or re.match(
        rf"(元|块|块钱)?({verbs})(费|款|金)?[，。？！、吗吧]", after
    )
    named = named or _BENEFIT.match(text, quantity.end)
    gives = re.match(r"(?:元|块钱?|钱)?(?:出来|来)?给[^，。？！]{0,5}(?:老师|教师|职工|员工|工人|师傅)", text[quantity.end :])
    if gives or any(fact.search(text[: quantity.start]) for fact in (_OF_OTHERS, _WISHED, _OWN_FIGURE)):
        return False
    wages = re.match(r"(元|块钱?|的|钱|多)*(工资|薪|货款|费用)", text[quantity.end :])
    return bool(given or named) and not wages


_STILL = re.compile(r"(?:还|就|仍然?)(?:是|给|按)(?:那|这)?$")
_IS_IT = re.compile(r"(?:元|块|钱)*(?:吗|么|嘛|不(?!是)|[？?])")
"""What stands before and behind an amount of which it is asked if it is right (那还是四十五万吗)."""
_NUMERAL = r"[\d一二两三四五六七八九十百千]"
_OR = r"(?:元|块|钱)*(?:啊|呢)?[，,]?还是(?:给|补|奖|发|按|是|说)?(?:每[人年月])?"
_OR_ELSE = re.compile(rf"{_OR}{_NUMERAL}")
_OR_THIS = re.compile(rf"{_NUMERAL}[万千百亿]?{_OR}$")
"""What stands behind the first and before the second of two amounts of which one is to be the right one (四千还是五千)."""
_BENEFIT = re.compile(r"(?:元|块钱?)?[^，。？！、；\d的人名位家个]{1,4}(?:补贴|补助|津贴)(?=[，。？！、；吗吧]|$)")
"""What stands behind the amount of a benefit that is named by it (每月拿着1500房租补助)."""
_OF_OTHERS = re.compile(
    r"(研|开|自|批|(国家|中央|部里|省里?|省级|上级|上面|区里|县里)([^，。？！；\d]{0,5}(专项|资金|项目|基金|财政))?)(又|已经|已|也|再)?"
    r"(给|发|拨|补|奖|支持|资助)了?$"
)
"""What is no claim about this benefit: 研发900万, 国家给500万."""
_OWN_FIGURE = re.compile(
    r"(?:投资?|固投|固定资产|营收|收入|工资|薪|费用?|资本|利息|贡献|税)[^，。？！；\d]{0,3}(?:写的?|写着|写了|说是|说的是)$"
)
"""A figure of one's own that a paper states (备案文件上总投资写的9500万)."""
_OF_A_BODY = re.compile(r"(?:元|块|钱)*的(?:[^，。？！\d]{0,4}[厂院药人](?!才)|[^，。？！\d]{0,4}(?:公司|企业|单位|品种|项目))")
"""An amount that says what kind of firm or person somebody is (电费6000万的芯片厂补多少)."""
_WISHED = re.compile(r"(?:想|要|打算|准备|计划|拟|得)[^，。？！；\d]{0,14}(?:多)?(?:发|给|奖|提)(?:到|够|出)?$")
"""What the one who asks is to pay (想给老师多发90万) is a fact, no claim."""
_HAD = "已|之前|以前|原来|原先|原本|本来|累计|前面|去年|前年|总共"
