"""The least change, as an outline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hepu.facts.model import State
from hepu.report.outline import Node
from hepu.report.told.telling import Telling
from hepu.report.values import day
from hepu.report.words import both, join, say, words

if TYPE_CHECKING:
    from hepu.explain.change import LeastChange, Way
    from hepu.explain.moves import Step
    from hepu.facts.model import Fact
    from hepu.report.context import Context
    from hepu.text import Text

__all__ = ["step_text", "told_change"]


def told_change(found: LeastChange, context: Context) -> Node:
    """Tell the ways by which a conclusion becomes what a college would want."""
    telling = Telling(context, lambda verb, key: f"hepu {verb} {key}")
    if telling.judges(found.key):
        return telling.withheld("change", found.key)
    if not telling.tells(found.key):
        note = words()["reconsider.department_only"]
        return Node("change", telling.subject(found.key), (note,), data={"conclusion": found.key})
    inputs = context.record.inputs
    notes = [say("reconsider.about", date=day(inputs.as_of), year=inputs.data_year), *telling.marks()]
    if found.already:
        notes.append(words()["reconsider.already"])
    else:
        kind = "searched" if found.ways else "none"
        notes.append(say(f"reconsider.{kind}", moves=found.moves, tried=found.tried, together=found.together))
    ways = tuple(_way(at, way, context, telling) for at, way in enumerate(found.ways, start=1))
    text = say(f"reconsider.change_{found.wanted}", subject=telling.subject(found.key))
    data = {"conclusion": found.key, "already": found.already, "tried": found.tried}
    return Node("change", text, tuple(notes), ways, data)


def _way(number: int, way: Way, context: Context, telling: Telling) -> Node:
    notes: tuple[Text, ...] = ()
    if way.brings:
        named = join([telling.subject(key) for key in way.brings])
        notes = (say("reconsider.brings", problems=named),)
    steps = tuple(
        Node("step", step_text(step, context), _along(step, context), data={"key": step.key}) for step in way.steps
    )
    text = say("reconsider.way", number=number, weight=way.weight)
    return Node("way", text, notes, steps, {"weight": way.weight, "brings": list(way.brings)})


def _along(step: Step, context: Context) -> tuple[Text, ...]:
    """Say which lists must be brought in line with a step."""
    return tuple(say("reconsider.along", list=context.names.list(name)) for name in step.along)


def step_text(step: Step, context: Context) -> Text:
    """Write one step in words."""
    names, values = context.names, context.values
    head, _, name = step.key.partition(".")
    if step.added:
        fields = [
            say("reconsider.row_field", field=names.field(name, item), value=values.field(name, item, fact.low))
            for item, fact in step.fields
            if fact.low is not None
        ]
        kind = "step_added_with" if fields else "step_added"
        what = say(f"reconsider.{kind}", list=names.list(name), count=step.added, fields=join(fields))
    elif step.rows:
        what = say(
            "reconsider.step_rows",
            list=names.list(head),
            field=names.field(head, name),
            rows=join([both(row + 1) for row in step.rows]),
            after=values.field(head, name, step.after.low) if step.after and step.after.low is not None else "",
        )
    else:
        what = say(
            "reconsider.step_value",
            label=names.fact(step.key),
            before=_shown(step.key, step.before, context),
            after=_shown(step.key, step.after, context),
        )
    effort = words()[f"measures.effort_{step.effort}"]
    if step.times > 1:
        return say("reconsider.step_times", what=what, effort=effort, times=step.times)
    return say("reconsider.step", what=what, effort=effort)


def _shown(key: str, fact: Fact | None, context: Context) -> Text:
    if fact is None or fact.state is not State.KNOWN or fact.low is None:
        return words()[f"state.{'missing' if fact is None else fact.state.value}"]
    return context.values.operand(key, fact.low)
