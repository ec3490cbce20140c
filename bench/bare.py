"""The limit: a Flask view that returns a ready string of 30,000 bytes."""

from __future__ import annotations

from flask import Flask

app = Flask(__name__)
TEXT = "x" * 30_000


@app.get("/")
def ready() -> str:
    return TEXT
