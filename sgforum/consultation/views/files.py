"""Photos and recordings beside options: handed out by the digest of their content, which never changes."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Response, send_file, url_for

from ...core.errors import NotFound
from ...core.photos import CONTENT_TYPE
from ...core.recordings import M4A_TYPE, MP3_TYPE
from ...web.guards import PUBLIC, actor
from .. import queries
from ..queries import QuestionSheet
from .blueprint import pages

ENDINGS = {CONTENT_TYPE: "webp", MP3_TYPE: "mp3", M4A_TYPE: "m4a"}
_YEAR_SECONDS = 31_536_000


@pages.get("/konsultasi/berkas/<string(length=64):digest>", guard=PUBLIC)
def file(digest: str) -> Response:
    """A photo or a recording; players on some phones ask for it piece by piece (Range)."""
    found = queries.find_file(digest, actor())
    if found is None:
        raise NotFound(queries.NO_CONSULTATION)
    response = send_file(
        BytesIO(found.content), mimetype=found.content_type, download_name=f"{digest[:12]}.{ENDINGS[found.content_type]}",
        conditional=True, etag=digest, last_modified=found.added_at, max_age=_YEAR_SECONDS,
    )  # fmt: skip
    kept = f"public, max-age={_YEAR_SECONDS}, immutable" if found.is_public else "private, no-store"
    response.headers["Cache-Control"] = kept
    return response


@dataclass(frozen=True, slots=True)
class Beside:
    """What is shown and heard beside a question or an option, as ballots.html wants it; addresses or ""."""

    photo: str = ""
    width: int = 0
    height: int = 0
    alt: str = ""
    recording: str = ""
    regional: str = ""
    language: str = ""


def beside_of(question: QuestionSheet) -> dict[str, Beside]:
    """By option code, and "" for the question itself."""
    language = question.regional_language
    found = {
        "": Beside(recording=_address(question.recording), regional=question.regional_text, language=language)
    }
    for one in question.choices:
        photo = one.photo
        found[one.code] = Beside(
            _address(photo.digest if photo else None), photo.width if photo else 0, photo.height if photo else 0,
            one.photo_alt, _address(one.recording), one.regional_text, language,
        )  # fmt: skip
    return found


def _address(digest: str | None) -> str:
    return "" if digest is None else url_for("consultation.file", digest=digest)
