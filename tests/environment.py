"""Early plugin: give the whole test session a data folder of its own before any setting is read."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
import warnings
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests import template

warnings.filterwarnings("ignore", category=RuntimeWarning, module="platformdirs")

# Each process of a parallel run has a folder, and so an embedded server, of its own.
folder = tempfile.mkdtemp(prefix="fairway-test-")
os.environ["FAIRWAY_DATA_DIR"] = folder
os.environ["FAIRWAY_MAIL_URL"] = f"file://{folder}/mail"
# Where every session would share one folder, each makes it private anew and shuts out a server another one started.
os.environ["PYTEST_DEBUG_TEMPROOT"] = folder
atexit.register(shutil.rmtree, folder, ignore_errors=True)

if "DATABASE_URL" not in os.environ:
    template.copy_into(Path(folder))
else:
    parts = urlsplit(os.environ["DATABASE_URL"])
    name = f"fairway_test_{secrets.token_hex(4)}"
    os.environ["DATABASE_URL"] = urlunsplit(parts._replace(path=f"/{name}"))
    # Logins are the whole server's; every session of a server must agree on the derived password.
    os.environ.setdefault("FAIRWAY_SECRET_KEY", "tests-on-a-shared-server")
