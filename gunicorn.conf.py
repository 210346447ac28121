"""gunicorn's settings, for `./dev run` and for the web container alike.

Two processes of four threads: requests wait for PostgreSQL more than they compute, and a thread that waits is cheap.
Each process makes its own engine after the fork (no `preload_app`): two processes must never talk over one connection.
"""

import os
import threading
from pathlib import Path
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8050')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))  # no more than the connections of the engine's pool
preload_app = False

# Seconds. Statements end after 5, so whoever is silent for 30 hangs; a deploy lets running requests finish.
timeout = 30
graceful_timeout = 15
keepalive = 5
backlog = 512

# A long `?op=…` link fits; what is longer is no link of ours.
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190

# The application itself logs what is slow or went wrong, with the request's id; who looked at what is not kept.
accesslog = None
errorlog = "-"
loglevel = os.environ.get("LOG_LEVEL", "info").lower()

# Heartbeat files in memory: the container's file system is read-only, and a slow disk must not look like a hang.
shm = Path("/dev/shm")  # noqa: S108 - gunicorn makes them with mkstemp and unlinks them at once
if shm.is_dir():
    worker_tmp_dir = str(shm)
# One fixed path per user by default: two servers would fight over it, and a read-only container has no place for it.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Draw the start page once beforehand: the first chart of a process takes a second, which no visitor needs to wait.

    Beside the serving, and without harm when the database is not there yet: then it is answered with a 503 to nobody.
    """
    settings = getattr(worker.wsgi, "extensions", {}).get("settings")
    if settings is None:
        # the bench serves a bare function under these same settings
        return
    scheme = "https" if settings.https else "http"
    client = worker.wsgi.test_client()
    threading.Thread(target=client.get, args=("/",), kwargs={"base_url": f"{scheme}://localhost"}, daemon=True).start()
