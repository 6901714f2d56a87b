"""The pack in work as far as it can be read: a rule with faults must not keep others from being written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.knowledge.load import load_knowledge
from hepu.language.rule_files import read_rules
from hepu.language.vocabulary import build_vocabulary
from hepu.layering.stack import read_stack
from hepu.pack import Pack

if TYPE_CHECKING:
    from hepu.layers import Layers

__all__ = ["open_pack"]


def open_pack(layers: Layers) -> Pack:
    """Give the knowledge, the vocabulary and the sound rules of a pack.

    Raises:
        PackError: where its knowledge has faults.

    """
    stack = read_stack(layers)
    knowledge = load_knowledge(stack)
    vocabulary = build_vocabulary(knowledge)
    return Pack(knowledge, vocabulary, read_rules(stack, vocabulary).rules, stack=stack)
