"""BACA-SAYA.txt of the bundle's format 1: for people who see such a file for the first time.

The text belongs to the format, so that a bundle with another text in it is found: nothing about a single
consultation may stand here.
"""

from __future__ import annotations

README = """\
BERKAS HITUNG ULANG
===================
(English below)

Berkas ini berisi semua yang diperlukan untuk menghitung ulang sebuah pemungutan suara. Siapa saja boleh
memeriksanya, tanpa minta izin dan tanpa akun.

CARA MEMERIKSA
1. Buka ZIP ini, lalu jalankan:  sha256sum -c SHA256SUMS
   Setiap baris harus berakhir "OK" atau "Berhasil".
2. Dengan Python 3.11 atau lebih baru dan kode sumber sgforum:
       python -m sgforum.ballot.verify BERKAS.zip
   Tidak perlu memasang apa pun dan tidak perlu internet. Dua belas pemeriksaan bernomor akan tampil.
3. Cocokkan dua angka yang tampil di akhir (kunci papan dan baris terakhir papan) dengan yang tertulis di
   berita acara, di papan pengumuman, atau di pesan grup RT Anda. Tanpa langkah ini Anda hanya tahu bahwa
   berkas ini cocok dengan dirinya sendiri.

ISI
aturan.json          pertanyaan, pilihan, cara menghitung dan waktu, seperti dibekukan saat dibuka
papan.jsonl          papan: catatan bernomor dan bertanda tangan, tiap baris mengikat baris sebelumnya
kunci-publik.txt     kunci untuk memeriksa tanda tangan papan
soal-1/hasil.json    hasil pertanyaan pertama (soal-2 dan seterusnya untuk pertanyaan lain)
soal-1/daftar.csv    sidik jari daftar pemilih: satu baris acak untuk setiap pemilih, tanpa nama
soal-1/suara.csv     semua surat suara, tanpa nama dan diurutkan; atau
soal-1/statistik.json  hanya jumlah-jumlah yang menentukan hasil, kalau ada pilihan yang begitu jarang
                     sehingga orang dapat ditebak. Kurang dari 10 suara: hanya pemenang yang diumumkan.
soal-1/amplop.csv    nomor bukti setiap amplop: cari nomor pada bukti Anda di sini
soal-1/suara-terbuka.csv, soal-1/nama.csv  siapa memilih apa, hanya pada pemungutan suara terbuka
suara.abif, suara.pb surat suara yang sama untuk program hitung lain

YANG DIJANJIKAN
Suara terakhir setiap warga dihitung satu kali. Hasil bisa dihitung ulang siapa saja. Aplikasi tidak
memperlihatkan kepada petugas siapa memilih apa: aplikasi tidak menyimpannya setelah kotak dibuka.

YANG TIDAK DIJANJIKAN
Anonim penuh. Aman dari pengelola server yang curang sebelum penutupan (ia bisa melihat), dari server yang
diubah, dari pengintai telepon atau jaringan. Aman dari tekanan orang di sekitar (mengubah pilihan hanya
menolong sampai ditutup). Bukti bahwa surat suara dikocok dengan jujur: untuk itu ada saksi. Satu orang satu
akun lebih dari ketelitian petugas yang memverifikasi. Pemilu menurut undang-undang.

----------------------------------------------------------------------------------------------------

RECOUNT BUNDLE
==============
This file holds all that is needed to count a vote again. Anyone may check it, without permission or account.

HOW TO CHECK
1. Unpack the ZIP and run:  sha256sum -c SHA256SUMS
   Every line must end with "OK".
2. With Python 3.11 or newer and the source code of sgforum:
       python -m sgforum.ballot.verify BUNDLE.zip
   Nothing has to be installed and no network is used. It prints twelve numbered checks.
3. Compare the two numbers printed at the end (the board's key and its last line) with those in the minutes,
   on the notice board or in your neighbours' messages. Without this step you know only that the file agrees
   with itself.

CONTENT
aturan.json          question, options, rule and times as they were frozen at opening
papan.jsonl          the board: numbered, signed records, each bound to the one before
kunci-publik.txt     the key that checks the board's signatures
soal-1/hasil.json    the result of the first question (soal-2 and so on for others)
soal-1/daftar.csv    fingerprints of the electoral roll: one random line for each elector, without names
soal-1/suara.csv     all ballots, without names and sorted; or
soal-1/statistik.json  only the numbers that decide the result, if some choice is so rare that people could
                     be guessed. With fewer than 10 ballots only the winner is published.
soal-1/amplop.csv    the slip number of every envelope: look for yours
soal-1/suara-terbuka.csv, soal-1/nama.csv  who chose what, in an open vote only
suara.abif, suara.pb the same ballots for other counting programs

PROMISED
Every resident's last vote is counted once. Anyone can count the result again. The application shows no
official who chose what: it does not keep it once the box is open.

NOT PROMISED
Full anonymity. Safety against a dishonest operator of the server before the close (who can look), a modified
server, or someone who watches the phone or the network. Safety against pressure in the room (changing one's
vote helps only until the close). Proof that the ballots were shuffled honestly: that is what witnesses are
for. One person one account beyond the care of those who verify. Elections under electoral law.
"""
