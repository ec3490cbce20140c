"""Topics about drainage, floods, clean water and roads."""

from __future__ import annotations

from sgforum.demo.corpus.topic_types import Answer, Topic

DRAINASE: tuple[Topic, ...] = (
    Topic(
        "drainase",
        "question",
        "<Parit|Drainase|Selokan> di {gang} <tersumbat|mampet lagi|penuh endapan>, kapan <dibersihkan|dikeruk>?",
        "<Sudah tiga minggu|Sejak awal bulan|Hampir sebulan> parit di {gang} RT {rt} tidak mengalir. Setiap hujan <setengah jam saja|lebih dari satu jam> air naik ke <teras|jalan> dan baunya masuk rumah. <Kami sudah kerja bakti dua kali|Warga sudah coba angkat sendiri>, tetapi lumpurnya terlalu tebal untuk cangkul. Kapan ada jadwal pengerukan untuk RT kami?",
        (
            "<Betul, saya yang di ujung gang|Rumah saya persis di depannya> tiap hujan harus <angkat kasur|naikkan kulkas pakai bata>.",
            "Yang di dekat {tempat} paling parah, ada <pipa|kabel> melintang jadi sampah nyangkut semua di situ.",
            "Kalau bisa sekalian tutup paritnya diganti, yang lama sudah <retak|pecah>. Anak-anak sering lewat situ.",
            "RT {rt2} bulan lalu sudah dikeruk <pakai alat kecil|petugas dinas>. Semoga RT {rt} menyusul.",
            "<Kerja bakti Minggu pagi saya ikut|Saya siap ikut kerja bakti>, asal ada truk yang angkut lumpurnya. Kalau ditumpuk di pinggir ya turun lagi.",
        ),
        (
            Answer(
                "accepted",
                "Terima kasih laporannya. Pengerukan parit {gang} kami jadwalkan <minggu depan|dalam dua minggu ini> bersama petugas dinas pekerjaan umum. Mohon kendaraan tidak diparkir di sepanjang gang pada hari kerja petugas.",
                "Endapan di titik ini menutup lebih dari separuh penampang parit dan sudah merendam rumah warga.",
            ),
            Answer(
                "answered",
                "Jadwal pengerukan wilayah RW {rw} jatuh pada <pekan kedua|pekan ketiga> bulan depan. Lumpur hasil kerja bakti dapat kami angkut lebih dulu bila Ketua RT memberi kabar dua hari sebelumnya.",
                "Pengerukan berjalan berurutan per RW dengan satu regu, dan urutan RW {rw} sudah ditetapkan.",
            ),
        ),
    ),
    Topic(
        "drainase",
        "proposal",
        "Usul <perlebar|lebarkan> gorong-gorong di {jalan} dekat {tempat}",
        "Gorong-gorong di {jalan} dekat {tempat} ukurannya kecil sekali, <kira-kira 40 cm|tidak sampai setengah meter>. Air dari RT {rt} dan RT {rt2} bertemu di situ, jadi <pasti meluap|jalan jadi kolam>.\n\nUsul saya:\n\n- ganti dengan gorong-gorong kotak minimal **80 cm**\n- pasang saringan sampah di mulutnya\n- buat lubang kontrol supaya mudah dibersihkan\n\nMungkin bisa masuk usulan musrenbang tahun ini?",
        (
            "Setuju. Dulu waktu dibuat rumahnya masih sedikit, sekarang semua <air atap|air cucian> larinya ke situ.",
            "Saringannya jangan lupa ada yang <tugas bersihkan|piket>, kalau tidak malah jadi sumbatan baru.",
            "Saya <ukur tadi sore|pernah ukur pakai meteran>, dalamnya 45 cm dan separuhnya pasir.",
            "Mohon dikerjakan di luar jam antar sekolah, {jalan} itu <sempit|jalan satu-satunya ke bawah>.",
            "Kalau dana kelurahan tidak cukup, <apa bisa bertahap|tahun ini satu sisi dulu>?",
        ),
        (
            Answer(
                "partly",
                "Saringan dan lubang kontrol dapat kami pasang <tahun ini|triwulan ini> dengan dana kelurahan. Penggantian gorong-gorong kami usulkan ke musrenbang karena perlu gambar teknis.",
                "Biaya penggantian penuh diperkirakan Rp180 juta, di atas batas kegiatan sarana kelurahan.",
            ),
            Answer(
                "referred",
                "Usulan ini kami teruskan ke Dinas Pekerjaan Umum beserta foto dan ukuran dari warga. Nomor suratnya kami tempel di topik ini setelah terbit.",
                "{jalan} berstatus jalan kota, sehingga gorong-gorongnya menjadi kewenangan dinas.",
            ),
        ),
    ),
    Topic(
        "drainase",
        "discussion",
        "Banjir <kemarin sore|Sabtu malam|tadi subuh> di {jalan}: <catat tinggi airnya di sini|kita kumpulkan data, yuk>",
        "Supaya tidak hanya mengeluh, mari kita kumpulkan data <banjir itu|genangan terakhir>. Di depan rumah saya RT {rt} airnya <sekitar 35 cm|selutut anak-anak>, surut setelah <dua|tiga> jam. Tolong tulis RT, tinggi air, dan jam surutnya. <Nanti saya buatkan rekap untuk dibawa ke kelurahan.|Rekapnya akan saya serahkan ke Pak/Bu Lurah.>",
        (
            "RT {rt2}: <20 cm|25 cm|setinggi mata kaki>, surut jam <tujuh|delapan> malam. Yang lama surutnya di tikungan dekat {tempat}.",
            "{gang}: tidak masuk rumah, tapi <motor mogok dua|jalan tidak bisa dilewati motor>.",
            "Yang saya perhatikan, air datang dari <bukit di atas|lahan yang baru dibuka>, warnanya cokelat sekali.",
            "Terima kasih sudah mulai, Pak. Data begini lebih <enak dibahas|kuat> daripada cuma foto.",
            "Di {gang2} aman. Paritnya baru dibersihkan <minggu lalu|dua minggu lalu>, ternyata memang ngaruh.",
        ),
        (
            Answer(
                "answered",
                "Terima kasih, data warga sangat membantu. Rekap ini kami pakai untuk menentukan titik pemeriksaan saluran bersama dinas <pekan depan|pada awal bulan>.",
                "Catatan tinggi dan lama genangan menunjukkan titik sumbatan lebih jelas daripada laporan tunggal.",
            ),
        ),
    ),
    Topic(
        "drainase",
        "question",
        "<Lumpur|Air cokelat> dari <kupasan lahan|galian tanah> masuk ke parit RT {rt}, <siapa yang awasi|bagaimana aturannya>?",
        "Di atas {gang} ada lahan yang <sedang dikupas|dibuka untuk perumahan>. Sejak itu tiap hujan lumpur turun dan parit kami <cepat dangkal|penuh dalam sehari>. Apakah pengembang wajib membuat kolam penampung lumpur dulu? Kami tidak menolak pembangunan, hanya minta <airnya diatur|lumpurnya jangan ke rumah warga>.",
        (
            "<Halaman saya|Carport tetangga> jadi sawah, Pak. Sudah dibersihkan eh turun hujan lagi.",
            "Setahu saya ada aturan kolam sedimen (bendali) sebelum kupas lahan. Mohon dicek izinnya.",
            "Ada foto <sebelum dan sesudah|tiga hari lalu> kalau perlu untuk lampiran.",
            "Pekerjanya baik, sudah bantu bersihkan jalan, tapi <sumbernya belum diatasi|besok hujan turun lagi>.",
        ),
        (
            Answer(
                "referred",
                "Kami sudah ke lokasi bersama Ketua RT {rt}. Laporan kami teruskan ke Dinas Lingkungan Hidup dan Satpol PP untuk pemeriksaan izin dan kolam penampung lumpur.",
                "Pengawasan izin kupas lahan berada pada dinas, bukan kelurahan.",
            ),
            Answer(
                "accepted",
                "Pelaksana pekerjaan sepakat membuat kolam penampung sementara dan mengeruk parit RT {rt} <sebelum akhir pekan|dalam tujuh hari>. Berita acaranya dapat dilihat di kantor kelurahan.",
                "Aliran lumpur terbukti berasal dari lahan tersebut saat pemeriksaan bersama.",
            ),
        ),
        ("bukit", "pinggiran", "kota"),
    ),
    Topic(
        "drainase",
        "proposal",
        "<Pintu air|Klep penahan air pasang> untuk <parit|saluran> di {gang}, RT {rt}",
        "Kalau air laut pasang <bersamaan dengan hujan|tinggi>, air masuk lewat parit di {gang}. Kami usul dipasang pintu air sederhana di muara parit dekat {tempat}. <Warga siap bergantian membuka dan menutup|Jadwal jaga bisa kami atur di RT>. Biayanya mungkin tidak sebesar meninggikan jalan.",
        (
            "Tiap <purnama|pasang besar> pasti kena, jadi sebetulnya bisa diperkirakan.",
            "Dulu ada papan kayu buat tahan air, <sekarang sudah lapuk|sudah hanyut>.",
            "Saya nelayan di sini, bisa bantu lihat <jadwal pasang|jam pasang> buat yang piket.",
            "Asal jangan sampai ditutup pas hujan deras, nanti air dari darat <tidak bisa keluar|balik ke rumah>.",
        ),
        (
            Answer(
                "accepted",
                "Usulan diterima. Pintu air ukuran satu meter kami anggarkan <pada perubahan tahun ini|dari dana sarana kelurahan>, dan jadwal jaga disusun RT {rt}.",
                "Biayanya sekitar Rp28 juta dan melindungi puluhan rumah dari air pasang.",
            ),
            Answer(
                "partly",
                "Kami mulai dengan papan penahan sementara bulan ini. Pintu air tetap menunggu hasil ukur elevasi dari dinas.",
                "Tanpa data elevasi, pintu air berisiko menahan air hujan di permukiman.",
            ),
        ),
        ("pesisir",),
    ),
)

AIR: tuple[Topic, ...] = (
    Topic(
        "air",
        "question",
        "Air PDAM <mati|tidak mengalir> di RT {rt} <a=sejak kemarin|sudah tiga hari|tiap siang>, ada <jadwalnya|info>?",
        "Air PDAM di {gang} <tidak keluar sama sekali|hanya menetes> <a=sejak kemarin sore|sejak tiga hari lalu|dari jam enam pagi sampai malam>. Kami <beli air tandon Rp90.000|menampung dari tetangga> setiap dua hari. Apakah ini giliran atau ada kerusakan? Kalau giliran, <tolong jadwalnya diumumkan|mohon jadwalnya ditempel di sini> supaya warga bisa menampung.",
        (
            "Sama, {gang2} juga. <Keluarnya jam dua malam|Baru mengalir subuh>, itu pun kecil.",
            "Di tempat saya yang agak tinggi malah <tidak pernah naik|cuma angin yang keluar>.",
            "Yang punya bayi kasihan, <mohon jadi perhatian|tolong didahulukan mobil tangkinya>.",
            "Saya sudah telepon layanan pelanggan, katanya <ada perbaikan pipa|tekanan dari instalasi turun>. Tapi tidak disebut sampai kapan.",
            "Kalau ada mobil tangki, titiknya di {balai} saja, <tengah-tengah|truk bisa masuk>.",
        ),
        (
            Answer(
                "answered",
                "Menurut PDAM, tekanan turun karena <perbaikan pompa|penggantian pipa utama> dan diperkirakan pulih <Jumat malam|dalam tiga hari>. Jadwal aliran bergilir RW {rw}: pukul 22.00-05.00.",
                "Perbaikan mengurangi pasokan sementara sehingga aliran dibagi menurut ketinggian wilayah.",
            ),
            Answer(
                "accepted",
                "Mobil tangki kami minta singgah di {balai} setiap <Selasa dan Jumat|Senin dan Kamis> pukul 16.00 selama gangguan. Warga lanjut usia dan ibu dengan bayi didahulukan.",
                "Wilayah ini tidak teraliri lebih dari dua hari berturut-turut.",
            ),
        ),
    ),
    Topic(
        "air",
        "question",
        "Pipa PDAM bocor di <depan|dekat> {tempat}, {jalan}",
        "Ada <pipa bocor|kebocoran pipa> di {jalan} dekat {tempat}, airnya <memancar kecil|merembes terus> sampai membuat lubang di aspal. <Sudah lima hari|Sudah seminggu lebih> begini. Sayang airnya terbuang sementara <RT {rt2} airnya kecil|tetangga di atas tidak kebagian>. Ke mana melapor supaya cepat?",
        (
            "<Saya lewat tadi pagi|Barusan saya lihat>, lubangnya makin besar. Motor hampir jatuh.",
            "Sudah saya taruh <dahan|kursi plastik> sebagai tanda, semoga tidak ada yang celaka.",
            "Pantas meteran kami <angin terus|lambat>.",
            "Dulu pernah ditambal di titik yang sama, <mungkin perlu ganti pipanya|dua bulan sudah bocor lagi>.",
        ),
        (
            Answer(
                "answered",
                "Regu PDAM sudah memperbaiki pipa <tadi malam|Rabu sore>. Bekas galian akan ditutup aspal paling lambat sepuluh hari lagi. Bila merembes kembali, tulis saja di topik ini.",
                "Kebocoran ada pada pipa distribusi sehingga menjadi tanggungan PDAM, bukan pelanggan.",
            ),
            Answer(
                "referred",
                "Laporan sudah kami sampaikan ke bagian gangguan PDAM dengan foto dari warga. Kami pasang pembatas sementara agar pengendara aman.",
                "Perbaikan pipa distribusi hanya boleh dikerjakan oleh PDAM.",
            ),
        ),
    ),
    Topic(
        "air",
        "proposal",
        "<Usul|Minta> <tandon umum|bak penampung air> untuk RT {rt} yang <letaknya di atas bukit|airnya selalu kecil>",
        "RT {rt} ada di <ketinggian|atas bukit>, tekanan air jarang sampai. Kami usul tandon umum **5.000 liter** dekat {tempat}, diisi malam hari saat tekanan bagus. <Ada tanah wakaf yang boleh dipakai|Lahannya sudah kami bicarakan dengan pemilik>. Perawatan ditanggung iuran warga.",
        (
            "Setuju sekali, <capek angkat galon dari bawah|tiap hari pikul air dari {gang2}>.",
            "Iurannya berapa kira-kira? <Kalau Rp10.000 per rumah saya sanggup|Mohon yang janda jangan dipungut>.",
            "Pastikan pondasinya kuat, tanah di situ <pernah longsor kecil|gembur>.",
            "Kalau bisa <pakai pompa kecil juga|sekalian keran umum>, supaya yang jauh kebagian.",
        ),
        (
            Answer(
                "accepted",
                "Disetujui. Tandon, pondasi dan keran umum masuk kegiatan sarana kelurahan tahun ini dengan nilai Rp35 juta. Surat izin pakai lahan mohon diserahkan Ketua RT {rt}.",
                "Pengukuran tekanan menunjukkan air tidak mencapai rumah di atas tanjakan pada siang hari.",
            ),
            Answer(
                "rejected",
                "Mohon maaf, tandon belum dapat dibangun di titik tersebut. Kami usahakan mobil tangki rutin sambil PDAM menyiapkan pompa dorong.",
                "Lahan yang diusulkan berada pada lereng rawan longsor menurut peta kerawanan.",
            ),
        ),
        ("bukit", "kota", "pinggiran"),
    ),
    Topic(
        "air",
        "question",
        "Tagihan air <naik dua kali lipat|melonjak> padahal <pemakaian sama|air sering mati>",
        "Bulan ini tagihan saya <Rp310.000|Rp275.000>, biasanya <Rp120.000|di bawah Rp150.000>. Padahal di {gang} air sering mati. <Tetangga dua rumah juga begitu|Di RT {rt} bukan saya saja>. Bagaimana cara minta meteran diperiksa, dan apakah ada biaya?",
        (
            "Coba malam hari tutup semua keran, lihat meterannya <masih putar atau tidak|jalan atau tidak>. Kalau jalan berarti bocor di dalam.",
            "Punya saya dulu ternyata <salah catat angka|dicatat perkiraan karena pagar terkunci>. Setelah bawa foto meteran, dikoreksi.",
            "<Sama, naik juga|Kami juga naik>, tapi saya kira karena cucu liburan di rumah.",
            "Foto meteran tiap tanggal 25, jadi <ada bukti|enak kalau mau komplain>.",
        ),
        (
            Answer(
                "answered",
                "Pemeriksaan meteran tidak dipungut biaya. Bawa foto meteran dan rekening dua bulan terakhir ke loket PDAM, atau titip di kantor kelurahan setiap <Selasa|Kamis> pagi.",
                "Lonjakan biasanya berasal dari catatan perkiraan atau kebocoran di dalam rumah, keduanya dapat diperiksa.",
            ),
        ),
    ),
    Topic(
        "air",
        "discussion",
        "<Air sumur|Sumur warga> di RT {rt} <k=keruh|mulai asin>, <apa ada yang pernah periksa|bagaimana di tempat lain>?",
        "Sumur kami di {gang} <k=berwarna kuning|mulai terasa payau> sejak <kemarau|dua bulan ini>. Untuk mandi masih bisa, untuk masak kami beli galon. Adakah warga yang pernah memeriksakan air sumur? <Mungkin bisa ramai-ramai supaya murah.|Kalau ada pemeriksaan gratis dari puskesmas, kami mau ikut.>",
        (
            "Sumur bor saya <18 meter|30 meter> masih tawar, yang dangkal memang sudah payau.",
            "Di {gang2} dikasih <saringan pasir dan arang|filter sederhana>, lumayan jernih.",
            "Puskesmas pernah ambil contoh air <tahun lalu|waktu ada diare>, coba tanya petugas sanitasinya.",
            "Ikut kalau ada pemeriksaan bersama. <RT {rt2} ada enam rumah|Tetangga saya juga mau>.",
        ),
        (
            Answer(
                "accepted",
                "Petugas sanitasi puskesmas akan mengambil contoh air di <lima|enam> sumur RT {rt} dan RT {rt2} pada <minggu kedua|akhir> bulan ini. Hasilnya ditempel di topik ini.",
                "Keluhan datang dari beberapa rumah sehingga perlu diperiksa sebagai satu kawasan.",
            ),
            Answer(
                "answered",
                "Pemeriksaan contoh air dapat diminta di puskesmas pada hari kerja; bawa satu liter air dalam botol bersih. Sambil menunggu, air sebaiknya dimasak sampai mendidih.",
                "Pemeriksaan sederhana tersedia di puskesmas dan tidak perlu menunggu program khusus.",
            ),
        ),
        ("pesisir", "pinggiran"),
    ),
)

JALAN: tuple[Topic, ...] = (
    Topic(
        "jalan",
        "question",
        "<Jalan berlubang|Lubang besar> di {jalan} dekat {tempat}, <sudah ada yang jatuh|bahaya kalau malam>",
        "Di {jalan} dekat {tempat} ada <tiga lubang|lubang selebar satu meter>. <Minggu lalu ibu-ibu dibonceng terjatuh|Malam Minggu ada motor jatuh>, untung tidak parah. Saat hujan lubangnya tertutup air jadi tidak kelihatan. Apakah sudah masuk jadwal tambal?",
        (
            "Yang jatuh itu <tetangga saya|keponakan saya>, lututnya dijahit. Tolong didahulukan.",
            "Sementara kami isi <puing bata|pasir dan batu>, tapi seminggu sudah habis lagi.",
            "Truk <material|air> lewat situ terus, jadi cepat rusak.",
            "Mohon ditambal sampai bawah, jangan <cuma disiram tipis|ditutup pasir>.",
            "Lampunya juga mati di situ, <lengkap sudah|jadi tambah bahaya>.",
        ),
        (
            Answer(
                "accepted",
                "Titik ini masuk daftar tambal <pekan ini|paket bulan ini>. Kami pasang rambu hati-hati mulai <hari ini|besok pagi>.",
                "Lubang lebih dalam dari sepuluh sentimeter dan sudah menimbulkan korban.",
            ),
            Answer(
                "referred",
                "{jalan} adalah jalan kota. Laporan beserta foto kami kirim ke unit pemeliharaan jalan Dinas Pekerjaan Umum; kami kabari tanggal pengerjaannya di sini.",
                "Kelurahan hanya berwenang memelihara jalan lingkungan dan gang.",
            ),
        ),
    ),
    Topic(
        "jalan",
        "proposal",
        "Semenisasi {gang} RT {rt} yang masih <tanah|becek>",
        "<Sekitar 120 meter|Kira-kira 85 meter> {gang} masih tanah. Musim hujan <sepatu anak sekolah selalu kotor|motor sering selip>, musim panas debunya masuk rumah. Kami usul disemen lebar <1,5|2> meter. **Warga siap** menyumbang tenaga dan konsumsi, tinggal material.",
        (
            "Setuju. <Nenek saya|Ibu saya> pernah terpeleset waktu ke musala.",
            "Tenaga aman, Pak. <Bapak-bapak RT {rt} biasa kerja bangunan semua|Minggu pagi kami kumpul>.",
            "Sekalian dibuat parit kecil di kirinya, <kalau tidak airnya ke rumah|supaya semennya awet>.",
            "Batas tanah di ujung tolong diperjelas dulu, <jangan sampai nanti ribut|pemiliknya sudah saya hubungi>.",
            "Gang kami dulu juga begitu, setelah disemen <tukang sayur mau masuk|ambulans bisa lewat>.",
        ),
        (
            Answer(
                "accepted",
                "Disetujui sebagai kegiatan swakelola: kelurahan menyediakan semen, pasir dan batu, warga tenaga. Mulai <tanggal 10 bulan depan|setelah material tiba>, dikoordinasi Ketua RT {rt}.",
                "Swadaya warga menekan biaya menjadi Rp42 juta dan gang dipakai harian oleh banyak keluarga.",
            ),
            Answer(
                "partly",
                "Tahun ini kami kerjakan separuh dari sisi {tempat} lebih dulu. Sisanya kami masukkan dalam usulan musrenbang.",
                "Sisa anggaran sarana tahun ini hanya cukup untuk separuh panjang gang.",
            ),
            Answer(
                "rejected",
                "Mohon maaf, semenisasi belum bisa dikerjakan. Begitu surat hibah lahan lengkap, usulan ini langsung kami proses.",
                "Sebagian badan gang masih tercatat sebagai tanah pribadi sehingga belum boleh dibiayai.",
            ),
        ),
    ),
    Topic(
        "jalan",
        "proposal",
        "<p=Polisi tidur|Pita penggaduh> di {jalan} depan {tempat}",
        "Motor <ngebut|kencang sekali> di turunan {jalan}, apalagi jam pulang sekolah. Bulan ini sudah <dua|tiga> kali hampir menabrak anak. Usul kami dibuat <p=polisi tidur yang landai|pita penggaduh> di dua titik, dicat, dan diberi rambu. Jangan seperti yang <di {jalan2}, terlalu tinggi|buatan sendiri itu, bikin motor nyangkut>.",
        (
            "Setuju asal sesuai aturan dinas, jangan bikin <sakit pinggang|ambulans lambat>.",
            "Saya <kurang setuju|ragu>. Lebih baik rambu dan kaca cembung, polisi tidur bikin macet di tanjakan.",
            "Anak saya kelas dua tiap hari menyeberang di situ. <Mohon segera|Deg-degan terus>.",
            "Cat putihnya pakai yang <memantulkan cahaya|bagus>, di situ gelap.",
        ),
        (
            Answer(
                "partly",
                "Dinas Perhubungan menyetujui satu pita penggaduh dan dua rambu batas kecepatan. Polisi tidur tidak dipasang.",
                "Kemiringan jalan lebih dari delapan persen sehingga polisi tidur justru berbahaya bagi pengendara.",
            ),
            Answer(
                "accepted",
                "Pemasangan pita penggaduh di dua titik dilakukan <akhir bulan ini|bulan depan>, lengkap dengan cat dan rambu.",
                "Survei bersama mencatat kecepatan rata-rata di atas 40 km/jam pada jam pulang sekolah.",
            ),
        ),
    ),
    Topic(
        "jalan",
        "question",
        "<t=Tanah longsor kecil|Turap retak> di tepi {gang}, <apa aman dilewati|siapa yang menangani>?",
        "Setelah hujan <dua malam|deras kemarin>, tepi {gang} RT {rt} <t=longsor sepanjang empat meter|retak dan miring>. Jaraknya ke <dinding rumah|pondasi tetangga> tinggal satu meter lebih. Kami sudah pasang <terpal|tali pembatas>. Mohon petugas melihat sebelum hujan berikutnya.",
        (
            "Keluarga di bawahnya <ada lansia|ada bayi>, sebaiknya mengungsi dulu kalau hujan lama.",
            "Terpalnya kurang lebar, saya ada <satu lagi di rumah|bekas tenda, boleh dipakai>.",
            "Akar bambu di atasnya <jangan ditebang dulu|itu yang menahan tanahnya>.",
            "Dulu pernah ada usulan turap di titik ini, <sampai mana ya|tahun kemarin belum jadi>.",
        ),
        (
            Answer(
                "accepted",
                "Tim BPBD dan kelurahan sudah meninjau. Karung pasir dan terpal dipasang <sore ini|besok>, dan turap darurat dikerjakan dalam dua minggu.",
                "Retakan berjarak kurang dari dua meter dari rumah yang dihuni.",
            ),
            Answer(
                "referred",
                "Penanganan sementara kami lakukan bersama warga. Pembangunan turap permanen kami usulkan ke Dinas Pekerjaan Umum sebagai penanganan darurat.",
                "Turap setinggi itu memerlukan perhitungan teknis dan anggaran dinas.",
            ),
        ),
        ("bukit", "pinggiran", "kota"),
    ),
    Topic(
        "jalan",
        "proposal",
        "Perbaikan <titian kayu|jembatan kayu> menuju {gang}, RT {rt}",
        "Titian kayu ke rumah-rumah di atas air <sudah banyak yang lapuk|bolong di beberapa tempat>. Panjangnya <kurang lebih 70 meter|sekitar 50 meter>. Kami usul papan ulin diganti bertahap dan dipasang **pegangan tangan**, karena banyak anak kecil dan lansia. <Kalau bisa dengan beton pracetak, lebih awet.|Tukangnya warga sini saja, sudah biasa.>",
        (
            "<Kaki saya pernah terperosok|Anak tetangga jatuh ke air bulan lalu>, untung air sedang surut.",
            "Ulin sekarang mahal, mungkin <beton di jalur utama, ulin di cabang|campur saja>.",
            "Pegangan tangannya penting, malam hari <tidak ada lampu|licin>.",
            "Siap bantu angkat papan. Kabari <lewat Ketua RT|harinya>.",
        ),
        (
            Answer(
                "partly",
                "Tahun ini kami ganti papan yang rusak dan memasang pegangan di jalur utama. Penggantian ke beton pracetak diusulkan tahun depan.",
                "Keselamatan didahulukan dengan dana yang ada; beton memerlukan desain pondasi di atas air.",
            ),
            Answer(
                "accepted",
                "Usulan diterima penuh dan dikerjakan secara swakelola mulai bulan depan. Mohon RT {rt} menyusun daftar tenaga kerja.",
                "Titian ini satu-satunya jalan bagi puluhan keluarga.",
            ),
        ),
        ("pesisir",),
    ),
    Topic(
        "jalan",
        "discussion",
        "Truk besar <lewat|masuk> {jalan} tiap hari, <enaknya diatur bagaimana|ada yang terganggu>?",
        "Sejak <proyek di atas berjalan|ada pengalihan arus>, truk lewat {jalan} hampir tiap <sepuluh|lima belas> menit. Debu, getaran, dan anak-anak susah menyeberang. Saya tahu mereka juga cari nafkah. <Mungkin dibatasi jamnya?|Apa bisa diatur di luar jam sekolah?> Silakan masukan warga RT {rt} dan RT {rt2}.",
        (
            "Usul: <jam 6-8 dan 12-14|pagi dan siang jam sekolah> truk berhenti dulu.",
            "Dinding rumah saya mulai retak rambut. <Mohon ada yang mendata|Fotonya ada>.",
            "Sopirnya sebagian warga sini juga, jadi <bicara baik-baik saja dulu|jangan langsung ditutup>.",
            "Minimal jalannya <disiram|disapu> sore hari, debunya luar biasa.",
        ),
        (
            Answer(
                "partly",
                "Hasil pertemuan dengan pelaksana proyek: truk tidak melintas pukul 06.30-08.00 dan 12.00-13.30, dan jalan disiram dua kali sehari. Larangan penuh tidak diberlakukan.",
                "{jalan} satu-satunya akses ke lokasi proyek, sehingga yang diatur adalah jam dan kebersihannya.",
            ),
        ),
    ),
)
