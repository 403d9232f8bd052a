"""From files of policy text to a searchable, provably complete index of clauses."""
