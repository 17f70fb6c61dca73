"""How gunicorn serves the site: `gunicorn --config deploy/gunicorn.py`, from the project's folder.

In production a proxy such as nginx stands in front: it buffers slow clients, which alone would keep
every thread here busy. The command line overrides these (`--bind 0.0.0.0:8000 --workers 4`).
"""

import gc
import os
from pathlib import Path
from typing import Any

from kbsite.environment import WrongEnvironment, read

try:
    environment = read(os.environ, Path(__file__).resolve().parent.parent)
except WrongEnvironment as error:
    # Said before any worker starts: one that stops at a wrong setting would be started again for ever.
    raise SystemExit(str(error)) from None

wsgi_app = "kbsite.wsgi:application"
bind = f"127.0.0.1:{environment.port}"

# The site is loaded once, before the workers part from this process: one that dies is replaced in a moment,
# not in the seconds that loading takes, and what is loaded stands in memory once. A reload (SIGHUP) therefore
# keeps the old code: a new version wants a restart.
preload_app = True
# Two processes of four threads suit two cores: rendering keeps a core busy, threads wait for the database.
# Eight is also the size of a process's connection pool.
workers = 2
worker_class = "kbsite.server_worker.Worker"
threads = 4
timeout = 30
graceful_timeout = 20
keepalive = 5
# A worker is replaced now and then, so that a slow leak anywhere never adds up; not both at the same time.
max_requests = 20_000
max_requests_jitter = 2_000

# No file that another user could place in a shared folder, and no socket that nobody uses.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 - heartbeats in memory, not on disk
control_socket_disable = True

# The site believes its own TRUSTED_PROXIES (kbsite/middleware/proxies.py); gunicorn believes nobody.
forwarded_allow_ips = ""
forwarder_headers = ""
# The most that gunicorn takes, and more than the site's own limit for an address, so that its answer is seen.
# What is longer still is answered by the worker in the same words.
limit_request_line = 8190

# Errors go to stderr as they come; there is no access log here, since it would hold what readers search for.
accesslog = None
loglevel = "info"
# Gunicorn's own would quote the address and the query of a request that it cannot read.
logger_class = "kbsite.server_log.ServerLog"
proc_name = "gotchas"


def when_ready(server: Any) -> None:
    """What is loaded stays as long as the process: Python need not look through it for what can be freed.

    That was a tenth of a search. The workers also share its memory for longer, as nothing touches it.
    """
    gc.collect()
    gc.freeze()
