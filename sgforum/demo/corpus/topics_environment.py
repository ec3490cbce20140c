"""Topics about waste, street lights and the neighbourhood's surroundings."""

from __future__ import annotations

from sgforum.demo.corpus.topic_types import Answer, Topic

SAMPAH: tuple[Topic, ...] = (
    Topic(
        "sampah",
        "question",
        "Sampah di TPS <dekat|seberang> {tempat} <meluber|tidak terangkut> <h=sejak Senin|tiga hari ini>",
        "TPS dekat {tempat} <penuh sampai ke badan jalan|meluber dan diacak-acak anjing>. Biasanya diangkut <jam lima pagi|tiap malam>, tetapi <h=sejak awal minggu|tiga hari ini> belum. Baunya sampai ke {gang}. Apakah truknya rusak, atau jadwalnya berubah?",
        (
            "Saya lewat pagi tadi <masih menggunung|tambah banyak>. Yang jualan di dekatnya kasihan.",
            "Sebagian yang buang bukan warga sini, <pakai mobil malam-malam|bawa pikap>. Perlu lampu atau kamera.",
            "Tolong kita juga <buang sesuai jam|ikat plastiknya yang rapat>, jangan siang hari.",
            "RT {rt2} sudah <dua hari|sehari> tidak dijemput gerobak juga, mungkin karena TPS-nya penuh.",
        ),
        (
            Answer(
                "answered",
                "Satu armada sedang diperbaiki. TPS sudah dikosongkan <tadi malam|pagi ini> dan pengangkutan kembali setiap hari mulai <besok|Kamis>.",
                "Gangguan berasal dari kerusakan truk, bukan perubahan jadwal.",
            ),
            Answer(
                "accepted",
                "Kami tambah satu ritase sore selama dua minggu dan memasang lampu di TPS bersama Dinas Lingkungan Hidup.",
                "Volume sampah di titik ini melebihi satu kali angkut per hari.",
            ),
        ),
    ),
    Topic(
        "sampah",
        "proposal",
        "<Bank sampah|Bank Sampah RW {rw}> di {balai}, <siapa mau ikut|ayo mulai>",
        "Saya dan <lima ibu PKK|beberapa pemuda> RT {rt} ingin membuka bank sampah tiap <Sabtu pagi|Minggu pertama> di {balai}. Yang kami perlukan:\n\n1. timbangan gantung\n2. tempat simpan <2 x 3 meter|yang beratap>\n3. hubungan dengan pengepul\n\n<Hasilnya sebagian untuk kas posyandu.|Tabungan dicatat per keluarga, dibagi sebelum Lebaran.>",
        (
            "Ikut! Di rumah <botol plastik sekarung|kardus menumpuk> tidak tahu dikemanakan.",
            "Saya punya <timbangan bekas warung|gerobak kecil>, boleh dipinjam.",
            "Minyak jelantah <diterima juga|bisa dijual juga> kan? Daripada dibuang ke parit.",
            "Belajar dulu ke RT {rt2}, mereka <sudah jalan setahun|sempat mandek karena tidak ada pencatat>.",
            "Catatannya pakai buku saja dulu, yang penting <terbuka|ada yang cek>.",
        ),
        (
            Answer(
                "accepted",
                "Kami dukung. Timbangan dan buku catatan tersedia di kelurahan, dan petugas Dinas Lingkungan Hidup siap melatih pengurus <Sabtu depan|akhir bulan>.",
                "Pengurus sudah ada dan tempatnya milik warga, jadi bisa segera berjalan.",
            ),
            Answer(
                "partly",
                "Pelatihan dan timbangan kami bantu. Bangunan penyimpanan belum dapat dianggarkan tahun ini; sementara memakai teras {tempat}.",
                "Anggaran bangunan baru dapat diusulkan pada perubahan anggaran.",
            ),
        ),
    ),
    Topic(
        "sampah",
        "question",
        "<Iuran sampah|Retribusi kebersihan> RT {rt}: <untuk apa saja|kok berbeda dengan RT sebelah>?",
        "Di RT {rt} iuran sampah <Rp35.000|Rp30.000>, di RT {rt2} katanya <Rp20.000|Rp25.000>. Saya tidak keberatan membayar, hanya ingin tahu <rinciannya|kenapa berbeda>. Apakah retribusi resmi sudah termasuk di tagihan air, atau terpisah?",
        (
            "Di tempat kami termasuk upah <gerobak dua kali seminggu|penjaga malam juga>, jadi lebih mahal.",
            "Setahu saya yang di tagihan air itu retribusi kota, yang di RT <upah angkut dari rumah ke TPS|gerobaknya>.",
            "Kalau ada laporan bulanan ditempel di {balai} <pasti tidak ada yang tanya|enak semua>.",
            "Terima kasih sudah bertanya <dengan sopan|baik-baik>. Laporan kas saya tempel hari Minggu. (bendahara RT)",
        ),
        (
            Answer(
                "answered",
                "Retribusi kota ditagih bersama rekening air. Iuran RT adalah kesepakatan warga untuk angkutan dari rumah ke TPS; besarnya ditetapkan dalam rapat RT dan laporannya wajib diumumkan.",
                "Kedua pungutan berbeda dasar dan penerimanya, jadi besarnya dapat berbeda antar-RT.",
            ),
        ),
    ),
    Topic(
        "sampah",
        "discussion",
        "<Sampah di pantai|Sampah kiriman> <setelah angin selatan|tiap pagi>, kita atur <kerja bakti|giliran bersih-bersih>?",
        "Pesisir dekat {tempat} <penuh plastik dan kayu|kotor lagi> setelah <angin kencang|gelombang besar>. Sebagian memang kiriman dari laut. Bagaimana kalau tiap RT dapat giliran <sebulan sekali|dua minggu sekali>, mulai dari RT {rt}? <Karung dan sarung tangan bisa kita minta ke kelurahan.|Anak karang taruna siap bantu foto dan catat.>",
        (
            "Setuju, tapi <truk pengangkutnya harus siap|jangan ditumpuk lagi di pasir>.",
            "Nelayan ikut. Plastik sering masuk baling-baling, <kami juga rugi|sudah dua kali mesin rusak>.",
            "Ajak sekolah juga, <anak-anak semangat kalau begini|biar belajar>.",
            "Kiriman dari sungai perlu jaring penahan di muara, <kalau tidak ya begini terus|baru tuntas>.",
        ),
        (
            Answer(
                "accepted",
                "Karung, sarung tangan dan satu truk kami siapkan setiap <Minggu pertama|Sabtu kedua>. Jadwal giliran RT ditempel di kantor kelurahan.",
                "Kerja bakti terjadwal mudah didukung armada.",
            ),
            Answer(
                "referred",
                "Usulan jaring penahan sampah di muara kami teruskan ke Dinas Lingkungan Hidup. Kerja bakti tetap kami dukung dengan alat.",
                "Pemasangan jaring di badan sungai memerlukan izin dinas.",
            ),
        ),
        ("pesisir",),
    ),
    Topic(
        "sampah",
        "proposal",
        "Ubah jam <buang sampah|angkut gerobak> di RW {rw} jadi <s=sore|malam>",
        "Sekarang gerobak lewat <jam sembilan pagi|siang>, padahal banyak yang sudah kerja. Sampah ditaruh di depan rumah sejak subuh dan <diacak kucing|dikerumuni lalat>. Usul kami dijemput pukul <s=17.00-18.30|18.30-19.45>. RT {rt} <sudah sepakat|siap mencoba sebulan>.",
        (
            "Cocok buat yang <kerja sif|kerja di kilang>, pulang baru bisa keluarkan sampah.",
            "Kalau malam, petugasnya <aman tidak|perlu lampu kepala>? Jangan lupa mereka juga punya keluarga.",
            "Saya pilih sore saja, malam <berisik|anak sudah tidur>.",
            "Coba sebulan dulu lalu dievaluasi. <Saya dukung|Itu paling adil>.",
        ),
        (
            Answer(
                "accepted",
                "Uji coba penjemputan pukul <s=17.00-18.30|18.30-19.45> berlaku satu bulan di RW {rw} mulai tanggal <1|15>. Hasilnya kita bahas di topik ini.",
                "Truk TPS berangkat pukul 20.00 sehingga jam itu masih terkejar.",
            ),
            Answer(
                "rejected",
                "Untuk saat ini jam penjemputan belum dapat diubah. Kami sarankan memakai wadah tertutup agar tidak diacak hewan.",
                "Petugas gerobak melayani tiga RW dan sorenya sudah bertugas di RW lain.",
            ),
        ),
    ),
    Topic(
        "sampah",
        "question",
        "Ada yang <membakar sampah|bakar sampah tiap sore> dekat {gang}, <boleh ditegur|lapornya ke mana>?",
        "Hampir tiap sore ada yang membakar sampah di lahan kosong dekat {gang}. Asapnya <masuk kamar|bikin batuk>, anak saya <asma|jadi sesak>. Saya tidak mau bermusuhan dengan tetangga. Adakah aturan tertulis, dan siapa yang sebaiknya menegur?",
        (
            "Kadang yang dibakar <daun saja|plastik juga>, yang plastik itu bahaya sekali asapnya.",
            "Mungkin karena gerobak <jarang lewat|tidak sampai ke ujung gang>. Kalau dijemput teratur pasti berkurang.",
            "Lewat Ketua RT saja dulu, <diumumkan di rapat|jangan orang per orang>.",
            "Daun bisa dibuat kompos, saya <siap ajari|punya embernya>.",
        ),
        (
            Answer(
                "answered",
                "Peraturan daerah melarang pembakaran sampah di permukiman. Ketua RT {rt} bersama Kasi Ketertiban akan menegur secara lisan lebih dulu; gerobak kami minta masuk sampai ujung {gang}.",
                "Teguran bertahap lebih dulu, dan penyebabnya - sampah tidak terjemput - ikut diatasi.",
            ),
        ),
    ),
)

PENERANGAN: tuple[Topic, ...] = (
    Topic(
        "penerangan",
        "question",
        "Lampu jalan <mati|padam> di {jalan} <dari {tempat} sampai {tempat2}|dekat {tempat}>",
        "<Empat|Tiga|Enam> lampu jalan di {jalan} sudah <dua minggu|sebulan> mati. Yang pulang kerja malam <takut lewat|harus pakai senter>. Nomor tiangnya <kami foto|sudah saya catat>. Kapan bisa diganti?",
        (
            "Betul, <istri saya pulang sif malam|anak saya les sampai malam> lewat situ. Gelap sekali.",
            "Lampu dekat {tempat2} <berkedip-kedip|nyala siang, mati malam>. Mungkin sensornya.",
            "Pohonnya juga menutupi lampu, <sekalian dipangkas|yang nyala pun tidak kelihatan>.",
            "Bulan lalu sudah lapor lisan. <Semoga kali ini tercatat|Baguslah sekarang ada nomornya>.",
        ),
        (
            Answer(
                "accepted",
                "Petugas mengganti lampu pada <Rabu malam|Jumat>. Terima kasih sudah mencatat nomor tiang, itu sangat mempercepat.",
                "Lokasi dan jumlah lampu jelas sehingga bisa langsung masuk daftar kerja.",
            ),
            Answer(
                "answered",
                "Kerusakan ada pada kabel, bukan lampu. Suku cadang sedang dipesan dan diperkirakan selesai <dua minggu lagi|akhir bulan>.",
                "Penggantian kabel memerlukan pemadaman sementara dan bahan yang belum tersedia.",
            ),
        ),
    ),
    Topic(
        "penerangan",
        "proposal",
        "Tambah <lampu|penerangan> di {gang} RT {rt}, <masih gelap|belum ada sama sekali>",
        "{gang} panjangnya <sekitar 150 meter|kurang lebih 90 meter> dan belum ada lampu. Kami usul lima titik lampu, bisa dipasang di tiang listrik yang ada. <Warga bersedia listriknya dari rumah terdekat untuk dua titik|Kalau tenaga surya mungkin tidak perlu kabel>. Di ujung gang ada {balai} yang dipakai warga tiap malam.",
        (
            "Setuju. Ibu-ibu pengajian pulang malam <pakai senter HP|beramai-ramai karena takut>.",
            "Tenaga surya bagus, tapi <baterainya sering hilang|harus ada yang jaga>.",
            "Titik di tikungan jangan lupa, <sering ada yang nongkrong|itu paling gelap>.",
            "Rumah saya boleh dipakai listriknya. <Tidak seberapa kok|Asal lampunya LED>.",
            "Di {gang2} tahun lalu dipasang tiga, <langsung terasa aman|anak muda pindah nongkrong>.",
        ),
        (
            Answer(
                "accepted",
                "Lima titik disetujui dan dipasang <bulan depan|sebelum akhir triwulan> memakai tiang yang ada. Pemeliharaan dicatat atas nama RT {rt}.",
                "Gang ini dilalui warga setiap malam dan belum memiliki penerangan umum.",
            ),
            Answer(
                "partly",
                "Tiga dari lima titik dapat dipasang tahun ini, yaitu di tikungan, tengah, dan dekat {tempat}. Dua titik lainnya menunggu anggaran berikutnya.",
                "Kuota lampu kelurahan tahun ini tersisa tiga titik.",
            ),
        ),
    ),
    Topic(
        "penerangan",
        "proposal",
        "Lampu <lapangan|untuk lapangan voli> RT {rt} supaya bisa <main malam|dipakai karang taruna>",
        "Anak muda RT {rt} <latihan voli|main bulu tangkis> tiap malam dengan dua lampu pinjaman. Usul dipasang <dua lampu sorot LED|empat lampu LED> dengan sakelar waktu, mati otomatis pukul <22.00|21.30>. <Daripada nongkrong di pinggir jalan|Kegiatan positif>, menurut kami layak dibantu. Listrik dibayar kas karang taruna.",
        (
            "Dukung, asal <jam sepuluh benar-benar mati|tidak pakai pengeras suara>. Rumah saya di sebelahnya.",
            "Sekalian netnya, <sudah robek|disambung tali rafia>.",
            "Sakelar waktu itu penting. <Kemarin lampu nyala sampai subuh|Biar tidak boros>.",
            "Boleh dipakai ibu-ibu senam juga kan? <Sore jam lima sudah gelap|Kami mau iuran>.",
        ),
        (
            Answer(
                "accepted",
                "Disetujui. Dua lampu sorot LED dengan sakelar waktu kami pasang, dan kesepakatan jam malam ditandatangani karang taruna serta warga sekitar.",
                "Kegiatan rutin sudah berjalan dan biaya listrik ditanggung pengguna lapangan.",
            ),
            Answer(
                "rejected",
                "Belum dapat kami anggarkan tahun ini. Proposal dapat dibantu untuk diajukan ke program tanggung jawab sosial perusahaan.",
                "Anggaran penerangan tahun ini diprioritaskan untuk jalan dan gang.",
            ),
        ),
    ),
    Topic(
        "penerangan",
        "question",
        "<Kabel menjuntai|Kabel rendah> di {gang} dekat {tempat}, <bahaya|kabel apa ini>?",
        "Ada kabel menjuntai <setinggi kepala|sampai hampir kena truk> di {gang}. Entah kabel <listrik atau internet|telepon lama atau internet>, tidak ada tandanya. Kemarin <tersangkut pikap|ditarik anak-anak>. Mohon dicek sebelum ada yang celaka.",
        (
            "Yang dekat rumah saya sudah <diikat warga|digantung pakai bambu>, tapi tidak berani pegang lama-lama.",
            "Itu kabel internet setahu saya. <Perusahaannya sudah ditelepon, belum datang|Ada tiga perusahaan di tiang itu>.",
            "Anak-anak main layangan di situ. <Tolong cepat|Ngeri lihatnya>.",
            "Sekalian ditata, tiangnya <sudah miring|penuh gulungan kabel>.",
        ),
        (
            Answer(
                "answered",
                "Sudah kami cek: kabel tersebut milik penyedia internet dan sudah dinaikkan <hari ini|kemarin sore>. Bila ada kabel listrik terbuka, hubungi petugas PLN dan jangan disentuh.",
                "Kabel tidak bertegangan, namun ketinggiannya di bawah batas aman.",
            ),
            Answer(
                "referred",
                "Kami sudah menyurati penyedia jaringan untuk menata kabel di {gang} dan memberi pembatas sementara.",
                "Kabel milik penyedia jaringan hanya boleh ditangani pemiliknya.",
            ),
        ),
    ),
    Topic(
        "penerangan",
        "discussion",
        "<Lampu jalan tenaga surya|Lampu surya> di RT {rt}: <awet tidak|layak diteruskan>?",
        "Lampu tenaga surya yang dipasang <dua tahun lalu|tahun lalu> di {jalan} sekarang <tinggal separuh yang nyala|redup lewat tengah malam>. Sebelum minta lagi, saya ingin tahu pengalaman RT lain. <Lebih baik lampu biasa atau surya?|Apakah baterainya bisa diganti sendiri?>",
        (
            "Di RT {rt2} masih bagus, <tiap tiga bulan dilap panelnya|ada warga yang rajin bersihkan>. Debunya itu masalah.",
            "Baterainya <umur dua tahun|memang dua-tiga tahun>, setelah itu harus ganti. Harganya lumayan.",
            "Untuk gang yang jauh dari tiang listrik surya lebih murah. Untuk jalan besar <mending lampu biasa|PJU biasa>.",
            "Punya kami dicuri panelnya. <Sejak itu pakai braket las|Sekarang dipasang lebih tinggi>.",
        ),
        (
            Answer(
                "answered",
                "Terima kasih masukannya. Mulai tahun ini paket lampu surya kami lengkapi pembersihan panel per tiga bulan dan cadangan baterai dua tahun.",
                "Sebagian besar lampu redup karena panel berdebu dan baterai habis masa pakai.",
            ),
        ),
    ),
)

LINGKUNGAN: tuple[Topic, ...] = (
    Topic(
        "lingkungan",
        "proposal",
        "<Taman kecil|Taman baca dan bermain> di lahan kosong dekat {tempat}",
        "Lahan kosong dekat {tempat} selama ini <jadi tempat buang puing|ditumbuhi semak>. Kami RT {rt} usul dijadikan taman kecil:\n\n- tanaman peneduh dan **toga**\n- <dua bangku|tiga bangku> dan ayunan\n- jalur kursi roda\n\nLuasnya <sekitar 200 meter persegi|kira-kira 12 x 15 meter>. Statusnya setahu kami <fasilitas umum perumahan|tanah pemerintah>, mohon dicek.",
        (
            "Bagus! Anak-anak sekarang main di <jalan|parkiran>. Bahaya.",
            "Toga-nya kader PKK yang rawat, <bibit jahe dan serai ada|saya sumbang bibit>.",
            "Mohon lampu juga, dan <jam tutup|jangan jadi tempat pacaran>.",
            "Jalur kursi roda itu ide baik. <Bapak saya belum pernah keluar sejak stroke|Jarang ada yang ingat>.",
            "Saya khawatir nyamuk kalau semak tidak dirawat. <Harus jelas siapa yang piket|Ada jadwalnya kan?>",
        ),
        (
            Answer(
                "accepted",
                "Lahan tercatat sebagai fasilitas umum. Taman dibangun bertahap: pembersihan <bulan ini|bulan depan>, bangku dan jalur kursi roda pada triwulan berikutnya.",
                "Status lahan jelas dan RT {rt} bersedia merawat.",
            ),
            Answer(
                "rejected",
                "Kami sudah memeriksa: lahan itu milik perorangan. Kami bantu mencari lokasi lain bersama RT {rt} dan RT {rt2}.",
                "Kelurahan tidak boleh membangun di atas tanah pribadi tanpa hibah.",
            ),
        ),
    ),
    Topic(
        "lingkungan",
        "question",
        "<w=Monyet|Anjing liar> masuk permukiman RT {rt}, <siapa yang menangani|harus bagaimana>?",
        "<Dua minggu ini|Sejak kebun di belakang dibuka> ada <w=beberapa ekor monyet|rombongan anjing liar> turun ke {gang}. Mereka <w=mengambil makanan dan membuka tong sampah|mengejar anak-anak>. Kami tidak mau menyakiti, hanya takut ada yang tergigit. Ke mana melapor?",
        (
            "Tempat sampah saya <diikat pakai ban dalam|diberi batu>, lumayan aman.",
            "Jangan diberi makan, <nanti tambah berani|jadi kebiasaan>.",
            "Cucu saya <hampir digigit|menangis ketakutan> kemarin sore. Tolong segera.",
            "Tempat hidupnya makin sempit, kasihan juga. <Mungkin perlu dipindahkan|Semoga ditangani baik-baik>.",
        ),
        (
            Answer(
                "referred",
                "Laporan kami teruskan ke petugas kehewanan dan konservasi. Sambil menunggu, tutup rapat tempat sampah dan jangan memberi makan.",
                "Penanganan satwa hanya boleh dilakukan petugas yang terlatih.",
            ),
            Answer(
                "answered",
                "Petugas sudah datang <Selasa pagi|kemarin> dan memasang perangkap pindah. Bila ada gigitan, segera cuci luka dan ke puskesmas; vaksin tersedia.",
                "Pemindahan hewan dipilih agar aman bagi warga dan hewan.",
            ),
        ),
        ("bukit", "pinggiran", "kota"),
    ),
    Topic(
        "lingkungan",
        "proposal",
        "Tanam <mangrove|bakau> di <belakang|pesisir> RT {rt}, mulai <b=200|500> bibit",
        "Abrasi di belakang RT {rt} <sudah makan dua meter|makin dekat ke rumah> dalam <setahun|dua tahun>. Karang taruna dan nelayan siap menanam <b=200|500> bibit bakau. Yang kami perlukan: bibit, ajir bambu, dan **pendamping** supaya tidak mati seperti penanaman dulu. Perawatan tiga bulan pertama kami <jadwalkan per RT|tanggung>.",
        (
            "Yang dulu mati karena <ditanam waktu gelombang tinggi|tidak ada yang tengok>. Pilih bulannya.",
            "Perahu saya bisa dipakai angkut bibit. <Tinggal bilang|Gratis>.",
            "Kepiting kembali kalau bakau tumbuh. <Rezeki juga|Bagus buat nelayan kecil>.",
            "Libatkan anak sekolah, tapi <pakai pelampung|yang kelas besar saja>.",
        ),
        (
            Answer(
                "accepted",
                "Bibit dan ajir disiapkan bersama Dinas Lingkungan Hidup untuk penanaman <akhir pekan kedua|awal bulan depan>. Pendamping hadir setiap dua minggu selama tiga bulan.",
                "Lokasi sesuai untuk bakau dan kelompok perawatnya sudah terbentuk.",
            ),
        ),
        ("pesisir",),
    ),
    Topic(
        "lingkungan",
        "question",
        "<Bau menyengat|Limbah> dari <s=usaha|kandang> dekat {gang}, <apakah sudah berizin?|mohon diperiksa>",
        "Ada bau menyengat dari <s=tempat usaha|kandang ayam> dekat {gang} terutama <sore|setelah hujan>. Air buangannya <masuk ke parit|berwarna keruh>. Kami menghargai orang berusaha, tetapi <mohon ada bak penampung|tolong ada jalan tengah>. Apakah kelurahan bisa menjadi penengah?",
        (
            "Kalau angin dari barat <sampai RT {rt2}|kami tidak bisa buka jendela>.",
            "Pemiliknya orangnya baik, <mungkin belum tahu caranya|pasti mau kalau diajak bicara>.",
            "Bisa pakai <EM4|serbuk gergaji>, baunya turun banyak. Saya pernah pelihara.",
            "Yang penting paritnya, <di bawahnya ada sumur warga|jangan ke sumur>.",
        ),
        (
            Answer(
                "partly",
                "Pertemuan sudah dilakukan. Pemilik usaha sepakat membuat bak penampung dalam <satu bulan|tiga minggu> dan membersihkan dua kali sehari; usahanya tetap berjalan.",
                "Usaha memenuhi jarak minimal, tetapi pengolahan limbahnya belum memadai.",
            ),
            Answer(
                "referred",
                "Dinas Lingkungan Hidup kami minta mengambil contoh air buangan. Hasil pemeriksaan akan diumumkan di topik ini.",
                "Penilaian limbah memerlukan uji laboratorium.",
            ),
        ),
    ),
    Topic(
        "lingkungan",
        "discussion",
        "Pohon <besar|tua> di {jalan} <ditebang atau dipangkas|rawan tumbang>?",
        "Pohon di {jalan} dekat {tempat} <akarnya mengangkat trotoar|dahannya di atas kabel>. Sebagian warga minta ditebang, sebagian sayang karena <teduh|sudah puluhan tahun>. Saya pribadi memilih dipangkas. Bagaimana pendapat warga RT {rt}?",
        (
            "Pangkas saja. Di {jalan2} ditebang semua, <sekarang panasnya luar biasa|menyesal>.",
            "Kalau sudah keropos lebih baik ditebang lalu <tanam dua gantinya|diganti pohon lain>.",
            "Mohon diperiksa ahlinya, <jangan kira-kira|kita kan bukan tukang pohon>.",
            "Warung saya di bawahnya. Teduhnya penting, tapi <tiap angin kencang saya tutup|keselamatan lebih penting>.",
        ),
        (
            Answer(
                "partly",
                "Hasil periksa: batang sehat, dua dahan lapuk. Petugas memangkas dahan tersebut <minggu ini|Sabtu pagi>; pohon tidak ditebang.",
                "Pohon sehat dilindungi sebagai peneduh kota dan risikonya hilang dengan pemangkasan.",
            ),
        ),
    ),
)
