"""What the HTTP server loads: `sgforum.wsgi:app`."""

from __future__ import annotations

from .app import create_app
from .config import instance_path, load_config

app = create_app(load_config(instance_path()))
