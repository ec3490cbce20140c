"""Invented campaigns for five of the apps that the 2018 study names; goals and words are examples."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CampaignText:
    """One campaign as its page, its pledge and its share message put it.

    `app` is the slug in `campaign/data/apps_2018.csv`; `days` is how long it runs; `reach` (0-1) is how large
    a part of the demo's residents opens the page, `pledge_share` and `install_share` how many of those go on.
    """

    app: str
    slug: str
    title: str
    goal: str
    page: str
    pledge: str
    target_group: str
    share: str
    days: int
    reach: float
    pledge_share: float
    install_share: float


CAMPAIGNS: tuple[CampaignText, ...] = (
    CampaignText(
        app="hore",
        slug="kenal-hore",
        title="Kenal HORE dalam lima menit",
        goal="Seribu warga mencoba HORE dan 300 orang memberi pendapat tentang kegunaannya.",
        page="## Sudah pernah dengar HORE?\n\nPada tahun 2018 aplikasi ini diunduh **50 sampai 100 kali** saja. Artinya hampir tidak ada warga yang tahu. Sebelum kota membuat aplikasi baru, mari kita coba dulu yang sudah ada.\n\n## Caranya\n\n1. Buka keterangan HORE dari tautan di halaman ini.\n2. Coba satu layanan yang Anda perlukan minggu ini.\n3. Tulis di forum kelurahan Anda: membantu, membingungkan, atau tidak jalan?\n\nTidak cocok juga tidak apa-apa. Pendapat Anda dipakai untuk memutuskan: diperbaiki, digabung, atau dihentikan.",
        pledge="Saya akan mencoba HORE minggu ini dan menulis pendapat saya dengan jujur.",
        target_group="Warga 17 tahun ke atas yang memakai HP, seluruh kelurahan",
        share="HORE itu apa ya? Coba lima menit, lalu beri pendapat. Suara kita menentukan nasib aplikasinya:",
        days=45,
        reach=0.38,
        pledge_share=0.42,
        install_share=0.55,
    ),
    CampaignText(
        app="i-balikpapan",
        slug="satu-genggaman",
        title="I Balikpapan: satu genggaman, satu kota",
        goal="Lima ratus warga memakai I Balikpapan setidaknya dua kali dalam sebulan.",
        page="## Info kota tanpa bertanya ke sana kemari\n\nBanyak pengumuman hanya beredar di grup, lalu tenggelam. Kampanye ini mengajak warga mencoba I Balikpapan dan menceritakan bagian mana yang berguna.\n\n## Yang kami minta\n\n- pasang dan buka **dua kali** dalam sebulan\n- catat satu hal yang Anda cari tetapi tidak ada\n- bantu satu tetangga atau orang tua memasangnya\n\nCatatan Anda diserahkan kepada pengelola dan jawabannya diumumkan di halaman ini.",
        pledge="Saya akan memakai I Balikpapan dua kali bulan ini dan membantu satu tetangga mencobanya.",
        target_group="Warga 17-44 tahun yang aktif di media sosial",
        share="Sudah coba I Balikpapan? Bantu satu tetangga memasang, lalu ceritakan pengalamannya:",
        days=60,
        reach=0.30,
        pledge_share=0.36,
        install_share=0.60,
    ),
    CampaignText(
        app="tmc",
        slug="cek-jalan-dulu",
        title="Cek jalan dulu sebelum berangkat",
        goal="Empat ratus warga memeriksa keadaan jalan lewat TMC sebelum berangkat, terutama saat hujan.",
        page="## Hujan deras, lewat mana?\n\nSetiap hujan, sebagian jalan tergenang dan tanjakan macet. Informasi lalu lintas dari TMC bisa dilihat sebelum Anda menyalakan motor.\n\n## Ajakan\n\n- simpan alamat TMC di layar depan HP\n- cek **dua menit** sebelum berangkat\n- kabari keluarga jalur yang aman\n\nSetelah dua minggu kami tanya: apakah Anda jadi lebih jarang terjebak?",
        pledge="Saya akan memeriksa TMC sebelum berangkat selama dua minggu, terutama ketika hujan.",
        target_group="Pekerja sif, pengemudi ojek dan angkot, serta orang tua yang mengantar sekolah",
        share="Sebelum terjebak genangan, cek jalan dulu dua menit di TMC:",
        days=30,
        reach=0.33,
        pledge_share=0.50,
        install_share=0.48,
    ),
    CampaignText(
        app="simpus",
        slug="antre-dari-rumah",
        title="Siap ke puskesmas dari rumah",
        goal="Enam ratus keluarga tahu data apa yang dicatat Simpus dan membawa berkas yang benar.",
        page="## Kurangi bolak-balik ke puskesmas\n\nSimpus menyimpan catatan kunjungan di puskesmas. Bila nomor dan alamat Anda benar, pendaftaran lebih cepat.\n\n## Sebelum berangkat\n\n1. Siapkan KTP atau KK dan kartu jaminan kesehatan.\n2. Pastikan alamat dan nomor HP di kartu berobat masih benar.\n3. Untuk anak, bawa buku KIA.\n\nLansia boleh diwakilkan saat mendaftar. **Petugas tidak pernah meminta kata sandi Anda.**",
        pledge="Saya akan memeriksa data berobat keluarga saya dan membantu satu lansia menyiapkan berkasnya.",
        target_group="Keluarga dengan balita dan warga lanjut usia",
        share="Biar tidak bolak-balik ke puskesmas, siapkan ini dulu dari rumah:",
        days=60,
        reach=0.26,
        pledge_share=0.44,
        install_share=0.35,
    ),
    CampaignText(
        app="kafeku",
        slug="jajan-di-tetangga",
        title="Jajan di kafe tetangga dengan Kafeku",
        goal="Seratus warung dan kafe kecil tercatat dan 400 warga mencoba satu tempat baru di kelurahannya.",
        page="## Kopi enak tidak harus jauh\n\nBanyak kafe dan warung kecil di gang kita belum dikenal. Kampanye ini mengajak warga mencoba Kafeku Balikpapan dan **jajan di satu tempat baru** setiap pekan.\n\n## Untuk pemilik usaha\n\nPeriksa apakah nama, jam buka, dan lokasi usaha Anda sudah benar. Bila belum, tulis di halaman ini; relawan karang taruna siap membantu tanpa biaya.\n\n## Untuk pembeli\n\nCoba, bayar, lalu beri pendapat yang sopan dan jujur.",
        pledge="Saya akan jajan di satu warung atau kafe kecil yang belum pernah saya kunjungi bulan ini.",
        target_group="Anak muda 17-34 tahun dan pelaku usaha kuliner rumahan",
        share="Kopi tetangga juga enak. Coba satu tempat baru minggu ini:",
        days=45,
        reach=0.28,
        pledge_share=0.47,
        install_share=0.40,
    ),
)
