"""Every page that the product has, with an address of the small city for each role that sees it differently."""

from __future__ import annotations

from typing import NamedTuple

from tests.factories.territory import CITY, FAR_KELURAHAN, KELURAHAN, OTHER_KELURAHAN

from .world import World


class Visit(NamedTuple):
    """A page as one role sees it (None: a visitor); status is what it answers."""

    endpoint: str
    role: str | None
    path: str
    status: int = 200


# Answers that are not pages: files, feeds, pictures, redirects, what machines ask
NOT_PAGES = {
    "accounts.own_data",
    "campaign.qr", "campaign.short", "consultation.board_file", "consultation.bundle", "consultation.feed", "consultation.file",
    "consultation.minutes_file", "consultation.receipt_file", "consultation.slips", "forum.feed", "forum.place_feed",
    "forum.poll_board", "forum.poll_bundle", "forum.post", "reports.catalogue_file", "reports.consultation_download", "reports.prepared_content", "reports.score_download", "reports.feed", "reports.link_file", "reports.month_file", "reports.participation_file", "reports.register_file", "reports.report_file", "site.alive", "site.ready", "site.service_worker",
    "site.static", "territory.export",
}  # fmt: skip


def list_visits(world: World) -> list[Visit]:
    """In an order that keeps one role's pages together."""
    rows = [*_visitor(world), *_resident(world), *_official(world), *_moderator(world), *_admin(world)]
    return [Visit(*row) for row in rows]


def _visitor(world: World) -> list[tuple]:
    at = world.at
    public = {
        "portal.home": "/", "portal.choose": "/kelurahan", "portal.place": f"/kelurahan/{KELURAHAN}",
        "portal.privacy": "/privasi", "portal.style_guide": "/gaya", "site.languages": "/bahasa",
        "site.offline": "/luring", "accounts.register": "/daftar", "accounts.confirm": "/daftar/konfirmasi/abc",
        "accounts.registered": "/daftar/terkirim", "accounts.sign_in": "/masuk", "accounts.forgot": "/masuk/lupa",
        "accounts.reset_sent": "/masuk/lupa/terkirim", "accounts.reset": "/masuk/sandi-baru/abc",
        "accounts.signed_out": "/keluar/selesai", "forum.topics": "/topik", "forum.place": f"/kelurahan/{KELURAHAN}/forum",
        "forum.topic": at["topic-answered"], "forum.history": f"{at['topic-answered']}/p/1/riwayat",
        "forum.choose_place": "/tulis", "forum.poll": f"{at['topic-told']}/jajak", "consultation.index": "/konsultasi", "consultation.show": at["consultation-voting"],
        "consultation.document": f"{at['consultation-voting']}/dokumen",
        "consultation.result": f"{at['consultation-decided']}/hasil", "consultation.board": f"{at['consultation-decided']}/papan",
        "consultation.minutes": f"{at['consultation-decided']}/berita-acara",
        "consultation.roll_call": f"{at['consultation-decided-open']}/hasil/daftar-suara", "campaign.index": "/kampanye",
        "campaign.show": at["campaign-running"], "campaign.poster": f"{at['campaign-running']}/poster",
        "campaign.apps": "/aplikasi", "campaign.app": "/aplikasi/hore", "metrics.scores": f"/skor?periode={world.period}",
        "metrics.place": f"/skor/{KELURAHAN}?periode={world.period}", "metrics.method": "/metode",
        "reports.compare_years": "/laporan/banding", "reports.links": "/laporan/tautan", "reports.link_history": at["link"],
        "reports.index": "/laporan", "reports.indicator": "/laporan/k1", "reports.data": "/data", "reports.month": f"/data/{world.period}",
        "metrics.denominators": "/metode/penduduk", "metrics.versions": f"/metode/versi?periode={world.period}",
        "metrics.changes": "/metode/perubahan", "metrics.governance": f"/tata-kelola?periode={world.period}",
        "metrics.companions": f"/skor/{KELURAHAN}/pendamping?periode={world.period}",
    }  # fmt: skip
    other = [
        ("portal.place", f"/kelurahan/{CITY}"), ("portal.place", f"/kelurahan/{FAR_KELURAHAN}"),
        ("forum.topics", "/topik?wilayah=64.71.02&bidang=waste"), ("forum.topic", at["topic-quiet"]),
        ("forum.topic", f"{at['topic-long']}?dari=42"), ("forum.topic", at["topic-asked"]), ("forum.topic", at["topic-told"]),
        ("forum.poll", f"{at['topic-asked']}/jajak"), ("consultation.index", "/konsultasi?daftar=selesai"),
        ("consultation.show", at["consultation-information"]), ("consultation.show", at["consultation-comment"]),
        ("consultation.show", at["consultation-decided"]), ("consultation.result", f"{at['consultation-voting']}/hasil"),
        ("consultation.show", at["kinds-voting"]), ("consultation.result", f"{at['kinds-closed']}/hasil"),
        ("consultation.show", at["long-voting"]), ("consultation.result", f"{at['long-closed']}/hasil?soal=2"),
        ("campaign.show", at["campaign-ended"]), ("metrics.place", f"/skor/{OTHER_KELURAHAN}?periode={world.period}"),
        ("metrics.place", f"/skor/{FAR_KELURAHAN}?periode={world.period}"),
    ]  # fmt: skip
    return [
        *((endpoint, None, path) for endpoint, path in [*public.items(), *other]),
        ("error", None, "/tidak-ada", 404), ("consultation.show", None, at["consultation-draft"], 404),
    ]  # fmt: skip


def _resident(world: World) -> list[tuple]:
    at, voting = world.at, world.at["consultation-voting"]
    pages = [
        ("portal.home", "/"), ("accounts.account", "/akun"), ("accounts.password", "/akun/sandi"), ("accounts.move", "/akun/pindah"), ("accounts.erase", "/akun/hapus"),
        ("reports.prepared_files", f"/laporan/berkas?jenis=scores&wilayah={CITY}&isi={world.period}"), ("reports.prepared_files", "/laporan/berkas"),
        ("reports.prepared_file", f"/laporan/berkas/{at['prepared']}"),
        ("forum.mine", "/akun/tulisan"), ("forum.topic", at["topic-answered"]), ("forum.topic", at["topic-mine"]),
        ("forum.topic", f"{at['topic-answered']}?dari=2&balas=2"), ("forum.write", f"/kelurahan/{KELURAHAN}/forum/tulis"),
        ("forum.edit", f"{at['topic-mine']}/p/1/sunting"), ("forum.add_poll", f"{at['topic-mine']}/jajak/baru"),
        ("forum.topic", at["topic-asked"]), ("forum.poll", f"{at['topic-asked']}/jajak"), ("forum.poll", f"{at['topic-told']}/jajak"), ("consultation.show", voting),
        ("consultation.ballot", f"{voting}/suara"), ("consultation.show", at["consultation-comment"]),
        ("consultation.receipt", f"{at['consultation-decided']}/suara/bukti"), ("campaign.show", at["campaign-running"]),
        ("consultation.receipt", f"{at['kinds-closed']}/suara/bukti"), ("consultation.numbered_ballot", f"{at['long-voting']}/suara/2"),
        *(("consultation.numbered_ballot", f"{at['kinds-voting']}/suara/{n}") for n in range(1, 8)),
    ]  # fmt: skip
    waiting = [
        ("accounts.account", "waiting", "/akun"),
        ("forum.topic", "waiting", at["topic-quiet"]),
        ("forum.topic", "waiting", at["topic-asked"]),
    ]
    return [*((endpoint, "resident", path) for endpoint, path in pages), *waiting]


def _official(world: World) -> list[tuple]:
    at = world.at
    draft, decided, divided, sealed, running = (
        f"/petugas/konsultasi/{at[f'consultation-{key}-id']}"
        for key in ("draft", "decided", "draft-keys", "ended-sealed", "voting-paper")
    )
    bundle, people = f"{sealed}/kertas/{at['batch']}", world.people
    pages = [
        ("portal.desk", "/petugas"), ("portal.command_centre", "/pusat-kendali"), ("accounts.waiting", "/petugas/warga"),
        ("accounts.verify", f"/petugas/warga/{world.people['waiting']}"), ("territory.denominators", "/admin/penduduk"),
        ("forum.desk", "/petugas/topik"), ("forum.answer", f"{at['topic-quiet']}/jawaban"),
        ("forum.report_done", f"{at['topic-answered']}/komitmen"), ("forum.topic", at["topic-answered"]),
        ("consultation.desk", "/petugas/konsultasi"), ("consultation.create", "/petugas/konsultasi/baru"),
        ("consultation.manage", draft), ("consultation.manage", decided), ("consultation.edit", f"{draft}/ubah"),
        ("consultation.withdraw", f"{draft}/batalkan"), ("consultation.decide", f"{decided}/keputusan"),
        ("consultation.question", f"{draft}/soal/1"), ("consultation.question", f"{draft}/soal/2"),
        ("consultation.materials", f"{draft}/soal/1/bahan"), ("consultation.photo", f"{draft}/soal/1/bahan/a/foto"),
        ("consultation.photo", f"{draft}/soal/1/bahan/b/foto"), ("consultation.recording", f"{draft}/soal/1/bahan/a/rekaman"),
        ("consultation.recording", f"{draft}/soal/1/bahan/soal/rekaman"),
        ("consultation.remove_question", f"{draft}/soal/1/hapus"), ("consultation.divide_key", f"{divided}/kunci"),
        ("consultation.open_box", f"{sealed}/kotak"), ("consultation.manage", sealed),
        ("consultation.manage", running), ("consultation.roll", f"{running}/pemilih?cari=a+r"),
        ("consultation.roll", f"{sealed}/pemilih"), ("consultation.elector", f"{running}/pemilih/{people['neighbour']}"),
        ("consultation.elector", f"{running}/pemilih/{people['newcomer']}"), ("consultation.papers", f"{sealed}/kertas"),
        ("consultation.papers", f"{running}/kertas"), ("consultation.enter_bundle", f"{sealed}/kertas/soal/1"),
        ("consultation.check_bundle", f"{bundle}/cocokkan"), ("consultation.correct_bundle", f"{bundle}/baca-ulang"),
        ("consultation.remove_bundle", f"{bundle}/hapus"),
        ("consultation.show", at["consultation-draft"]), ("campaign.desk", "/petugas/kampanye"),
        ("campaign.create", "/petugas/kampanye/baru"), ("campaign.manage", f"/petugas/kampanye/{at['campaign-running-id']}"),
        ("campaign.manage", f"/petugas/kampanye/{at['campaign-draft-id']}"),
        ("campaign.edit", f"/petugas/kampanye/{at['campaign-draft-id']}/ubah"),
    ]  # fmt: skip
    return [(endpoint, "lurah", path) for endpoint, path in pages]


def _moderator(world: World) -> list[tuple]:
    at = world.at
    pages = [
        ("portal.desk", "/petugas"), ("forum.moderate_topic", f"{at['topic-quiet']}/moderasi"),
        ("forum.moderate_post", f"{at['topic-quiet']}/p/2/moderasi"), ("forum.topic", at["topic-quiet"]),
        ("consultation.hide_comment", f"/konsultasi/tanggapan/{at['comment']}/sembunyikan"),
    ]  # fmt: skip
    return [(endpoint, "moderator", path) for endpoint, path in pages]


def _admin(world: World) -> list[tuple]:
    register = "/admin/register/anggaran"
    held = f"/skor/{OTHER_KELURAHAN}/reviu?periode={world.period}"
    pages = [
        ("portal.desk", "/petugas"), ("portal.admin", "/admin"), ("portal.audit", "/admin/catatan"), ("portal.command_centre", "/pusat-kendali"),
        ("accounts.roles", "/admin/peran"), ("accounts.suspend", f"/petugas/akun/{world.people['suspect']}/tangguhkan"),
        ("territory.denominators", "/admin/penduduk"), ("territory.places", "/admin/wilayah"),
        ("reports.registers", "/admin/register"), ("reports.link_audit", "/admin/tautan"), ("reports.register", register),
        ("reports.row", f"{register}/{world.at['row']}"), ("reports.remove", f"{register}/{world.at['row']}/hapus"),
        ("reports.import_register", f"{register}/impor"), ("reports.export_participation", "/admin/ekspor"), ("campaign.edit_app", "/petugas/aplikasi/hore"),
        ("campaign.app", "/aplikasi/hore"), ("metrics.review", held),
        ("metrics.side_figures", "/admin/tata-kelola"),
    ]  # fmt: skip
    return [(endpoint, "admin", path) for endpoint, path in pages]
