"""Writes migrations/versions/0001_create_schema.py from the models, before the first release only.

Afterwards a change of the models is a further migration with its data. Usage: python tools/schema.py
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from alembic import command

from sgforum.app import create_app
from sgforum.config import Config
from sgforum.core.db import db
from sgforum.core.migrate import alembic_config

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "migrations" / "versions" / "0001_create_schema.py"


def main() -> None:
    TARGET.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Config(instance=Path(folder), secret_key="x"))  # noqa: S106 - nothing is signed
        with app.app_context():
            config = alembic_config(db.engine)
            config.attributes["metadata"] = db.metadata
            command.revision(config, message="Create the schema", rev_id="0001", autogenerate=True)
            db.engine.dispose()
    made = next(TARGET.parent.glob("0001_*.py"))
    made.rename(TARGET)
    subprocess.run([sys.executable, "-m", "ruff", "format", str(TARGET)], check=True)


if __name__ == "__main__":
    main()
