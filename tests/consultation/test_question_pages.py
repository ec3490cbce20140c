"""The officials' pages of one question: its kind of ballot, its options, its place among the others."""

from __future__ import annotations

import re

import pytest

from sgforum.ballot.models import Rule
from sgforum.consultation import queries
from sgforum.consultation.question_forms import PARAMETER_FIELDS, read_rupiah
from tests.consultation.reading import text_of
from tests.factories.accounts import sign_in
from tests.factories.consultation import make_consultation, make_projects, make_question

CHOICE = {
    "text": "Mana?",
    "rule": "plurality",
    "shown": "plurality",
    "options-0-text": "Taman",
    "options-1-text": "Lampu",
}
BUDGET = CHOICE | {
    "rule": "equal-shares", "shown": "equal-shares", "budget": "50 juta", "options-0-cost": "Rp 30.000.000",
    "options-1-cost": "2,5 juta",
}  # fmt: skip


@pytest.fixture
def draft(official, keys, client):
    sign_in(client, official)
    return make_consultation(official, keys, "draft", questions=(make_question(), make_question("Siapa?")))


def send(client, draft, number=1, step="simpan", **changes):
    data = {key: value for key, value in (CHOICE | changes).items() if value is not None}
    return client.post(f"/petugas/konsultasi/{draft.public_id}/soal/{number}", data=data | {"langkah": step})


def stored(draft):
    return queries.list_questions(draft.id, draft.public_id)


@pytest.mark.parametrize("rule", list(Rule))
def test_every_rule_is_saved_with_its_parameters_and_comes_back(draft, client, rule):
    data = BUDGET if rule in (Rule.GREEDY, Rule.EQUAL_SHARES) else CHOICE
    values = data | {
        "rule": rule.value, "shown": rule.value, "quorum": "12", "blank": "y", "threshold_percent": "40", "most": "2",
        "most_ranked": "2", "total": "mean", "unranked": "ignore", "strength": "margin", "overvote": "exhaust",
        "until": "two", "ties": "cheaper", "oversize": "stop", "completion": "add1", "utility": "cardinality",
        "threshold": "3",
    }  # fmt: skip
    assert send(client, draft, **values).status_code == 303
    question = stored(draft)[0]
    assert (question.rule, question.quorum, question.parameters["blank"]) == (rule, 12, True)
    known = {"threshold_share" if name == "threshold_percent" else name for name in PARAMETER_FIELDS[rule]}
    assert set(question.parameters) == known | {"blank"}
    assert question.parameters.get("threshold_share", 0.4) == 0.4
    page = client.get(f"/petugas/konsultasi/{draft.public_id}/soal/1").get_data(as_text=True)
    if "budget" in known:
        assert question.parameters["budget"] == 50_000_000
        assert [one.cost for one in question.choices] == [30_000_000, 2_500_000]
        assert 'value="50.000.000"' in page
    if "most_ranked" in known:
        assert question.parameters["most_ranked"] == 2
    assert 'value="12"' in page


def test_another_kind_of_ballot_shows_its_fields_before_it_is_saved(draft, client):
    shown = send(client, draft, rule="greedy", step="ganti")
    assert shown.status_code == 200
    for words in ("Anggaran yang dibagi", "Biaya (Rp)", "Taman"):
        assert words in shown.get_data(as_text=True)
    unasked = send(client, draft, rule="greedy")  # saved by somebody who never saw the fields
    assert unasked.status_code == 422
    assert stored(draft)[0].rule is Rule.PLURALITY


def test_rows_are_added_and_nothing_typed_is_lost(draft, client):
    page = send(client, draft, rule="approval", shown="approval", step="baris").get_data(as_text=True)
    assert 'name="options-5-text"' in page
    assert 'value="Lampu"' in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"rule": "lotre"}, "Pilih cara memilih dari daftar."),
        ({"text": "x" * 301}, "300"),
        ({"quorum": "banyak"}, "Tulis angka 0 sampai"),
        ({"options-1-text": "taman"}, "Ada dua pilihan yang sama."),
        ({f"options-{n}-text": f"Pilihan {n}" for n in range(9)}, "Paling banyak 8 pilihan"),
        ({"options-1-text": "", "options-1-detail": "Tanpa nama"}, "Tulis nama usulan ini."),
        (BUDGET | {"budget": "lima puluh"}, "Tulis jumlah rupiah dengan angka"),
        (BUDGET | {"budget": "0"}, "Tulis anggaran dalam rupiah"),
        (BUDGET | {"options-1-cost": "60 juta"}, "lebih besar daripada anggaran"),
        (BUDGET | {"options-1-cost": "0"}, "Tulis biaya dalam rupiah"),
        (BUDGET | {"options-1-cost": "1,2345 ribu"}, "Tulis jumlah rupiah dengan angka"),
        (BUDGET | {"ties": "undian"}, "Pilih salah satu pilihan yang ada."),
    ],
)
def test_a_bad_question_is_a_sentence_and_nothing_typed_is_lost(draft, client, changes, sentence):
    answer = send(client, draft, help_text="Kalimat yang tidak boleh hilang.", **changes)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert "Kalimat yang tidak boleh hilang." in answer.get_data(as_text=True)
    assert stored(draft)[0].text != "Mana?"


def test_proposals_of_one_group_exclude_each_other(draft, client):
    groups = {
        "options-0-group": "A",
        "options-1-group": "a ",
        "options-2-text": "Parit",
        "options-2-cost": "1 juta",
    }
    assert send(client, draft, **BUDGET, **groups).status_code == 303
    assert stored(draft)[0].parameters["exclusive"] == [["a", "b"]]
    page = client.get(f"/petugas/konsultasi/{draft.public_id}/soal/1").get_data(as_text=True)
    groups = re.findall(r'<input[^>]*name="options-\d-group"[^>]*>', page)
    assert [('value="1"' in field) for field in groups] == [True, True, False, False]


def test_questions_are_added_moved_and_removed(draft, client):
    assert send(client, draft, number=3, text="Berapa?").status_code == 303
    url = f"/petugas/konsultasi/{draft.public_id}/soal"
    client.post(f"{url}/3/pindah", data={"arah": "naik"})
    assert [one.text for one in stored(draft)][1:] == ["Berapa?", "Siapa?"]
    client.post(f"{url}/3/pindah", data={"arah": "turun"})  # the last one: nothing moves
    client.post(f"{url}/1/pindah", data={"arah": "turun"})
    assert stored(draft)[0].text == "Berapa?"
    assert client.get(f"{url}/2/hapus").status_code == 200
    client.post(f"{url}/2/hapus")
    assert [one.text for one in stored(draft)] == ["Berapa?", "Siapa?"]
    for number in (0, 4, 11):
        assert client.get(f"{url}/{number}").status_code == 404
    assert client.get(f"{url}/3/hapus").status_code == 404
    assert client.post(f"{url}/9/pindah", data={"arah": "naik"}).status_code == 404


def test_ten_questions_are_the_most(official, keys, client):
    sign_in(client, official)
    full = make_consultation(
        official, keys, "draft", questions=[make_question(f"Soal {n}?") for n in range(10)]
    )
    assert "Tambah soal" not in text_of(client.get(f"/petugas/konsultasi/{full.public_id}"))
    assert send(client, full, number=11).status_code == 404


def test_a_published_question_cannot_be_changed(official, keys, client):
    sign_in(client, official)
    published = make_consultation(official, keys, "comment", questions=(make_projects(),))
    before = stored(published)
    assert send(client, published).status_code == 409
    url = f"/petugas/konsultasi/{published.public_id}/soal/1"
    assert client.post(f"{url}/hapus").status_code == 409
    assert client.post(f"{url}/pindah", data={"arah": "naik"}).status_code == 409
    assert stored(published) == before


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("", None), ("25000000", 25_000_000), ("Rp 25.000.000", 25_000_000), ("25 juta", 25_000_000),
        ("2,5 juta", 2_500_000), ("1,25 miliar", 1_250_000_000), ("rp. 750 ribu", 750_000),
    ],
)  # fmt: skip
def test_rupiah_is_read_as_people_write_it(typed, amount):
    assert read_rupiah(typed) == amount


@pytest.mark.parametrize("typed", ["25.00", "1,5", "-5", "25 jutaan", "１２", "1e6", "1.2.3", "Rp"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(ValueError, match=re.escape(typed)):
        read_rupiah(typed)
