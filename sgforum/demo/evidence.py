"""What an official writes when something promised is done."""

from __future__ import annotations

EVIDENCE = (
    "Pekerjaan selesai dan sudah diperiksa bersama Ketua RT. Foto sebelum dan sesudah ditempel di papan pengumuman kelurahan.",
    "Selesai dikerjakan petugas pagi ini. Berita acara ditandatangani Ketua RT dan dua warga yang hadir.",
    "Sudah terpasang dan berfungsi sejak kemarin sore. Warga yang lewat sudah mencobanya bersama petugas.",
    "Kegiatan terlaksana. Daftar hadir dan foto dapat dilihat di ruang pelayanan kelurahan pada jam kerja.",
    "Pekerjaan rampung lebih kecil dari rencana karena cuaca, tetapi bagian yang dijanjikan sudah tuntas seluruhnya.",
    "Barang sudah diserahkan kepada pengurus RT. Tanda terimanya disimpan di kelurahan dan boleh dilihat siapa saja.",
)
