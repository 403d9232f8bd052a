"""The offline composer: fixed wording and quoted words, never a paraphrase of a clause.

`endings` has one writer for each ending of a question; `draft` holds what is written. `calculations` and `benefits` write
amounts, `verdicts` yes and no, `sums` totals and differences, `both` whether two things can be had together, `overview` a
document article by article, `notices` and `terms` what stands beside an answer, `wording` the fixed words.
"""
