"""Typing errors put right: start with `repair`.

`language` tells how ordinary a word is, `pinyin` how it sounds, `slips` what it may be a slip for.
"""
