"""What the HTTP server loads: `sgforum.wsgi:app`."""

from __future__ import annotations

from .app import create_app
from .config import instance_path, load_config
from .server import end_with_master

end_with_master()
app = create_app(load_config(instance_path()))
