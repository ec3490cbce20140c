"""Composes consultations for a kelurahan or the city, and the record of what was decided."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence

from sgforum.demo.corpus.consultation_types import Choice, Consultation, DecisionText, Figure
from sgforum.demo.corpus.consultations_city import CITY
from sgforum.demo.corpus.consultations_family import FAMILY
from sgforum.demo.corpus.consultations_order import ORDER
from sgforum.demo.corpus.consultations_works import WORKS
from sgforum.demo.corpus.places import Place, choose_slots
from sgforum.demo.corpus.topic_replies import CONSULTATION_FILL
from sgforum.demo.corpus.wording import word

KELURAHAN_CONSULTATIONS: tuple[Consultation, ...] = (*WORKS, *FAMILY, *ORDER)
CITY_CONSULTATIONS: tuple[Consultation, ...] = CITY

COMMENT_POOL = 16
"""Every composed consultation offers exactly this many different comments."""


def fitting_consultations(place: Place) -> list[Consultation]:
    """The kelurahan templates that suit a place's setting."""
    return [each for each in KELURAHAN_CONSULTATIONS if not each.settings or place.setting in each.settings]


def choose_consultations(rng: random.Random, place: Place, count: int) -> list[Consultation]:
    """`count` different consultations composed for the place; ValueError when it asks for more than fit."""
    return [
        compose_consultation(rng, place, each) for each in rng.sample(fitting_consultations(place), count)
    ]


def compose_consultation(rng: random.Random, place: Place, template: Consultation) -> Consultation:
    """The same consultation with every slot, figure and wording filled; nothing is left to fill."""
    slots = choose_slots(rng, place) | _draw_figures(rng, template)

    def say(text: str) -> str:
        return word(rng, text, slots)

    fill = rng.sample(CONSULTATION_FILL, COMMENT_POOL - len(template.comments))
    comments = [say(comment) for comment in (*template.comments, *fill)]
    rng.shuffle(comments)
    return dataclasses.replace(
        template,
        title=say(template.title),
        question=say(template.question),
        named_decision=say(template.named_decision),
        summary=say(template.summary),
        document=say(template.document),
        cost=say(template.cost),
        schedule=say(template.schedule),
        how_to_join=say(template.how_to_join),
        plain=say(template.plain),
        reasons=say(template.reasons),
        after_action=say(template.after_action),
        choices=tuple(
            Choice(say(each.label), say(each.detail), each.lean, say(each.decided), say(each.not_followed))
            for each in template.choices
        ),
        comments=tuple(comments),
        figures=(),
    )


def pick_choice(consultation: Consultation, draw: float) -> int:
    """The option (0-based) that a draw in [0, 1) falls on when options weigh as much as they are liked."""
    mark = draw * sum(choice.lean for choice in consultation.choices)
    for number, choice in enumerate(consultation.choices):
        mark -= choice.lean
        if mark < 0:
            return number
    return len(consultation.choices) - 1


def compose_record(
    consultation: Consultation, counts: Sequence[int], chosen: int | None = None
) -> DecisionText:
    """The decision record of a composed consultation, given the votes for each option in order.

    `chosen` is the option the officials decide for (default: the one with most votes, the first of equals);
    when it is not the leading one, the record says why the leading one was not followed.
    Raises ValueError when the counts do not match the options.
    """
    if len(counts) != len(consultation.choices):
        raise ValueError(f"{consultation.code}: {len(consultation.choices)} options, {len(counts)} counts")
    leading = max(range(len(counts)), key=counts.__getitem__)
    decided = leading if chosen is None else chosen
    return DecisionText(
        asked=f"{consultation.question} Diajukan {len(counts)} pilihan dan dijawab {sum(counts)} warga.",
        decided=consultation.choices[decided].decided,
        reasons=consultation.reasons,
        not_followed=_compose_not_followed(consultation, decided, leading),
        after_action=consultation.after_action,
    )


def _compose_not_followed(consultation: Consultation, decided: int, leading: int) -> str:
    lines = [
        f"- **{choice.label}**: {choice.not_followed}"
        for number, choice in enumerate(consultation.choices)
        if number != decided
    ]
    if decided == leading:
        return "\n".join(lines)
    label = consultation.choices[leading].label
    return "\n".join(
        (f"Pilihan dengan suara terbanyak, {label}, tidak diikuti dengan alasan di bawah ini.", "", *lines)
    )


def _draw_figures(rng: random.Random, template: Consultation) -> dict[str, str]:
    numbers: dict[str, int] = {}
    printed: dict[str, str] = {}
    for each in template.figures:
        if isinstance(each, Figure):
            numbers[each.name] = rng.randrange(each.low, each.high + 1, each.step)
        else:
            numbers[each.name] = round(numbers[each.of] * each.percent / 100)
        printed[each.name] = each.form.format(f"{numbers[each.name]:,}".replace(",", "."))
    return printed
