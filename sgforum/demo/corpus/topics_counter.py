"""Topics about permits and services at the counter."""

from __future__ import annotations

from sgforum.demo.corpus.topic_types import Answer, Topic

PERIZINAN: tuple[Topic, ...] = (
    Topic(
        "perizinan",
        "question",
        "<Cara mengurus|Syarat> NIB untuk usaha <u=kue rumahan|warung kecil|jahit>, <apakah gratis|perlu surat RT>?",
        "Saya di RT {rt} mau mengurus NIB untuk usaha <u=kue basah|warung nasi|jahit> yang sudah jalan <dua|tiga> tahun. Katanya bisa lewat HP, tapi saya <bingung memilih kode usaha|tidak punya email>. Apakah ada pendampingan di kelurahan? <Ada yang menawarkan jasa Rp250.000.|Kalau ada biaya, berapa resminya?>",
        (
            "Gratis, Bu. Saya urus sendiri <setengah jam jadi|dibantu anak>, jangan pakai calo.",
            "Kode usahanya yang susah. <Yang kue basah beda dengan roti|Tanya petugas saja>.",
            "Setelah NIB lanjut <PIRT dan halal|izin edar>, itu yang agak lama.",
            "Di RT {rt2} pernah ada pendampingan, <sehari jadi 15 orang|sangat terbantu>. Semoga diadakan lagi.",
        ),
        (
            Answer(
                "answered",
                "NIB tidak dipungut biaya. Pendampingan tersedia setiap <Rabu|Kamis> pukul 09.00-12.00 di kantor kelurahan; bawa KTP dan nomor HP aktif. Email dapat dibuatkan di tempat.",
                "Usaha mikro berisiko rendah cukup dengan NIB yang terbit saat itu juga.",
            ),
            Answer(
                "accepted",
                "Kami adakan hari pendampingan khusus di {balai} <Sabtu depan|pekan depan> bersama petugas dinas perizinan untuk 20 pelaku usaha.",
                "Jumlah peminat di RW {rw} cukup untuk layanan jemput bola.",
            ),
        ),
    ),
    Topic(
        "perizinan",
        "question",
        "Renovasi <r=rumah|teras dan dapur>, <perlu PBG atau tidak|izinnya apa>?",
        "Rumah saya di {gang} mau <r=dinaikkan satu lantai|diperluas ke belakang>. Tukang bilang tidak perlu izin, tetangga bilang perlu PBG. <r=Jaraknya ke tetangga hanya 60 cm|Luas tambahannya 18 meter persegi>. Sebenarnya aturannya bagaimana, dan <ke mana bertanya|bisa dibantu gambarnya>?",
        (
            "Kalau tambah lantai perlu. <Saya dulu sempat dihentikan|Lebih baik urus dulu>.",
            "Izin tetangga kiri-kanan jangan lupa, <tanda tangan di formulir|ini sering dilupakan>.",
            "Perbaikan ringan seperti ganti atap tidak perlu. <Ini kata petugas loket|Setahu saya begitu>.",
            "Ada contoh gambar gratis untuk rumah kecil, <coba tanya dinas|lumayan hemat>.",
        ),
        (
            Answer(
                "answered",
                "Perbaikan ringan tidak memerlukan PBG. Penambahan lantai atau luas bangunan memerlukan PBG; gambar contoh rumah sederhana tersedia gratis di loket dinas.",
                "Yang menentukan adalah perubahan struktur dan luas bangunan.",
            ),
        ),
    ),
    Topic(
        "perizinan",
        "question",
        "Izin <i=keramaian|acara 17-an|pasar malam> di {balai}, <berapa hari sebelumnya|alurnya bagaimana>?",
        "Karang taruna RT {rt} akan mengadakan <i=bazar dan hiburan|lomba dan panggung kecil|pasar malam kecil> di {balai}. Perkiraan <200|300> orang. Surat apa saja yang harus kami siapkan, dari RT sampai polsek, dan <berapa hari sebelumnya|apakah ada biaya>?",
        (
            "Tahun lalu kami urus <dua minggu sebelumnya|sepuluh hari>, aman.",
            "Jangan lupa <surat ke puskesmas untuk P3K|tempat sampah tambahan>.",
            "Kalau pakai jalan, perlu izin <tutup jalan juga|pengalihan arus>.",
            "Boleh titip lapak? <Saya jual es kelapa|UMKM warga diutamakan ya>.",
        ),
        (
            Answer(
                "answered",
                "Surat pengantar RT dibawa ke kelurahan paling lambat sepuluh hari sebelum acara, lalu ke polsek. Tidak ada biaya. Contoh surat dapat diambil di loket atau kami kirim lewat Ketua RT {rt}.",
                "Waktu sepuluh hari diperlukan untuk pengaturan keamanan dan lalu lintas.",
            ),
        ),
    ),
    Topic(
        "perizinan",
        "proposal",
        "<Layanan izin keliling|Jemput bola perizinan> ke RW {rw}",
        "Banyak pelaku usaha di RW {rw} <buka dari subuh|tidak bisa meninggalkan warung> sehingga tidak sempat ke kantor. Usul: petugas datang <sebulan sekali|dua bulan sekali> ke {balai}, melayani NIB, <halal|PIRT>, dan pajak usaha kecil. <Tempat dan internet kami siapkan.|RT {rt} siap mendata peserta.>",
        (
            "Mau ikut. <Sudah lima tahun usaha belum ada NIB|Warung saya tidak ada yang jaga>.",
            "Petugasnya bawa printer, <supaya langsung jadi|jangan cuma ceramah>.",
            "Bagus untuk yang <sepuh|tidak pandai HP>.",
            "Pengumumannya dari jauh hari ya, <lewat pengeras suara juga|jangan sehari sebelumnya>.",
        ),
        (
            Answer(
                "accepted",
                "Layanan keliling kami jadwalkan <Rabu minggu kedua|akhir bulan> di {balai}, pukul 15.00-18.00 agar warung tetap bisa buka pagi.",
                "Data RT {rt} mencatat lebih dari 20 usaha yang belum memiliki NIB.",
            ),
            Answer(
                "partly",
                "Petugas dapat datang satu kali tahun ini. Selanjutnya layanan tersedia di kantor kelurahan setiap Rabu sore.",
                "Tim keliling melayani seluruh kota sehingga jadwalnya bergiliran.",
            ),
        ),
    ),
    Topic(
        "perizinan",
        "question",
        "<Lapak|Rombong> di trotoar {jalan}: <boleh atau tidak|izin sementaranya bagaimana>?",
        "Saya berjualan <gorengan|pentol|es> di trotoar {jalan} dekat {tempat} <sore hari|jam tiga sampai magrib>. Kemarin ditegur petugas, <saya terima|tidak apa-apa>. Adakah tempat yang diperbolehkan, atau izin sementara dengan syarat tertentu? <Ini penghasilan satu-satunya.|Saya siap ikut aturan dan bersih-bersih.>",
        (
            "Gorengannya enak itu, <langganan saya|jangan sampai hilang>. Semoga ada tempatnya.",
            "Pejalan kaki dan kursi roda perlu trotoar juga. <Digeser ke halaman pasar|Cari jalan tengah>.",
            "Lahan depan {tempat2} kosong sore, <coba tanya pengelolanya|bisa jadi sentra kecil>.",
            "Asal tidak meninggalkan sampah, <saya dukung|minyaknya jangan ke parit>.",
        ),
        (
            Answer(
                "partly",
                "Trotoar tidak dapat dipakai, tetapi halaman {tempat2} boleh digunakan pukul 15.00-21.00 bagi warga yang mendaftar. Pendaftaran di Kasi Ekonomi, gratis.",
                "Trotoar wajib bebas bagi pejalan kaki, sedangkan penghidupan warga tetap diberi tempat.",
            ),
            Answer(
                "rejected",
                "Mohon maaf, izin di trotoar tidak dapat diberikan. Petugas kami siap membantu mencari lapak di pasar dengan sewa ringan.",
                "Peraturan daerah melarang kegiatan usaha di trotoar dan bahu jalan.",
            ),
        ),
    ),
)

LAYANAN: tuple[Topic, ...] = (
    Topic(
        "layanan",
        "question",
        "<k=KTP hilang|KTP rusak>: <harus ke dinas atau bisa di kelurahan|syaratnya apa>?",
        "KTP saya <k=hilang di angkot|patah dan tidak terbaca>. Saya kerja sif jadi <hanya bisa hari Kamis|susah izin>. Apakah bisa diurus di kelurahan {kelurahan}, <k=perlu surat kehilangan polisi|berapa hari jadi>? Terima kasih.",
        (
            "Hilang perlu surat polsek, rusak cukup bawa <kartu lamanya|yang patah>.",
            "Saya kemarin <tiga hari jadi|diambil saudara satu KK, boleh>.",
            "Sekalian aktifkan identitas digital di HP, <petugasnya bantu|cepat>.",
            "Nomor antrean pagi <jam 07.30|habis sebelum jam sepuluh>. Datang awal ya.",
        ),
        (
            Answer(
                "answered",
                "Perekaman dan cetak ulang dapat diajukan di kelurahan, jadi dalam <tiga|dua> hari kerja selama blangko tersedia. Bawa KK dan surat kehilangan polsek (bila hilang).",
                "Kelurahan meneruskan berkas secara daring ke dinas kependudukan.",
            ),
        ),
    ),
    Topic(
        "layanan",
        "proposal",
        "<Antrean lewat HP|Nomor antrean daring> dan <loket prioritas|jam sore> di kantor kelurahan",
        "Mengurus surat di kelurahan {kelurahan} bisa menunggu <dua jam|setengah hari> kalau hari Senin. Usul:\n\n- nomor antrean bisa diambil dari rumah\n- loket khusus lansia, ibu hamil, dan difabel\n- satu hari buka sampai pukul <17.00|18.00>\n\n<Yang tidak punya HP tetap bisa ambil nomor di tempat.|Petugasnya ramah, hanya antrean yang perlu diatur.>",
        (
            "Setuju. Bapak saya pakai kursi roda, <menunggu di luar|tidak ada tempat>.",
            "Sore itu penting buat <pekerja|yang kerja di Kariangau>.",
            "Jangan semua serba HP, <ibu saya tidak bisa|separuh tetap manual>.",
            "Tambah kursi dan kipas dulu, <murah meriah|itu saja sudah lega>.",
        ),
        (
            Answer(
                "accepted",
                "Loket prioritas berlaku mulai <Senin|minggu depan>, dan setiap Rabu kami buka sampai pukul 17.00. Nomor antrean dapat diminta lewat pesan mulai bulan depan.",
                "Perubahan ini dapat dijalankan dengan petugas yang ada.",
            ),
            Answer(
                "partly",
                "Loket prioritas dan tambahan kursi kami sediakan. Jam sore belum dapat dibuka.",
                "Jumlah petugas loket hanya dua orang sehingga jam tambahan belum mungkin.",
            ),
        ),
    ),
    Topic(
        "layanan",
        "question",
        "Akta lahir anak <terlambat|umur tiga tahun belum punya>, <ada denda|bisa diurus>?",
        "Anak <tetangga|keponakan> saya di {gang} <umurnya tiga tahun|mau masuk PAUD> belum punya akta karena <orang tuanya merantau|buku nikah hilang>. Apakah masih bisa diurus, ada denda atau tidak, dan <siapa yang mengantar|dokumen penggantinya apa>?",
        (
            "Bisa. Anak saya umur lima baru urus, <gratis|tidak didenda>.",
            "Saksi dua orang bawa KTP, <saya mau jadi saksi|bidannya juga bisa>.",
            "Kalau buku nikah tidak ada, pakai surat pernyataan. <Formulirnya dari dinas|Tanya di loket>.",
            "Bulan depan ada layanan akta di {balai}, <saya lihat spanduknya|semoga jadi>.",
        ),
        (
            Answer(
                "answered",
                "Bisa dan tidak ada denda. Siapkan surat keterangan lahir, KK, KTP orang tua dan dua saksi. Bila buku nikah tidak ada, gunakan surat pernyataan tanggung jawab mutlak; formulirnya kami sediakan.",
                "Akta kelahiran adalah hak anak dan keterlambatan tidak menghapus hak itu.",
            ),
        ),
    ),
    Topic(
        "layanan",
        "question",
        "<Bantuan sosial|Data penerima bantuan> RT {rt}: <bagaimana cara usul nama|kapan data diperbarui>?",
        "Ada lansia yang <tinggal sendiri di {gang}|hidup dari belas kasih tetangga> dan belum pernah menerima bantuan. Sebaliknya ada yang <sudah pindah|sudah mampu> masih tercatat. Saya tidak menuduh siapa pun; mungkin datanya lama. Bagaimana cara mengusulkan dan kapan pembaruannya?",
        (
            "Benar, beliau <77 tahun|sakit-sakitan>. Kami bergantian antar makanan.",
            "Ada aplikasi cek bansos, bisa usul sendiri, <saya bantu isikan|tapi prosesnya lama>.",
            "Musyawarah kelurahan biasanya <triwulan|dua kali setahun>, undang RT.",
            "Jangan sebut nama di sini ya, <kasihan|cukup lewat Ketua RT>. Setuju dengan caranya.",
        ),
        (
            Answer(
                "accepted",
                "Petugas sosial berkunjung <besok|minggu ini>. Pembaruan data dibahas dalam musyawarah kelurahan <tanggal 20|bulan depan>, dan Ketua RT {rt} kami minta membawa usulan tertulis.",
                "Usulan baru harus disahkan musyawarah sebelum dikirim ke pusat.",
            ),
            Answer(
                "answered",
                "Data diperbarui setiap bulan. Usulan dapat disampaikan lewat Ketua RT atau loket sosial dengan KTP dan KK; hasilnya diumumkan tanpa membuka data pribadi.",
                "Penetapan dilakukan kementerian, sedangkan kelurahan mengusulkan dan memeriksa.",
            ),
        ),
    ),
    Topic(
        "layanan",
        "discussion",
        "Pengumuman kelurahan: <sebaiknya lewat apa?|sering tidak sampai ke RT {rt}>",
        "Beberapa kali warga RT {rt} terlambat tahu, misalnya <jadwal vaksin|pendaftaran bantuan|kerja bakti>. Ada yang lewat grup pesan, ada yang ditempel di {balai}, ada juga yang <diumumkan lisan|tidak sampai>. Menurut Anda mana yang paling pas, terutama untuk <lansia|yang tidak punya HP>?",
        (
            "Tiga-tiganya. <Pengeras suara musala paling didengar|Untuk ibu saya ya lisan>.",
            "Grup pesan terlalu ramai, <pengumuman tenggelam stiker|pisahkan grup khusus pengumuman>.",
            "Papan di {balai} diperbaiki, <sudah lapuk|kena hujan terus>.",
            "Di forum ini enak, <bisa dicari lagi|ada tanggalnya>. Tapi ringkas saja.",
        ),
        (
            Answer(
                "accepted",
                "Mulai <bulan ini|minggu depan> setiap pengumuman kami kirim lewat tiga jalur: forum ini, lembar satu halaman untuk papan RT, dan kabar lisan melalui kader.",
                "Satu jalur saja terbukti tidak menjangkau lansia dan warga tanpa HP.",
            ),
        ),
    ),
)
