"""Topics about parking and small businesses."""

from __future__ import annotations

from sgforum.demo.corpus.topic_types import Answer, Topic

PARKIR: tuple[Topic, ...] = (
    Topic(
        "parkir",
        "question",
        "Parkir <mobil di bahu jalan|dua sisi> di {jalan}, <truk sampah tidak bisa lewat|bikin macet tiap sore>",
        "Di {jalan} dekat {tempat} mobil parkir di dua sisi <dari sore sampai pagi|hampir tiap hari>. Kemarin <truk sampah putar balik|ambulans harus menunggu sepuluh menit>. Apakah bisa dibuat parkir satu sisi saja? <Kami tahu tidak semua rumah punya garasi.|Yang penting ada satu jalur kosong.>",
        (
            "Saya salah satunya, maaf. <Garasi dipakai warung|Rumah tidak ada garasi>. Kalau diatur satu sisi saya ikut.",
            "Genap-ganjil tanggal saja: <tanggal genap kiri|gantian sisi>, adil.",
            "Lapangan dekat {tempat2} kosong malam hari. <Bisa disewa murah|Mungkin boleh dipakai>?",
            "Waktu tetangga saya pingsan ambulans lama masuk. <Tolong jangan tunggu kejadian lagi|Serius ini>.",
        ),
        (
            Answer(
                "accepted",
                "Disepakati parkir satu sisi (sisi {tempat}) mulai <Senin depan|tanggal 1>. Garis dan rambu dipasang bersama Dinas Perhubungan.",
                "Lebar jalan hanya lima meter sehingga parkir dua sisi menutup jalur darurat.",
            ),
            Answer(
                "partly",
                "Larangan parkir berlaku pukul 05.00-08.00 saat truk sampah lewat. Pengaturan penuh kami bahas dalam rapat RW {rw}.",
                "Sebagian warga belum memiliki tempat parkir pengganti.",
            ),
        ),
    ),
    Topic(
        "parkir",
        "question",
        "<Juru parkir|Parkir> di <p=pasar|depan {tempat}> <minta Rp5.000|tidak memberi karcis>, tarif resminya berapa?",
        "Setiap ke <p=pasar|toko> di {jalan} diminta Rp5.000 untuk motor dan <tidak pernah diberi karcis|katanya setoran>. Berapa tarif resmi parkir tepi jalan, dan apakah tempat itu <termasuk titik resmi|boleh dipungut>? Saya tidak keberatan bayar kalau jelas.",
        (
            "Saya juga, <beli tempe Rp6.000 parkirnya Rp5.000|cuma berhenti dua menit>.",
            "Yang pakai rompi resmi biasanya Rp2.000 dan ada karcis. <Coba minta karcisnya|Yang lain tidak>.",
            "Mereka juga warga kita, <lebih baik dibina jadi resmi|diberi rompi dan pelatihan>.",
            "Pasang papan tarif besar saja, <selesai urusan|biar tidak ada debat>.",
        ),
        (
            Answer(
                "answered",
                "Tarif resmi parkir tepi jalan tercantum pada karcis dan papan tarif. Titik tersebut terdaftar; petugas yang tidak memberi karcis dapat dilaporkan dengan menyebut nomor rompi.",
                "Karcis adalah bukti retribusi, sehingga pungutan tanpa karcis tidak sah.",
            ),
            Answer(
                "referred",
                "Kami teruskan ke Dinas Perhubungan untuk pemeriksaan titik dan pemasangan papan tarif di {jalan}.",
                "Penetapan titik dan pembinaan juru parkir dilakukan oleh dinas.",
            ),
        ),
    ),
    Topic(
        "parkir",
        "proposal",
        "{gang} <jadi satu arah|dibuat satu arah> <pagi hari|jam sekolah>",
        "Setiap pukul <06.30-07.30|06.15-07.15> mobil dari dua arah bertemu di tengah {gang} dan tidak ada yang bisa mundur. Usul: <satu arah dari {jalan} ke {jalan2}|masuk dari {jalan}, keluar ke {jalan2}> selama jam sekolah. <RT {rt} siap jaga dua orang.|Rambunya cukup papan lipat dulu.>",
        (
            "Saya rumahnya di tengah gang. Setuju asal <motor tetap boleh dua arah|warga gang dapat kelonggaran>.",
            "Putarnya jadi jauh, <tambah 800 meter|kasihan yang jalan ke pasar>. Tapi lebih lancar.",
            "Dicoba dua minggu dulu saja. <Kalau gagal ya kembali|Jangan langsung permanen>.",
            "Ojek di pangkalan sudah saya tanya, <mereka setuju|katanya bagus>.",
        ),
        (
            Answer(
                "accepted",
                "Uji coba satu arah pukul 06.15-07.30 dimulai <Senin depan|awal bulan> selama dua minggu dengan papan lipat. Motor tetap dua arah.",
                "Penghitungan warga menunjukkan kemacetan hanya terjadi pada jam sekolah.",
            ),
            Answer(
                "rejected",
                "Untuk sementara belum kami terapkan. Kami minta sekolah mengatur titik turun di {balai} lebih dulu.",
                "Jalur memutar melewati tanjakan yang belum aman untuk kendaraan kecil.",
            ),
        ),
    ),
    Topic(
        "parkir",
        "proposal",
        "Kantong parkir <motor|bersama> di lahan dekat {tempat}",
        "Motor tamu {tempat} memenuhi {gang} sampai <pejalan kaki turun ke jalan|pintu rumah tertutup>. Ada lahan <8 x 12 meter|kosong> yang pemiliknya <bersedia meminjamkan dua tahun|mau disewa Rp500.000 per bulan>. Usul dibuat kantong parkir <gratis untuk warga|dengan retribusi resmi>, dikelola karang taruna.",
        (
            "Perlu lampu dan <atap sebagian|CCTV>, baru orang mau.",
            "Hasilnya untuk apa? <Mohon ada laporan bulanan|Sebagian untuk kebersihan ya>.",
            "Perjanjiannya tertulis, <jangan nanti diminta kembali di tengah jalan|pakai meterai>.",
            "Tanahnya miring, <hujan jadi lumpur|perlu diberi batu pecah>.",
        ),
        (
            Answer(
                "partly",
                "Perataan dan batu pecah kami bantu setelah perjanjian pinjam pakai ditandatangani. Pungutan tidak diperbolehkan sebelum ada izin retribusi.",
                "Pengelolaan parkir berbayar memerlukan izin Dinas Perhubungan.",
            ),
        ),
    ),
    Topic(
        "parkir",
        "discussion",
        "Parkir <saat ada hajatan|ketika acara> di {jalan}: <aturan bersama|bagaimana supaya semua nyaman>?",
        "Musim nikah begini {jalan} sering ditutup separuh. Kami ikut senang, hanya saja <tidak ada pemberitahuan|jalan memutarnya tidak ditunjukkan>. Bagaimana kalau ada kesepakatan: <beri kabar tiga hari sebelumnya|surat ke RT seminggu sebelumnya>, ada petugas parkir, dan jalur ambulans tetap terbuka?",
        (
            "Setuju. Tenda <jangan menutup penuh|sisakan dua meter>.",
            "Pengeras suara juga, <sampai jam sepuluh|jangan lewat tengah malam>.",
            "Bulan depan giliran saya mantu. <Siap ikut aturan|Mohon maaf sebelumnya>, mohon doanya.",
            "Parkir tamu di lapangan dekat {tempat}, <sudah sering dipakai|luas>.",
        ),
        (
            Answer(
                "answered",
                "Kesepakatan ini kami tuangkan dalam surat edaran kelurahan: kabar tiga hari sebelumnya, jalur dua meter tetap terbuka, pengeras suara sampai pukul 22.00.",
                "Aturan singkat yang disepakati warga lebih mudah dijalankan daripada larangan.",
            ),
        ),
    ),
)

EKONOMI: tuple[Topic, ...] = (
    Topic(
        "ekonomi",
        "proposal",
        "<p=Pasar Minggu UKM|Bazar UKM bulanan> di {balai}",
        "Di RT {rt} dan RT {rt2} ada <lebih dari 25|sekitar 30> usaha rumahan: <amplang, kue kering, sambal|kerajinan, jahitan, makanan>. Usul: setiap <p=Minggu pagi|Minggu pertama> dibuka pasar kecil di {balai}, pukul 06.00-10.00. <Meja bergantian, tidak ada sewa.|Iuran kebersihan Rp5.000 saja.> Kami perlu tenda dan izin tempat.",
        (
            "Daftar! Saya <amplang ikan pipih|keripik singkong>.",
            "Penjualnya warga sini dulu, <baru dibuka untuk luar|maksimal dua meja per RT>.",
            "Pembayaran QRIS diajari, <saya belum punya|anak muda maunya scan>.",
            "Jangan lupa tempat cuci tangan dan <tong sampah terpilah|kantong kertas>.",
            "Ada senam pagi di situ juga, <pas, habis senam langsung jajan|pembelinya sudah ada>.",
        ),
        (
            Answer(
                "accepted",
                "Kami setujui. Lima tenda dipinjamkan dan izin tempat terbit <minggu ini|sebelum tanggal 5>. Pendaftaran meja melalui PKK RW {rw}.",
                "Peserta, tempat dan tata tertib sudah disusun warga.",
            ),
            Answer(
                "partly",
                "Pasar dapat berjalan sebulan sekali lebih dulu dengan tiga tenda. Setelah tiga bulan kita nilai bersama.",
                "Tenda kelurahan terbatas dan dipakai bergilir.",
            ),
        ),
    ),
    Topic(
        "ekonomi",
        "question",
        "Pelatihan <l=foto produk|jualan lewat HP|kemasan> untuk UKM, <kapan ada lagi|bisa untuk pemula>?",
        "Saya membuat <sambal|kue bawang|tas anyam> di {gang}. Pesanan masih dari tetangga saja. Saya dengar pernah ada pelatihan <l=foto produk|seperti itu|kemasan>, kapan diadakan lagi? <HP saya biasa saja, apakah bisa?|Kalau bisa sore, pagi saya produksi.>",
        (
            "Pelatihan kemarin bagus, tapi <terlalu cepat|cuma sehari>. Yang sepuh tertinggal.",
            "HP biasa cukup, yang penting <cahaya pagi dan alas putih|dekat jendela>.",
            "Yuk belajar bareng di rumah saya <Sabtu sore|Minggu>, anak saya desainer.",
            "Setelah difoto, pasarkan di <grup warga dulu|katalog UKM forum ini>.",
        ),
        (
            Answer(
                "accepted",
                "Pelatihan dua hari untuk 20 peserta dibuka <bulan depan|tanggal 20> pukul 14.00-17.00 di {balai}. Pemula didahulukan dan didampingi sebulan.",
                "Minat tinggi dan sebagian besar usaha belum pernah ikut pelatihan.",
            ),
            Answer(
                "answered",
                "Pelatihan terdekat diadakan dinas <tanggal 12|minggu ketiga>, gratis, 30 peserta se-kota. Formulir ada di kelurahan.",
                "Jadwal pelatihan disusun dinas dan kelurahan mendapat jatah tiga peserta.",
            ),
        ),
    ),
    Topic(
        "ekonomi",
        "question",
        "<Modal bergulir|Pinjaman lunak> untuk <m=nelayan kecil|usaha kecil>, <syaratnya apa|apakah masih berjalan>?",
        "<m=Mesin ketinting saya rusak|Oven saya rusak> dan perlu <Rp6 juta|Rp4 juta> untuk memperbaiki. Saya takut <pinjaman online|bunga rentenir>. Apakah ada dana bergulir di kelurahan atau koperasi yang syaratnya ringan? <Kalau ada jaminan, jaminan apa?|Angsuran mingguan boleh?>",
        (
            "Jangan pinjaman online, Pak. <Adik saya kapok|Bunganya mencekik>.",
            "Koperasi di RT {rt2} bisa <sampai Rp5 juta|angsuran mingguan>, harus jadi anggota dulu.",
            "KUR bank bisa tanpa jaminan untuk jumlah kecil, <asal ada NIB|siapkan catatan usaha>.",
            "Saya bisa bantu perbaiki, <bayar belakangan|lihat dulu rusaknya>.",
        ),
        (
            Answer(
                "answered",
                "Dana bergulir dikelola koperasi binaan; plafon pertama Rp5 juta tanpa jaminan dengan rekomendasi RT. Petugas koperasi hadir di kelurahan setiap <Selasa|Jumat>.",
                "Dana kelurahan tidak boleh dipinjamkan langsung, sehingga penyalurannya melalui koperasi.",
            ),
        ),
    ),
    Topic(
        "ekonomi",
        "discussion",
        "Harga <h=cabai dan bawang|ikan|beras> di pasar {kelurahan} <naik lagi|minggu ini>, <di tempat lain berapa>?",
        "Tadi pagi <h=cabai rawit Rp95.000|ikan layang Rp45.000|beras medium Rp16.500> sekilo di pasar dekat {tempat}. <Warung saya bingung menaikkan harga.|Ibu-ibu pada mengeluh.> Mari berbagi harga supaya bisa belanja lebih hemat. <Kalau ada pasar murah tolong dikabari.|Siapa tahu ada yang tanam sendiri?>",
        (
            "Di pasar bawah <lebih murah Rp5.000|beda tipis>, tapi ongkos angkotnya.",
            "Saya tanam cabai di <karung bekas|pot>, lumayan untuk sambal sendiri.",
            "Beli bersama satu karung lalu dibagi, <RT {rt} sudah coba|lebih hemat>.",
            "Gelombang tinggi, kapal lambat. <Biasanya dua minggu turun lagi|Sabar dulu>.",
        ),
        (
            Answer(
                "accepted",
                "Pasar murah kami adakan <Sabtu|Jumat depan> pukul 08.00 di {balai}: beras, minyak, gula dan cabai. Bawa KTP {kelurahan}, maksimal satu paket per keluarga.",
                "Kenaikan harga berlangsung lebih dari dua minggu.",
            ),
            Answer(
                "answered",
                "Menurut dinas perdagangan, pasokan kembali normal <minggu depan|dalam sepuluh hari>. Daftar harga harian kami tempel di kantor kelurahan.",
                "Kenaikan disebabkan keterlambatan kapal, bukan kekurangan stok.",
            ),
        ),
    ),
    Topic(
        "ekonomi",
        "proposal",
        "<Rumah produksi bersama|Dapur bersama> untuk UKM <makanan|olahan ikan> RW {rw}",
        "Usaha makanan di rumah sulit dapat izin karena <dapurnya bercampur|tempatnya sempit>. Usul: satu ruangan di <bekas gudang dekat {tempat}|gedung serbaguna> dijadikan dapur bersama dengan **jadwal pakai**. Peralatan awal: kompor, meja <baja|keramik>, penutup kemasan. <Dua belas usaha siap iuran Rp50.000 sebulan.|Pengurusnya dari kelompok wanita tani.>",
        (
            "Ini yang ditunggu. Izin PIRT saya <mentok di dapur|ditolak karena dapur>.",
            "Jadwalnya harus adil, <jangan dikuasai satu kelompok|pakai papan tulis>.",
            "Limbah minyak dan airnya diatur, <dekat rumah warga|perlu bak penyaring>.",
            "Alat penutup kemasan saya ada satu, <boleh dipakai bersama|masih bagus>.",
        ),
        (
            Answer(
                "partly",
                "Ruangan dan perbaikan listrik kami sediakan tahun ini. Peralatan diajukan melalui dinas koperasi dan UKM, perkiraan tahun depan.",
                "Bangunan milik pemerintah tersedia, sedangkan peralatan di luar kewenangan belanja kelurahan.",
            ),
            Answer(
                "rejected",
                "Gudang tersebut belum dapat dipakai. Kami tawarkan dapur pelatihan dinas setiap Senin dan Rabu tanpa biaya.",
                "Bangunan gudang dinilai tidak aman setelah pemeriksaan atap.",
            ),
        ),
    ),
)
