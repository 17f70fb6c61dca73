"""Two answers for machines that watch this one. Neither looks at anything that a visitor wrote."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; it touches no database, so that a restart is not the cure for one that is away."""
    return plain("ok")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has every table this version expects; 503 otherwise."""
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return plain("not ready: the database does not answer", 503)
    if pending:
        return plain(f"not ready: {len(pending)} migrations have not been applied", 503)
    return plain("ready")


def plain(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text + "\n", content_type="text/plain; charset=utf-8", status=status)
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response
