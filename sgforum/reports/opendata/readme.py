"""The README of a month and of the whole: what is in it, what is left out, how a score is computed again; both languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sgforum.core.clock import Period
from sgforum.reports.opendata.site import LICENCE, LICENCE_URL, Site
from sgforum.reports.tables import DEMO_NOTICE, Table

_MONTH = """# Skor partisipasi kelurahan, {place}, {period}
{notice}
*English below.*

Berkas ini terbit setiap bulan di {url}. Berkas CSV memakai koma, titik desimal, dan UTF-8.

{files}

`kamus.csv` menjelaskan setiap kolom, `satu-data.json` memuat metadata Satu Data Indonesia (konsep, definisi, klasifikasi, ukuran, satuan, rumus, periode, produsen), `datapackage.json` memuat jenis kolom dan sidik jari setiap berkas.

## Menghitung ulang

`method.csv` memuat bobot dan patokan. Dari `counts.csv` dan nilai mentah di `indicators.csv`:

1. skor indikator = 100 × ln(nilai/low)/ln(high/low) untuk `lg`, 100 × (nilai − low)/(high − low) untuk `li`, dibatasi 0 sampai 100;
2. dimensi = rata-rata berbobot dari indikator yang ada; D3 = 0 jika enam bulan tidak ada musyawarah yang memenuhi syarat;
3. IPPK = perkalian max(dimensi, 1) pangkat bobot dimensi, bobot disesuaikan bila satu dimensi kosong; dipotong ke satu desimal.

Naskah `docs/rebuild_score.py` pada kode sumber melakukannya dengan Python saja: `python rebuild_score.py FOLDER`.

## Yang tidak ditampilkan

Jumlah 1 sampai 4 orang, jumlah seluruh anggota sebuah kelompok, dan angka yang dapat membukanya. Kolom `hidden` dan `reason` menyebutkannya. Skor yang bagiannya tidak ditampilkan tidak dapat dihitung ulang dari berkas ini.

Hasil ini bukan survei representatif; peserta memilih ikut sendiri.

## Lisensi

{licence}, {licence_url}. Sebutkan: {publisher}, {url}.

---

# Participation scores of kelurahan, {place}, {period}
{notice_en}
These files are published every month at {url}. CSV has commas, decimal points and UTF-8.

{files_en}

`kamus.csv` explains every column (`meaning`), `satu-data.json` holds the metadata of Satu Data Indonesia, `datapackage.json` the types of columns and the hash of every file.

## Computing a score again

`method.csv` holds weights and goalposts. From `counts.csv` and the raw values in `indicators.csv`:

1. an indicator's score is 100·ln(raw/low)/ln(high/low) for `lg`, 100·(raw − low)/(high − low) for `li`, cut to 0 to 100;
2. a dimension is the weighted mean of the indicators that exist; D3 is 0 if no consultation qualified in six months;
3. IPPK is the product of max(dimension, 1) to the power of the dimension's weight, weights rescaled if a dimension is missing; cut to one decimal.

The script `docs/rebuild_score.py` in the source code does it with Python alone: `python rebuild_score.py FOLDER`.

## What is left out

Counts of 1 to 4 people, counts of all members of a group, and figures that would give them away; the columns `hidden` and `reason` say where. A score of which parts are left out cannot be computed again from these files.

This is not a representative survey; participants chose to take part.

## Licence

{licence}, {licence_url}. Attribution: {publisher}, {url}.
"""

_WHOLE = """# Data terbuka partisipasi kelurahan, {place}
{notice}
Satu folder setiap bulan, sama dengan alamat di {url}: mulai dari `datapackage.json` dan `README.md` di dalamnya. `katalog.jsonld` adalah katalog (DCAT), `atom.xml` mengabarkan bulan baru dan revisi.

One folder for each month, as at {url}: start with its `datapackage.json` and `README.md`. `katalog.jsonld` is the catalogue (DCAT), `atom.xml` tells of new months and revisions.

Lisensi, licence: {licence}, {licence_url}. {publisher}.
"""


def month_text(site: Site, period: Period, tables: Sequence[Table]) -> str:
    """The README of a month's package."""
    return _MONTH.format(
        period=period, files=_list(tables, lambda text: text), files_en=_list(tables, site.english),
        notice_en=_notice(site, site.english(DEMO_NOTICE)), url=site.month_url(period), **_of(site),
    )  # fmt: skip


def whole_text(site: Site) -> str:
    """The README above all months."""
    return _WHOLE.format(url=site.data_url, **_of(site))


def _of(site: Site) -> dict[str, str]:
    return {
        "place": site.place, "publisher": site.publisher, "licence": LICENCE, "licence_url": LICENCE_URL,
        "notice": _notice(site, DEMO_NOTICE),
    }  # fmt: skip


def _notice(site: Site, text: str) -> str:
    return f"\n**{text}**\n" if site.is_demo else ""


def _list(tables: Sequence[Table], said: Callable[[str], str]) -> str:
    return "\n".join(f"- `{table.name}.csv`: {said(table.title)}" for table in tables)
