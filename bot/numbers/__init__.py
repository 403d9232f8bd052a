"""How numbers, amounts, dates and terms are written in Chinese, and read. Knows nothing of policies.

Start with `quantities` (every number of a text); `numerals`, `portions` and `periods` read one sort of writing each,
`replies` one answer to one question, `seasons` when in the year one may apply.
"""
