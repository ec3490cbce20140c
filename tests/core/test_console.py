"""What commands say of a refusal: English, whole, without a traceback."""

from __future__ import annotations

from sgforum.core.console import in_english
from sgforum.core.errors import BadLines, Conflict, InvalidInput, NotFound
from sgforum.territory.queries import NO_PLACE


def test_a_refusal_is_said_in_english():
    assert in_english(NotFound(NO_PLACE)) == "That area was not found."


def test_a_refusal_keeps_its_values():
    error = InvalidInput(
        "Periode harus berbentuk TAHUN-BULAN, misalnya 2026-11; yang ditulis: %(text)s", text="maret"
    )
    assert in_english(error).endswith("you wrote: maret")


def test_every_field_of_a_form_is_told():
    error = InvalidInput({"code": NO_PLACE, "other": "not in any catalogue"})
    assert in_english(error) == "That area was not found. not in any catalogue"


def test_wrong_lines_of_a_file_stand_one_below_the_other():
    error = BadLines([(2, NotFound(NO_PLACE)), (7, Conflict("100 of %(what)s", what="it"))])
    assert in_english(error).splitlines() == ["line 2: That area was not found.", "line 7: 100 of it"]
