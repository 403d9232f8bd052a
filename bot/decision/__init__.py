"""Which rules and which clauses answer a question, or whether none does: start with `decide`.

Rules: `match` finds those that a question is about, `order` which of them is meant, `compute` applies them to what was
told. Several at once: `share` (which part of a question speaks of which rule, by what `telling` finds in it), `bynames` (a rule
for each of those named), `addends` (the terms of a sum), `dealt` and `ownparts` (each rule reads its own part), `beside` (what is
added to, or held against, the first one).

Clauses: `evidence` (the sentence that answers, the person's figures against its limits), `asking` (several things asked of
one clause), `articles` (第三条), `overview` (a document told article by article), `examples` (answered wordings).

Silence: `silence` weighs the signs, `aspects` are what policies seldom tell, `settled` says when a rule leaves no room for
it; every threshold stands in `bounds`.
"""
