"""What lets anyone check a box: the board as a page and as a file, the key that signs it, the recount bundle."""

from __future__ import annotations

from flask import Response

from ...ballot import queries as ballots
from ...ballot.services import make_bundle, public_key_of_boards
from ...core.errors import Conflict, NotFound
from ...core.marks import N_
from ...web.answers import page
from ...web.downloads import download
from ...web.guards import PUBLIC
from ..models import reference_of
from .blueprint import ADDRESS, get_sheet, key_folder, pages
from .board_words import told_on_board

NO_BOARD = N_("Papan pengumuman baru ada sesudah pemungutan suara dibuka.")
NO_BUNDLE = N_("Berkas hitung ulang baru ada sesudah kotak suara dibuka dan dihitung.")


@pages.get(f"{ADDRESS}/papan", guard=PUBLIC)
def board(public_id: str, slug: str) -> Response:
    """Every line that was told of the boxes, in words, with the hash that the next line holds."""
    sheet = get_sheet(public_id)
    lines = ballots.list_entries(reference_of(public_id))
    if not lines:
        raise NotFound(NO_BOARD)
    return page(
        "consultation/board.html", row=sheet.row, lines=[(line, told_on_board(line, sheet)) for line in lines],
        head=lines[-1], key=public_key_of_boards(key_folder()),
    )  # fmt: skip


@pages.get(f"{ADDRESS}/papan.jsonl", guard=PUBLIC)
def board_file(public_id: str, slug: str) -> Response:
    """The board's lines as they are signed."""
    get_sheet(public_id)
    lines = ballots.list_entries(reference_of(public_id))
    if not lines:
        raise NotFound(NO_BOARD)
    content = "".join(f"{entry.line}\n" for entry in lines)
    return download(content.encode(), f"papan-{public_id}.jsonl", "application/jsonl; charset=utf-8")


@pages.get(f"{ADDRESS}/hasil/hitung-ulang.zip", guard=PUBLIC)
def bundle(public_id: str, slug: str) -> Response:
    """Everything that `sgforum verify` needs."""
    sheet = get_sheet(public_id)
    if sheet.row.closed_at is None:
        raise NotFound(NO_BUNDLE)
    try:
        content = make_bundle(board=reference_of(public_id), keys=key_folder())
    except Conflict as error:
        raise NotFound(NO_BUNDLE) from error
    return download(content, f"hitung-ulang-{public_id}.zip", "application/zip")
