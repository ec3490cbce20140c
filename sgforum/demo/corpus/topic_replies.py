"""Short replies that fit any question, proposal or discussion, as neighbours write them."""

from __future__ import annotations

from sgforum.demo.corpus.topic_types import Kind

QUESTION_FILL: tuple[str, ...] = (
    "<Ikut menyimak|Menyimak>, di RT {rt2} juga <ada yang tanya begini|mengalami hal serupa>.",
    "Terima kasih sudah <ditanyakan|diangkat>, Pak. Saya <mau tanya dari dulu tapi tidak tahu ke mana|kira cuma saya>.",
    "<Mohon dijawab ya, Pak/Bu Lurah|Semoga segera ada jawaban>. Warga {gang} menunggu.",
    "Sudah coba tanya Ketua RT {rt}? <Beliau biasanya cepat membalas|Kemarin beliau bilang sudah dicatat>.",
    "Kalau sudah ada jawaban, tolong <ditempel juga di {balai}|diumumkan di pengajian>, banyak yang tidak buka HP.",
    "<Naik|Sundul>. Belum ada kabar sampai <hari ini|sore ini>.",
    "Saya dukung pertanyaannya. <Yang lain tekan dukung juga, biar masuk daftar jawaban|Biar cepat dapat giliran>.",
    "Kami di {gang2} <ndak separah itu|alhamdulillah aman>, tapi ikut mendoakan cepat beres.",
    "<Dulu pernah juga begini|Tahun lalu sama>, beresnya setelah didatangi langsung ke kantor kelurahan.",
    "Boleh tambah <foto|keterangan lokasi persisnya>, Bu? Supaya petugas tidak salah tempat.",
    "<Sama, Pak|Sama, Bu>. Saya di {gang} juga <menunggu kejelasan|ingin tahu>.",
    "Saya sudah catat nomor topiknya, nanti saya tanyakan waktu <ke kantor kelurahan|rapat RT>.",
    "Sebaiknya satu topik ini saja, <jangan bikin baru|biar tidak tercecer>. RT {rt2} ikut di sini.",
    "Kalau boleh tahu, <sejak kapan persisnya|apakah tiap hari begitu>?",
    "<Betul itu|Nah, betul>. Kemarin dibahas juga di {balai}.",
    "Warga baru di sini, jadi <belum tahu kebiasaannya|baru mengerti>. Terima kasih infonya.",
    "Pertanyaan bagus. <Yang penting ada tanggalnya|Jawabannya semoga jelas>, bukan 'segera' saja.",
    "Saya bantu teruskan ke <kader|pengurus RW {rw}>.",
)
PROPOSAL_FILL: tuple[str, ...] = (
    "<Setuju|Dukung penuh|Sepakat>. RT {rt2} juga mau kalau ada.",
    "<Bagus idenya|Ide bagus>, tapi siapa yang merawat nanti? <Jangan sampai cuma semangat di awal|Pengalaman yang lalu begitu>.",
    "Saya dukung. <Jangan lupa dibawa ke musrenbang|Tolong dicatat untuk rembuk RW {rw}>.",
    "Tenaga kami <siap|ada>. Kalau gotong royong, kabari warga {gang}.",
    "Setuju, dengan catatan: <biayanya terbuka|laporannya ditempel di {balai}>.",
    "Mungkin <dicoba kecil dulu|dimulai dari satu titik>, kalau berhasil baru diperluas.",
    "Saya <kurang sependapat|agak ragu>. Menurut saya <parit lebih mendesak|ada yang lebih mendesak di RT {rt2}>, tapi ikut suara terbanyak.",
    "<Sudah saya dukung|Sudah klik dukung>. Ajak tetangga yang lain juga, minimal tiga orang supaya dijawab.",
    "Mantap. <Semoga tidak berhenti di forum|Ditunggu tindak lanjutnya, Pak/Bu Lurah>.",
    "Kalau perlu patungan, saya <ikut semampunya|bisa bantu bahan>. Yang penting jadi.",
    "Ukur dulu kebutuhannya. <Saya bisa bantu|Anak karang taruna bisa bantu> hitung Sabtu ini.",
    "<Cocok|Pas> sekali. Dari dulu kami di {gang2} menginginkan begitu.",
    "Mohon dipikirkan juga warga yang <tidak ikut forum|jarang di rumah>, jangan sampai kaget.",
    "Asal tidak <menambah iuran|memberatkan yang pas-pasan>, saya setuju.",
    "RT {rt2} pernah mencoba. <Kendalanya soal perawatan|Berjalan baik sampai pengurusnya pindah>.",
    "Kapan kira-kira bisa dimulai? <Musim hujan sudah dekat|Semoga sebelum Lebaran>.",
    "Usul ditambah gambar sederhana supaya <petugas mudah paham|warga lain terbayang>.",
    "Lanjutkan, Bu. <Perempuan jarang bersuara di sini|Saya dukung dari {gang}>.",
)
DISCUSSION_FILL: tuple[str, ...] = (
    "<Menarik|Topik bagus>. Baru kali ini dibahas <baik-baik|tanpa ribut>.",
    "Pengalaman kami di {gang2}: <dibicarakan di rapat RT dulu, baru ditulis|ya begitu juga, perlu kesabaran>.",
    "Saya <sependapat dengan yang di atas|ikut pendapat yang pertama>.",
    "Kalau menurut saya <tergantung RT-nya|lihat kondisi>. RT {rt} beda dengan RT {rt2}.",
    "Tolong <moderator|petugas kelurahan> rangkum nanti, <banyak sekali masukannya|supaya tidak hilang>.",
    "Yang jarang bicara tolong ikut menulis, <ibu-ibu juga|anak muda juga>.",
    "Bisa dibahas lagi waktu <arisan|kerja bakti> Minggu. Saya bawa <pisang goreng|kopi>.",
    "Terima kasih <ilmunya|ceritanya>. Baru tahu saya.",
    "<Setuju sebagian|Sebagian saya setuju>. Jangan lupa pikirkan <yang berjualan di situ|lansia dan difabel>.",
    "Ini sudah <dua|tiga> tahun jadi bahan obrolan di {balai}. Semoga kali ini ada hasilnya.",
    "Kalau dibuat daftar untung-ruginya <pasti lebih mudah|bisa kelihatan>. Saya mulai dari sisi biaya.",
    "Maaf baru ikut, <pulang sif|sinyal jelek>. Saya setuju dengan usul yang tengah.",
    "Di kampung saya dulu diselesaikan <dengan musyawarah|dengan giliran>, tidak ada yang kalah.",
    "Ada yang punya datanya? <Kira-kira saja cukup|Supaya tidak debat kusir>.",
    "Anak saya tanya, kenapa tidak <dicoba saja dulu|ditanyakan ke yang terdampak>? Benar juga.",
    "Saya catat tiga usul sejauh ini. <Nanti saya susun|Koreksi kalau keliru>.",
    "Yang penting <tidak saling menyalahkan|kepala tetap dingin>. Kita bertetangga.",
    "Boleh juga ditanyakan ke RT {rt2}, mereka <lebih dulu mengalami|sudah punya kesepakatan>.",
)
FILL: dict[Kind, tuple[str, ...]] = {
    "question": QUESTION_FILL,
    "proposal": PROPOSAL_FILL,
    "discussion": DISCUSSION_FILL,
}
