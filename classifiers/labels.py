"""The closed label lists. Standard library only, so that a screen can show them without loading a model."""

from __future__ import annotations

#: Claim types: a name for people, and what a label says. How to give them: fixtures/labelled/GUIDELINES.md.
CLAIM_TYPES: dict[str, str] = {
    "quantity": "a figure, count, share or rank",
    "causal": "one thing brings about or explains another",
    "prediction": "what will happen",
    "law_or_rule": "what a law, treaty or procedure says",
    "accusation": "a charge of wrongdoing, hostile intent or a plot",
    "threat": "harm or punishment announced by the speaker's side",
    "denial": "something did not happen or does not exist",
    "comparison": "two things, times or places set against each other",
    "promise_or_policy": "what the speaker or an authority undertakes",
    "quote_or_attribution": "the text says that somebody said it",
    "value_judgement": "praise, blame or ridicule that no evidence settles",
    "event": "a particular thing happened",
    "not_a_claim": "nothing that could be believed or doubted",
}

#: Full Fact's present scheme (Konstantinovskiy et al. 2021, arXiv:1809.08193, and later practice) for exchange.
FULL_FACT: dict[str, str] = {
    "quantity": "quantity",
    "causal": "correlation",
    "prediction": "predictions",
    "law_or_rule": "rules",
    "accusation": "other",
    "threat": "other",
    "denial": "other",
    "comparison": "quantity",
    "promise_or_policy": "support",
    "quote_or_attribution": "other",
    "value_judgement": "opinion",
    "event": "other",
    "not_a_claim": "not_claim",
}

CHECKWORTHY = "checkworthy"

#: The heads of the flagger: what question each answers.
CLAIM_TYPE_HEAD = "claim_type"
CHECKWORTHY_HEAD = "checkworthy"

#: Always alone: a text that claims nothing has no claim type beside.
NOT_A_CLAIM = "not_a_claim"
