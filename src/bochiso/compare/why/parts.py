"""How a change is shared out, exactly: over the parts of a whole, and over what happened between two dates.

Both ways take the mean of the two dates where a weight or a rate is needed, so that swapping the dates turns every sign
(E. M. Kitagawa, 1955). The derivations, with a worked table, stand in docs/explanation/why-it-moved.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from bochiso.measure.split import NOTHING, Counts, Flow, Split
from bochiso.wording import integer_text, signed_text


class Presence(StrEnum):
    """Whether a part is there at both dates."""

    BOTH = "both"
    APPEARED = "appeared"
    VANISHED = "vanished"


@dataclass(frozen=True)
class Part:
    """What one part accounts for of a change. `before` and `after` are its counts, None where it is no single share.

    `rate_effect`: it works better or worse; `mix_effect`: it weighs more or less than before. A part that appeared or
    vanished has no rate at one of the dates, so all of it is mix.
    """

    key: str
    name: str
    presence: Presence
    rate_effect: Fraction
    mix_effect: Fraction
    before: Counts | None = None
    after: Counts | None = None
    note: str = ""

    @property
    def total(self) -> Fraction:
        return self.rate_effect + self.mix_effect

    @property
    def bare(self) -> "Part":
        """The same part without its counts, where it is to be added up with parts of other indicators."""
        return replace(self, before=None, after=None)

    def of(self, item: str) -> "Part":
        """The same part, told apart from that of other indicators."""
        return replace(self, key=f"{item}:{self.key}", name=f"{item}: {self.name}")

    def times(self, factor: Fraction) -> "Part":
        """The same part of a change that is this many times as large."""
        return replace(self, rate_effect=self.rate_effect * factor, mix_effect=self.mix_effect * factor)


def shared_out(split: Split, before: Counts, after: Counts) -> tuple[Part, ...]:
    """The change of a share, over its parts. `before` and `after` are the counts of the whole, denominators above 0.

    With w the part's share of the denominator, r its rate and R the mean of the two rates of the whole: the rate
    effect is the mean of w times the change of r, the mix effect the change of w times the mean of r less R. A part
    that is there once contributes its w times (r less R). The parts add up to the change where their counts add up to
    those of the whole.
    """
    mean = _mean_rate(before, after)
    keys = dict.fromkeys((*split.before, *split.after))
    found = [
        _part(key, split.names.get(key, key), mean, (split.before.get(key), before), (split.after.get(key), after))
        for key in keys
    ]
    return tuple(part for part in found if part.rate_effect or part.mix_effect)


def _mean_rate(before: Counts, after: Counts) -> Fraction:
    return (_rate(before) + _rate(after)) / 2


def _rate(counts: Counts) -> Fraction:
    return Fraction(counts.numerator, counts.denominator)


Side = tuple[Counts | None, Counts]
"""A part at one date, and the whole there."""


def _part(key: str, name: str, mean: Fraction, before: Side, after: Side) -> Part:
    old, new = before[0] or NOTHING, after[0] or NOTHING
    w0, w1 = Fraction(old.denominator, before[1].denominator), Fraction(new.denominator, after[1].denominator)
    if old.denominator and new.denominator:
        r0, r1 = _rate(old), _rate(new)
        rate, mix = (w0 + w1) / 2 * (r1 - r0), (w1 - w0) * ((r0 + r1) / 2 - mean)
        return Part(key, name, Presence.BOTH, rate, mix, old, new)
    mix = _excess(new, after[1], mean) - _excess(old, before[1], mean)
    presence = Presence.APPEARED if new.denominator else Presence.VANISHED
    if not old.denominator and not new.denominator:
        presence = Presence.BOTH
    return Part(key, name, presence, Fraction(0), mix, before[0], after[0])


def _excess(part: Counts, whole: Counts, mean: Fraction) -> Fraction:
    """w times (r less R), which is also right for a part that has no denominator."""
    return (part.numerator - mean * part.denominator) / whole.denominator


def flowed(flows: Iterable[Flow], before: Counts, after: Counts) -> tuple[Part, ...]:
    """The change of a share, over what happened between the dates. Denominators of the whole are above 0.

    With R the mean of the two rates and D the mean of the two denominators, the change of n/d is (Δn − R·Δd) ÷ D, which
    is a sum over whatever the changes of n and d are sums of. What nothing happened to contributes nothing.
    """
    mean, whole = _mean_rate(before, after), Fraction(before.denominator + after.denominator, 2)
    found = []
    for flow in flows:
        effect = (flow.numerator - mean * flow.denominator) / whole
        rate, mix = (effect, Fraction(0)) if flow.worked else (Fraction(0), effect)
        found.append(Part(flow.key, flow.name, Presence.BOTH, rate, mix, note=_flow_text(flow)))
    return tuple(part for part in found if part.rate_effect or part.mix_effect)


def _flow_text(flow: Flow) -> str:
    """How many things, and what that did to the counts of the figure."""
    changes = signed_text(Decimal(flow.numerator), 0), signed_text(Decimal(flow.denominator), 0)
    number = f"{integer_text(flow.number)} {flow.unit}; " if flow.number else ""
    return f"{number}tử số {changes[0]}, mẫu số {changes[1]}"


def counted_up(split: Split) -> tuple[Part, ...]:
    """The change of a number without a denominator: what each part has more or fewer of."""
    found = []
    for key in dict.fromkeys((*split.before, *split.after)):
        old, new = split.before.get(key), split.after.get(key)
        presence = Presence.BOTH if old and new else Presence.APPEARED if new else Presence.VANISHED
        more = (new or NOTHING).numerator - (old or NOTHING).numerator
        found.append(Part(key, split.names.get(key, key), presence, Fraction(0), Fraction(more), old, new))
    return tuple(part for part in found if part.mix_effect)


def together(groups: Iterable[Sequence[Part]]) -> tuple[Part, ...]:
    """Parts of several changes, those of one key added up. Counts stay only where there is one of them."""
    found: dict[str, Part] = {}
    for part in (part for group in groups for part in group):
        if (other := found.get(part.key)) is None:
            found[part.key] = part
            continue
        presence = part.presence if part.presence is other.presence else Presence.BOTH
        rate, mix = part.rate_effect + other.rate_effect, part.mix_effect + other.mix_effect
        note = "; ".join(dict.fromkeys(text for text in (other.note, part.note) if text))
        found[part.key] = Part(part.key, other.name, presence, rate, mix, note=note)
    return tuple(found.values())


def largest_first(parts: Iterable[Part]) -> tuple[Part, ...]:
    """By size of the whole effect, then of its halves, then by key: the same order whatever the order was."""

    def key(part: Part) -> tuple[Fraction, Fraction, str]:
        return -abs(part.total), -abs(part.rate_effect), part.key

    return tuple(sorted(parts, key=key))
