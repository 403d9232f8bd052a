"""What people have told of themselves: values for the inputs of a rule, with the words that they came from.

`situation` puts all turns of a conversation together for one rule. `reader` finds the mentions of one text: choices and
yes/no by their words, numbers by `figures` (which number fills which input, by the `cues` near it; `told` says which
numbers are facts at all, `hearsay` and `claims` which are only quoted).

Several people, firms or products in one text: `named` (小周硕士，小曹本科), `groups` (4个硕士、6个本科), `asides` (其中一个…),
`parted` (30人，其中8人…), `passed` (who counts in the end), `once` (what holds for all), `records` (one case after another),
`totals` and `joined` (a sum told once more, or one that grows), `shorthand` (一金三铜). `turns` is what a later turn does to
what was told before.
"""
