"""Topics about health, schooling and safety in the neighbourhood."""

from __future__ import annotations

from sgforum.demo.corpus.topic_types import Answer, Topic

KESEHATAN: tuple[Topic, ...] = (
    Topic(
        "kesehatan",
        "question",
        "Jadwal posyandu <balita|bulan ini> RT {rt} <berubah|tanggal berapa>?",
        "Biasanya posyandu tanggal <8|12|15>, tapi <bulan lalu diundur tanpa kabar|katanya pindah ke {balai}>. Saya <sudah izin kerja|datang jauh-jauh>, ternyata tutup. Bisakah jadwal satu tahun diumumkan di sini? <Untuk imunisasi juga apakah harinya sama?|Vitamin A bulan ini ada di tempat yang sama kah?>",
        (
            "Di RT {rt2} tetap tanggal <10|14>, jam <8 sampai 11|setengah sembilan>.",
            "Saya kader. Maaf ya Bu, <kadernya sakit dua orang|bidannya ada tugas>. Bulan ini tanggal 15 di {balai}.",
            "Kalau bisa ada yang hari Sabtu, <kami yang kerja susah|suami bisa antar>.",
            "Bawa buku KIA ya ibu-ibu, <kemarin banyak yang lupa|supaya tercatat>.",
        ),
        (
            Answer(
                "answered",
                "Posyandu RT {rt} bulan ini tanggal <15|18> pukul 08.00-11.00 di {balai}, termasuk imunisasi dan vitamin A. Jadwal satu tahun kami tempel di halaman kelurahan.",
                "Jadwal sempat bergeser karena bidan bertugas di dua posyandu pada hari yang sama.",
            ),
        ),
    ),
    Topic(
        "kesehatan",
        "proposal",
        "<p=Posyandu Sabtu|Posyandu sore> untuk orang tua yang bekerja",
        "Banyak orang tua di {gang} bekerja sampai sore. Anak diantar <nenek|tetangga>, kadang tidak terbawa. Usul: satu kali sebulan posyandu dibuka <p=Sabtu pagi|pukul 16.00-18.00>. Kader RT {rt} <bersedia bergiliran|ada empat orang>, tinggal bidan dan timbangannya. <Mungkin dicoba tiga bulan.|Kalau sepi boleh dihentikan.>",
        (
            "Setuju sekali. <Saya kerja di mal, libur cuma Sabtu|Suami istri kerja semua>.",
            "Saya kader, siap. Tapi <konsumsinya tolong dibantu|kami juga perlu istirahat, gantian ya>.",
            "Sore jangan terlalu malam, <balita rewel|anak sudah mengantuk>.",
            "Sekalian periksa tensi lansia, <biar sekali jalan|ibu saya mau ikut>.",
        ),
        (
            Answer(
                "accepted",
                "Puskesmas setuju membuka layanan <p=Sabtu kedua pukul 08.00-11.00|Selasa kedua pukul 16.00-18.00> selama tiga bulan uji coba. Tempatnya di {balai}.",
                "Cakupan penimbangan turun karena banyak orang tua bekerja pada hari biasa.",
            ),
            Answer(
                "rejected",
                "Bidan belum dapat ditugaskan pada <p=hari Sabtu|sore hari>. Sebagai gantinya, penimbangan susulan dibuka setiap Senin di puskesmas pembantu.",
                "Jumlah bidan hanya cukup untuk jadwal pagi pada hari kerja.",
            ),
        ),
    ),
    Topic(
        "kesehatan",
        "question",
        "<Kasus demam berdarah|DBD> di RT {rt}, <kapan fogging|apa yang harus dilakukan>?",
        "Di {gang} sudah <dua|tiga> anak dirawat karena demam berdarah <dalam sebulan|minggu ini>. Kami sudah <tutup bak dan tabur abate|kerja bakti>, tapi lahan kosong dekat {tempat} masih banyak ban bekas. Apakah bisa difogging, atau ada cara lain?",
        (
            "Anak saya sudah pulang dari rumah sakit, <alhamdulillah|syukurlah>. Hati-hati kalau demam turun naik.",
            "Fogging cuma bunuh nyamuk dewasa. <Jentiknya harus kita cari sendiri|Tetap harus 3M>.",
            "Minggu pagi kita keliling periksa bak, <RT {rt2} ikut|saya bawa senter>.",
            "Ban bekasnya milik <bengkel|siapa ya>? Mohon diangkut saja.",
            "Di rumah saya jentiknya di <tatakan dispenser|pot bunga>, tidak menyangka.",
        ),
        (
            Answer(
                "accepted",
                "Puskesmas melakukan penyelidikan di radius 100 meter dan fogging <Kamis pagi|Sabtu pagi> pukul 07.00. Ban bekas diangkut petugas kebersihan pada hari yang sama.",
                "Ditemukan lebih dari satu kasus dan jentik di atas batas pada rumah sekitar.",
            ),
            Answer(
                "partly",
                "Fogging belum dilakukan, tetapi abate dan pemeriksaan jentik oleh kader dimulai <besok|hari ini>. Lahan dekat {tempat} dibersihkan bersama warga.",
                "Penyelidikan belum menemukan penularan setempat; fogging tanpa itu tidak efektif.",
            ),
        ),
    ),
    Topic(
        "kesehatan",
        "proposal",
        "<Senam lansia|Pemeriksaan lansia> rutin di {balai}",
        "Di RW {rw} ada <lebih dari 40|sekitar 30> warga lanjut usia. Yang jauh dari puskesmas jarang periksa tensi dan gula. Usul: setiap <Jumat pagi|dua minggu> ada senam ringan dan pemeriksaan di {balai}. Kami sudah punya <pengeras suara kecil|instruktur sukarela>; yang kurang alat cek gula dan petugas.",
        (
            "Ibu saya senang sekali kalau ada. <Di rumah cuma nonton TV|Beliau 71 tahun>.",
            "Tempatnya yang tidak ada tangga ya, <banyak yang pakai tongkat|dengkulnya sudah tidak kuat>.",
            "Alat ceknya mahal di stripnya. <Mungkin bisa iuran Rp5.000|Apa bisa dari puskesmas>?",
            "Saya mantan perawat, <siap bantu|bisa bantu catat tensi>.",
        ),
        (
            Answer(
                "accepted",
                "Disetujui mulai <Jumat pertama bulan depan|bulan depan>. Puskesmas mengirim satu petugas dan strip periksa untuk 40 orang setiap pertemuan.",
                "Jumlah lansia mencukupi untuk pos pelayanan tersendiri.",
            ),
            Answer(
                "partly",
                "Petugas dapat hadir sebulan sekali, bukan setiap minggu. Senam mingguan silakan berjalan dengan kader.",
                "Petugas melayani delapan kelompok lansia di wilayah puskesmas.",
            ),
        ),
    ),
    Topic(
        "kesehatan",
        "question",
        "BPJS <tidak aktif|nonaktif> waktu berobat, <bagaimana mengaktifkan lagi|urus ke mana>?",
        "<Kemarin saya antar ibu berobat|Anak saya demam, dibawa ke puskesmas>, ternyata kartunya tidak aktif. Katanya harus urus di kelurahan dulu. Berkas apa saja yang dibawa dan <berapa lama prosesnya|apakah bisa diwakilkan>? Saya di RT {rt}, {gang}.",
        (
            "Bulan lalu saya urus: KTP, KK, dan <surat dari RT|fotokopi kartunya>. <Tiga hari|Lima hari kerja> aktif lagi.",
            "Bisa diwakilkan satu KK, <bawa KTP aslinya|tidak perlu surat kuasa>.",
            "Datang pagi ya, <jam sepuluh sudah ramai|antrean biasanya panjang hari Senin>.",
            "Kalau darurat, ke IGD dulu. <Administrasinya menyusul|Jangan ditunda>.",
        ),
        (
            Answer(
                "answered",
                "Bawa KTP, KK, dan kartu lama ke loket kelurahan pada hari kerja pukul 08.00-14.00. Proses <tiga|lima> hari kerja dan dapat diwakilkan anggota satu KK. Tidak ada biaya.",
                "Kepesertaan yang dinonaktifkan karena data tidak padan dapat diaktifkan kembali setelah pemadanan.",
            ),
        ),
    ),
)

PENDIDIKAN: tuple[Topic, ...] = (
    Topic(
        "pendidikan",
        "question",
        "Zonasi <SMP|SD>: RT {rt} masuk <sekolah yang mana|zona mana> tahun ini?",
        "Rumah kami di {gang} RT {rt}. Ke sekolah terdekat <hanya 700 meter|sekitar satu kilometer>, tapi <tahun lalu tetangga tidak diterima|katanya beda zona>. Di mana bisa melihat peta zona resmi? Kami ingin siap berkas lebih awal, <jangan sampai mendadak|termasuk KK yang harus setahun>.",
        (
            "KK minimal setahun ya, <kemarin ada yang gugur karena baru pindah|dicek sekali>.",
            "Jarak diukur garis lurus, bukan lewat jalan. <Baru tahu saya juga|Itu yang sering salah paham>.",
            "Anak saya lewat jalur prestasi akhirnya. <Simpan sertifikat lomba|Coba jalur lain juga>.",
            "Mohon ada penjelasan langsung, <banyak yang bingung|orang tua di {gang2} juga bertanya>.",
        ),
        (
            Answer(
                "answered",
                "Peta zona resmi ditempel di kantor kelurahan dan situs Dinas Pendidikan. Kami adakan penjelasan <Sabtu pukul 09.00|Kamis pukul 19.30> di {balai}; bawa KK untuk dicek bersama.",
                "Zona ditetapkan dinas menurut jarak garis lurus dan daya tampung.",
            ),
        ),
    ),
    Topic(
        "pendidikan",
        "proposal",
        "<Pojok baca|Taman baca> anak di {balai}",
        "Anak-anak RT {rt} sore hari <main HP terus|tidak ada kegiatan>. Saya punya <80|sekitar 120> buku anak dan mau dipinjamkan. Usul dibuat pojok baca di {balai}, buka <Selasa dan Jumat|tiap sore> pukul 16.00-17.30. Kami perlu <rak dan tikar|satu rak dan karpet>. Penjaga bergiliran dari <remaja masjid dan karang taruna|mahasiswa dan ibu-ibu>.",
        (
            "Saya sumbang <komik sains satu kardus|buku cerita bekas anak saya>.",
            "Boleh sekalian bimbingan PR? <Saya guru, bisa Jumat|Matematika saya nyerah>.",
            "Semoga ada buku untuk remaja juga, <bukan cuma balita|novel boleh>.",
            "Tempatnya bocor di pojok, <ditambal dulu ya|jangan sampai bukunya rusak>.",
        ),
        (
            Answer(
                "accepted",
                "Kami sediakan rak, tikar dan <50|100> buku tambahan dari perpustakaan kota. Pembukaan <tanggal 17|akhir bulan> bersama karang taruna.",
                "Tempat, buku dan penjaga sudah disiapkan warga sehingga dukungan kecil cukup.",
            ),
        ),
    ),
    Topic(
        "pendidikan",
        "question",
        "<b=Beasiswa|Bantuan seragam> untuk anak <kurang mampu|yatim> RT {rt}, <syaratnya apa|masih ada>?",
        "Ada <dua|tiga> anak di {gang} yang <b=terancam berhenti sekolah|kesulitan membeli seragam>. Orang tuanya <buruh harian|sedang sakit>. Bantuan apa yang tersedia dari pemerintah kota, dan sampai kapan pendaftarannya? <Saya bantu antar berkasnya.|Mereka malu bertanya, jadi saya wakilkan.>",
        (
            "Terima kasih sudah peduli. Kas RT bisa bantu <sepatu dulu|sedikit>.",
            "Perlu surat keterangan tidak mampu, <minta ke RT lalu kelurahan|sehari jadi>.",
            "Guru BK di sekolah biasanya tahu daftar bantuan. <Coba ke sana juga|Orangnya baik>.",
            "Seragam bekas anak saya masih bagus, <ukuran kelas lima|boleh diambil>.",
        ),
        (
            Answer(
                "answered",
                "Bantuan <b=biaya sekolah|seragam dan alat tulis> masih dibuka sampai <akhir bulan|tanggal 25>. Berkas: KK, KTP orang tua, dan keterangan sekolah. Petugas kami bersedia datang ke rumah bila perlu.",
                "Kuota kelurahan masih tersedia dan anak yang disebut memenuhi syarat awal.",
            ),
            Answer(
                "referred",
                "Data anak kami teruskan ke Dinas Sosial dan sekolah dengan persetujuan orang tua. Nama tidak kami tulis di forum demi kenyamanan mereka.",
                "Penetapan penerima dilakukan dinas setelah kunjungan rumah.",
            ),
        ),
    ),
    Topic(
        "pendidikan",
        "proposal",
        "Zebra cross dan <petugas penyeberang|rambu> di depan sekolah, {jalan}",
        "Pagi hari {jalan} padat dan anak-anak menyeberang <sendiri-sendiri|lari>. Usul: zebra cross dicat ulang, <rambu zona sekolah|lampu kuning berkedip>, dan orang tua bergiliran menjadi penyeberang. <Rompi dan bendera mohon dibantu.|Daftar piket orang tua sudah ada 14 nama.>",
        (
            "Saya bisa piket <Senin dan Rabu|hari Selasa>, sekalian antar anak.",
            "Mobil jemputan sebaiknya <berhenti dekat {tempat}|jangan parkir dua baris>. Itu sumber macetnya.",
            "Zebra cross yang lama <sudah tidak kelihatan|tinggal bayangan>.",
            "Usul anak-anak dikumpulkan dulu, <menyeberang per rombongan|lebih aman>.",
        ),
        (
            Answer(
                "accepted",
                "Zebra cross dicat <libur sekolah ini|akhir pekan ini> dan dua rambu zona sekolah dipasang. Sepuluh rompi kami serahkan kepada komite sekolah.",
                "Lokasi memenuhi syarat zona selamat sekolah.",
            ),
            Answer(
                "partly",
                "Rompi dan bendera kami serahkan minggu ini. Pengecatan zebra cross kami teruskan ke Dinas Perhubungan.",
                "Marka jalan kota hanya boleh dicat oleh dinas.",
            ),
        ),
    ),
    Topic(
        "pendidikan",
        "discussion",
        "<Wifi gratis|Internet bersama> untuk belajar anak di RT {rt}, <dijaga bagaimana|perlu tidak>?",
        "Ada rencana memasang wifi di {balai} untuk belajar. Saya senang, tetapi <khawatir dipakai main sampai malam|takut ramai di jam tidur>. Bagaimana sebaiknya: <pakai jam buka|kata sandi diganti tiap minggu>, ada yang mengawasi, atau tidak usah? Minta pendapat orang tua.",
        (
            "Jam 15.00-20.00 saja. <Setelah itu mati otomatis|Malam biar di rumah>.",
            "Perlu! <Paket data mahal|Anak saya tiga, satu HP gantian>.",
            "Pengawasnya yang susah. Mungkin <remaja bergiliran|penjaga pojok baca sekalian>.",
            "Kalau ada, pasang juga aturan tertulis di dinding. <Singkat saja|Dibuat anak-anak sendiri>.",
        ),
        (
            Answer(
                "partly",
                "Wifi dipasang dengan jam layanan 14.00-20.00 dan saringan konten, sebagai uji coba tiga bulan. Kami tinjau kembali bersama orang tua RT {rt}.",
                "Kebutuhan belajar nyata, sedangkan kekhawatiran orang tua dijawab dengan pembatasan jam.",
            ),
        ),
    ),
)

KEAMANAN: tuple[Topic, ...] = (
    Topic(
        "keamanan",
        "proposal",
        "<Hidupkan lagi ronda|Jadwal ronda malam> RT {rt}",
        "Bulan ini ada <dua kali kehilangan helm|satu motor dan dua tabung gas hilang> di {gang}. Pos kamling kita <sudah setahun kosong|jadi gudang>. Usul: ronda <empat orang per malam|tiga orang per malam>, pukul 23.00-04.00, dibagi menurut nomor rumah. Yang berhalangan <mengganti hari|titip kopi dan kue> saja. Bagaimana?",
        (
            "Siap. Saya <Rabu malam|malam Minggu saja>, kerja sif soalnya.",
            "Posnya dibersihkan dulu. <Lampunya mati|Atapnya bocor>, Sabtu sore saya bisa.",
            "Yang lansia jangan dijadwal ya. <Anaknya saja|Cukup sumbang kopi>.",
            "Grup pesan RT dipakai untuk lapor, <jangan buat stiker|biar cepat>.",
            "Portal ditutup jam berapa? Saya pulang <jam satu|tengah malam> dari pelabuhan.",
        ),
        (
            Answer(
                "accepted",
                "Kami dukung penuh. Senter, jas hujan dan cat pos kamling kami serahkan <Sabtu|minggu ini>; Bhabinkamtibmas akan ikut ronda malam pertama.",
                "Jadwal dan anggota ronda sudah disepakati warga.",
            ),
        ),
    ),
    Topic(
        "keamanan",
        "question",
        "Balap liar <tiap malam Minggu|lewat tengah malam> di {jalan}, <bagaimana penertibannya?|mohon patroli>",
        "Setiap malam Minggu mulai pukul 00.30 {jalan} dipakai balapan. Suara knalpotnya <membangunkan bayi|sampai RT {rt2}>. Kami tidak berani menegur langsung. Mohon ada patroli rutin, atau <penghalang di lurusan|lampu yang lebih terang>.",
        (
            "Rumah saya pinggir jalan, <sudah biasa tidak tidur|kasihan ibu saya sakit>.",
            "Anak-anaknya masih belasan tahun. <Orang tuanya perlu tahu|Semoga tidak ada korban>.",
            "Kalau ada patroli pindah ke {jalan2}. <Harus serentak|Kucing-kucingan>.",
            "Mungkin difasilitasi tempat latihan resmi, <biar tersalur|bakatnya ada>.",
        ),
        (
            Answer(
                "referred",
                "Jadwal dan lokasi kami sampaikan ke Polsek dan Satpol PP. Patroli gabungan dimulai <akhir pekan ini|Sabtu depan>.",
                "Penindakan lalu lintas adalah kewenangan kepolisian.",
            ),
            Answer(
                "partly",
                "Patroli gabungan berjalan setiap akhir pekan. Penghalang permanen tidak dipasang; sebagai gantinya pita penggaduh diusulkan ke dinas.",
                "Penghalang di lurusan membahayakan ambulans dan pemadam.",
            ),
        ),
    ),
    Topic(
        "keamanan",
        "proposal",
        "<Kamera|CCTV> di <mulut|pintu masuk> {gang}",
        "Setelah kejadian <kehilangan motor|pencurian tabung gas>, warga RT {rt} sepakat patungan kamera. Terkumpul <Rp1.800.000|Rp2.300.000>. Kami usul kelurahan membantu <satu kamera di {balai}|penyimpan rekaman>, dan membuat aturan siapa yang boleh melihat rekaman. **Jangan sampai** dipakai mengintip rumah orang.",
        (
            "Aturan itu penting. Arahkan ke <jalan saja|mulut gang>, bukan ke pintu rumah.",
            "Simpan <14 hari|dua minggu> cukup menurut saya.",
            "Pasang juga papan 'area terpantau kamera'. <Itu saja sudah bikin mikir|Supaya adil>.",
            "Listriknya dari rumah saya boleh, <sekalian wifi|asal rapi kabelnya>.",
        ),
        (
            Answer(
                "accepted",
                "Satu kamera dan penyimpan rekaman kami bantu. Rekaman disimpan 14 hari; hanya Ketua RT bersama satu wakil warga yang boleh membuka, dan setiap pembukaan dicatat.",
                "Warga sudah berswadaya dan menyepakati perlindungan privasi.",
            ),
            Answer(
                "rejected",
                "Kelurahan belum dapat membantu perangkat tahun ini. Contoh tata tertib rekaman kami bagikan agar kamera swadaya tetap menghormati privasi.",
                "Belanja kamera tidak termasuk kegiatan yang disepakati tahun ini.",
            ),
        ),
    ),
    Topic(
        "keamanan",
        "question",
        "<k=Penghuni kos|Warga kontrakan> baru di RT {rt}: <wajib lapor|cara lapornya>?",
        "Saya pengelola <k=kos delapan kamar|kontrakan empat pintu> di {gang}. Penghuninya sering berganti karena <proyek|kerja kontrak>. Apakah setiap orang harus lapor ke RT, dan <dokumen apa|apakah cukup fotokopi KTP>? Saya ingin tertib, tetapi <penghuni kadang hanya tinggal dua minggu|jangan sampai datanya tersebar>.",
        (
            "Di RT {rt2} pakai formulir satu lembar. <Cukup nama, asal, dan nomor darurat|Tidak ribet>.",
            "Terima kasih sudah mau tertib, Bu. <Jarang-jarang|Kami jadi tenang>.",
            "Fotokopi KTP jangan ditumpuk sembarangan, <bahaya kalau hilang|cukup dilihat saja>.",
            "1 x 24 jam lapor, <itu aturan lama tapi masih bagus|begitu yang saya tahu>.",
        ),
        (
            Answer(
                "answered",
                "Penghuni yang menginap lebih dari 24 jam cukup dilaporkan ke Ketua RT dengan formulir satu lembar. KTP hanya dilihat, tidak difotokopi. Yang tinggal lebih dari setahun mengurus pindah datang.",
                "Data pribadi hanya dikumpulkan sebatas yang diperlukan untuk keamanan lingkungan.",
            ),
        ),
    ),
    Topic(
        "keamanan",
        "discussion",
        "<Alat pemadam|Hidran> di permukiman padat {gang}, <sudah siapkah kita?|belajar dari kebakaran kemarin>",
        "Melihat kebakaran di <kelurahan sebelah|kawasan padat bulan lalu>, saya jadi khawatir. {gang} lebarnya <tidak sampai dua meter|hanya cukup satu motor>, mobil pemadam tidak masuk. Apa yang bisa kita siapkan sendiri: <tabung pemadam tiap sepuluh rumah|pompa jinjing>, jalur keluar, latihan? Mari tulis idenya.",
        (
            "Periksa kabel dulu. <Stopkontak bertumpuk itu biangnya|Di rumah saya sudah diganti semua>.",
            "Pompa jinjing bisa ambil air dari <parit besar|laut>. RT {rt2} punya satu.",
            "Latihan itu perlu, <ibu-ibu juga diajari|waktu panik orang lupa>.",
            "Jalur keluar jangan dipakai <jemur dan simpan gerobak|parkir motor>. Mulai dari kita.",
        ),
        (
            Answer(
                "accepted",
                "Dinas pemadam bersedia melatih warga <Minggu pagi|dua minggu lagi> di {balai}. Kelurahan menyediakan empat tabung pemadam untuk gang ini.",
                "Kawasan padat tanpa akses mobil pemadam menjadi prioritas pelatihan.",
            ),
            Answer(
                "partly",
                "Pelatihan kami jadwalkan bulan depan. Pompa jinjing kami usulkan melalui musrenbang karena harganya di atas pagu kegiatan.",
                "Pelatihan dapat segera dibiayai, pengadaan pompa belum.",
            ),
        ),
    ),
)
