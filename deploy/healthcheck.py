"""Whether the site on this machine answers: exit status 0 or 1, for the HEALTHCHECK of the Dockerfile."""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

# The name the site always answers to; 127.0.0.1 may be missing from ALLOWED_HOSTS.
host = urlsplit(os.environ.get("SITE_URL", "")).netloc or "127.0.0.1"
connection = HTTPConnection("127.0.0.1", int(os.environ.get("PORT") or 8000), timeout=2)
try:
    connection.request("GET", "/healthz", headers={"Host": host})
    status = connection.getresponse().status
except (OSError, HTTPException) as error:
    sys.exit(f"not healthy: {error}")
sys.exit(status != 200)
