"""How a model's answer comes about. The loop is in `bot.agent`, the endpoint behind `bot.llm`; here is what they use.

What the model is told: `prompts`, `text`, `schema` (for endpoints without tools). What it may do: `tools`, `ledger` (the
evidence under issued ids). What becomes of its words: `sentences` cuts them, `verify` judges each, `write` makes the
answer, `stream` sends it as it comes. What it costs and when it fails: `speak`, `spend`, `breaker`, `probe`. What is kept:
`trace`, `replay`.
"""
