"""A second mind on the advice: which plain facts make a strategy absurd, useless, unlawful or harmful.

Written from what the strategies say of themselves (``knowledge/strategies``), from the form and the law, and never from
the rules: what the rules have to say is what is judged here.
"""
