"""What the review book shows of each rule, measure and definition: the words of its cells, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from hepu.report.names import Names
from hepu.report.sentences import Sentences
from hepu.report.unfilled import pieces, shown_as
from hepu.report.values import PackValues, day
from hepu.report.words import both, join, lines, say, words
from hepu.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from hepu.knowledge.models import ConclusionEntry
    from hepu.knowledge.reviewed import Reviewed
    from hepu.language.model import Rule
    from hepu.pack import Pack

__all__ = ["Entries"]


def _pair(label: str, value: object) -> Text:
    return say("book.pair", label=words()[f"book_label.{label}"], value=value)


def _listed(label: str, values: Sequence[Text]) -> Iterator[Text]:
    """Give a label and below it a line for each value; nothing where there is none."""
    if values:
        yield _pair(label, "")
        yield from (say("book.bullet", text=value) for value in values)


@dataclass(frozen=True)
class Entries:
    """Writes the entries of one pack, cell by cell."""

    pack: Pack

    @cached_property
    def _values(self) -> PackValues:
        return PackValues(self.pack)

    @cached_property
    def _names(self) -> Names:
        return self._values.names

    @cached_property
    def _sentences(self) -> Sentences:
        return Sentences(self._values)

    @cached_property
    def _concluding(self) -> Mapping[str, tuple[Rule, ...]]:
        found: dict[str, list[Rule]] = {}
        for rule in self.pack.rules.values():
            found.setdefault(rule.key, []).append(rule)
        return {key: tuple(rules) for key, rules in found.items()}

    def cells(self, item: Reviewed) -> Mapping[str, Text]:
        """Give the words of an entry by column; those that a reviewer fills in are not among them."""
        stage, _, name = item.key.partition(".")
        if item.kind.startswith("rule."):
            shown = self._rule(self.pack.rules[item.key])
        elif stage == "strategy":
            shown = self._measure(name)
        else:
            shown = self._definition(stage, name)
        return {"key": both(item.key), **shown, "state": self.state(item)}

    def state(self, item: Reviewed) -> Text:
        """Say how the review of an entry stands: the opinion with role, day and reason, never with a name."""
        shown = [words()[f"book_state.{item.state}"]]
        review = item.review
        if review.date is not None:
            shown.append(say("book_state.by", role=review.role, date=day(review.date)))
        if review.reason:
            shown.append(say("book_state.why", reason=review.reason))
        return lines(shown)

    def _rule(self, rule: Rule) -> dict[str, Text]:
        applies = (
            say("book.open_range", first=day(rule.since))
            if rule.until is None
            else say("book.range", first=day(rule.since), last=day(rule.until))
        )
        because = [self._because(rule)]
        if rule.cannot_express is not None:
            because.append(_pair("cannot", rule.cannot_express))
        return {
            "conclusion": self._names.conclusion(rule.key),
            "condition": self._sentences.condition(rule.when),
            "nature": lines(
                (
                    _pair("certainty", words()[f"certainty.{rule.certainty.word}"]),
                    _pair("theory", self._theory(rule.theory)),
                    _pair("applies", applies),
                    _pair("examples", len(rule.examples)),
                )
            ),
            "because": lines(because),
            "sources": lines(
                (
                    *self._law([(item.policy, item.article) for item in rule.law]),
                    self._sources(rule.sources, headed=bool(rule.law)),
                )
            ),
        }

    def _because(self, rule: Rule) -> Text:
        """Write a rule's text with the names of the values that an advisory fills in."""

        def filled(lang: Lang) -> str:
            shown = (
                piece if isinstance(piece, str) else shown_as(piece, self._values)[lang]
                for piece in pieces(rule.because, lang)
            )
            return "".join(shown)

        return Text.model_construct(zh=filled("zh"), en=filled("en"))

    def _theory(self, name: str) -> Text:
        return self.pack.knowledge.theories[name].name

    def _law(self, grounds: Iterable[tuple[str, str]]) -> Iterator[Text]:
        """Give the articles that are applied, with what they say."""
        shown = [
            say(
                "book_label.article",
                policy=self._names.policy(policy),
                article=clause.article,
                text=clause.text,
                read=both("") if clause.verified else words()["sources.not_read"],
            )
            for policy, article in grounds
            for clause in self.pack.knowledge.policies[policy].clauses
            if clause.article.zh == article
        ]
        yield from _listed("law", shown)

    def _sources(self, names: Sequence[str], *, headed: bool = False) -> Text:
        """List works; ``headed`` says that they are works where something else stands above them."""
        works = [self._values.works.whole(name) for name in names]
        shown = [say("book.point", number=at, text=work) for at, work in enumerate(works, start=1)]
        return lines((_pair("works", ""), *shown) if headed else shown)

    def _conclusions(self, stage: str, names: Iterable[str]) -> Text:
        return join(self._names.conclusion(f"{stage}.{name}") for name in names)

    def _nature(self, entry: ConclusionEntry) -> Iterator[Text]:
        yield _pair("basis", words()[f"book_basis.{entry.basis}"])
        yield _pair("verified", words()["book_label.verified_yes" if entry.verified else "book_label.verified_no"])
        yield _pair("theory", self._theory(entry.theory))

    def _measure(self, name: str) -> dict[str, Text]:
        entry = self.pack.knowledge.strategies[name]
        steps = [
            _pair("first", _worded(entry.first_step)),
            *(say("book.point", number=at, text=_worded(step)) for at, step in enumerate(entry.steps, start=1)),
        ]
        approvals = [
            say(
                "book.approval" if approval.before else "measures.approval",
                by=approval.by,
                what=approval.what,
                days=approval.days,
                step=approval.step,
            )
            for approval in entry.approvals
        ]
        cost = [
            _pair("effort", words()[f"measures.effort_{entry.effort}"]),
            _pair("cost", words()[f"measures.cost_{entry.cost.band}"]),
            _pair("cost_basis", entry.cost.basis),
            _pair("funding", entry.funding),
            _pair("lead_time", say("book_label.days", days=entry.lead_time_days)),
            _pair("horizon", words()[f"measures.horizon_{entry.horizon}"]),
            _pair("measure", entry.measure),
            *_listed("evidence", entry.evidence),
        ]
        return {
            "name": lines((entry.name, _pair("actor", words()[f"book_actor.{entry.actor}"]), entry.text)),
            "steps": lines(steps),
            "approvals": lines(
                (
                    _pair("leads", _worded(entry.leads)),
                    _pair("helps", _worded(entry.helps)),
                    *(_listed("approvals", approvals) if approvals else (_pair("approvals", words()["book.nothing"]),)),
                    *_listed("risks", entry.risks),
                )
            ),
            "cost": lines(cost),
            "fits": lines(self._fits(name)),
            "law": lines(self._grounds(name)),
            "sources": lines((*self._nature(entry), *self._cases(name), self._sources(entry.sources, headed=True))),
        }

    def _fits(self, name: str) -> Iterator[Text]:
        entry = self.pack.knowledge.strategies[name]
        yield _pair("addresses", self._conclusions("problem", entry.addresses))
        if entry.legal_duty:
            yield words()["book_label.duty"]
        if entry.needs:
            yield _pair("needs", self._conclusions("strategy", entry.needs))
        if entry.conflicts:
            yield _pair("conflicts", self._conclusions("strategy", entry.conflicts))
        if entry.moves:
            moved = (
                say(
                    "problems.moves_value",
                    indicator=self.pack.knowledge.indicators[move.indicator].name,
                    direction=words()[f"problems.direction_{move.direction}"],
                    months=move.months,
                )
                for move in entry.moves
            )
            yield _pair("moves", join(moved))
        yield from _listed(
            "excluded",
            [
                say("book_label.excluded_by", condition=self._sentences.condition(rule.when), rule=rule.id)
                for rule in self._concluding.get(f"exclusion.{name}", ())
            ],
        )
        if entry.request is not None:
            request = entry.request
            asked = say("book.pair", label=request.addressee, value=request.ask)
            yield from _listed("request", (asked, request.submit, request.meanwhile))

    def _grounds(self, name: str) -> Iterator[Text]:
        """Name the policies behind a measure, each with the articles that it rests on."""
        entry, policies = self.pack.knowledge.strategies[name], self.pack.knowledge.policies
        for policy in dict.fromkeys((*entry.policies, *entry.articles)):
            named = entry.articles.get(policy, ())
            articles = [clause.article for clause in policies[policy].clauses if clause.article.zh in named]
            title = self._names.policy(policy)
            shown = say("book.pair", label=title, value=join(articles)) if articles else title
            yield say("book.bullet", text=shown)

    def _cases(self, name: str) -> Iterator[Text]:
        cases = [self.pack.knowledge.cases[case] for case in self.pack.knowledge.strategies[name].cases]
        yield from _listed("cases", [say("book_label.case", college=case.college, name=case.name) for case in cases])

    def _definition(self, stage: str, name: str) -> dict[str, Text]:
        entry, knowledge = self.pack.knowledge.conclusions(stage)[name], self.pack.knowledge
        related: list[Text] = []
        if indicators := getattr(entry, "indicators", ()):
            related.append(_pair("indicators", join(knowledge.indicators[item].name for item in indicators)))
        if explained := getattr(entry, "explains", ()):
            related.append(_pair("explains", self._conclusions("problem", explained)))
        if policies := getattr(entry, "policies", ()):
            related.append(_pair("policies", join(self._names.policy(item) for item in policies)))
        rules = [both(rule.id) for rule in self._concluding.get(f"{stage}.{name}", ())]
        return {
            "kind": words()[f"stage.{stage}"],
            "name": lines((entry.name, entry.text)),
            "nature": lines(self._nature(entry)),
            "relates": lines((*related, *_listed("rules", rules))),
            "sources": self._sources(entry.sources),
        }


def _worded(text: Text) -> Text:
    """Fill the roles of the college that a text names."""
    office = words()["role.office"]
    zh, en = text.zh.replace("{office}", office.zh), text.en.replace("{office}", office.en)
    return Text.model_construct(zh=zh, en=en[0].upper() + en[1:])
