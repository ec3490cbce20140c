import pytest

from sgforum.core.errors import InvalidInput
from sgforum.core.permissions import Level
from sgforum.forum import texts

TEXT = (2, 20_000)


def check(text, level=Level.VERIFIED):
    return texts.check_text(text, length=TEXT, level=level)


def test_text_is_kept_as_written_and_as_html():
    found = check("Air **meluap**.\r\nSetiap hujan.")
    assert found.text == "Air **meluap**.\nSetiap hujan."
    assert found.html == "<p>Air <strong>meluap</strong>.\nSetiap hujan.</p>\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", texts.TOO_SHORT),
        (" \n\t\r\n ", texts.TOO_SHORT),
        ("\x00\x01\x02", texts.TOO_SHORT),
        ("a" * 20_001, texts.TOO_LONG),
        ("NIK saya 6471010101900001, tolong", texts.HAS_NIK),
    ],
)
def test_text_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(InvalidInput) as caught:
        check(text)
    assert caught.value.errors == {"text": sentence}


def test_longest_text_is_taken_whatever_its_line_ends():
    assert len(check("\r\n".join(["a" * 99] * 200)).text) == 19_999


def test_control_and_direction_signs_are_dropped():
    assert check("aman\x00\x1b[31m \u202emalik\u2069 \ufffe").text == "aman[31m malik"


def test_seventeen_digits_are_no_nik():
    assert check("Nomor resi 64710101019000012")


def test_unverified_writer_has_two_links():
    two = "https://a.contoh.id https://b.contoh.id"
    assert check(two, Level.CONFIRMED)
    with pytest.raises(InvalidInput) as caught:
        check(two + " https://c.contoh.id", Level.CONFIRMED)
    assert caught.value.errors == {"text": texts.TOO_MANY_LINKS}
    assert check(two + " https://c.contoh.id", Level.VERIFIED)


@pytest.mark.parametrize("title", ["", "pendek", "a" * 151, " " * 20])
def test_title_of_wrong_length_is_refused(title):
    with pytest.raises(InvalidInput) as caught:
        texts.check_title(title)
    assert caught.value.errors == {"title": texts.NO_TITLE}


def test_title_is_one_line():
    assert texts.check_title("  Lampu\n jalan \t mati ") == "Lampu jalan mati"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Lampu Jalan RT 03 mati!", "lampu-jalan-rt-03-mati"),
        ("Café & résumé", "cafe-resume"),
        ("水道が壊れた", "topik"),
        ("../../etc/passwd", "etc-passwd"),
        ("kata " * 30, "kata-kata-kata-kata-kata-kata-kata-kata-kata-kata-kata-kata"),
        ("a" * 100, "a" * 60),
    ],
)
def test_slug(title, slug):
    assert texts.slug_of(title) == slug
