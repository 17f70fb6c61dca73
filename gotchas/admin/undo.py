"""List actions that can be undone: what each row was before is kept in the session, and nowhere else.

An undo puts back only rows that still are as the action left them; of the others it says so.
"""

import datetime
import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

ROWS = 1000
"""How many rows an action may change at most to be undone; the session holds them."""
OFFERED = datetime.timedelta(minutes=10)
"""How long a list offers the undo."""
NAMED = 10
"""How many of the rows that were left are named."""
KEY = "undo"


@dataclass(frozen=True)
class Words:
    """What is said of an action: "Ended: 3.", and how it is undone by hand where no undo is offered."""

    done: str
    counter: str

    def of(self, count: int) -> str:
        return f"{self.done}: {count}."


class Undoable:
    """For admins with list actions; such an action tells what it did by `act`, or by `offer`."""

    undo_fields: tuple[str, ...] = ()
    """Columns that the actions of this list set."""

    # Doing

    def act(
        self,
        request: HttpRequest,
        rows: models.QuerySet[Any],
        change: Callable[[models.QuerySet[Any]], int],
        words: Words,
    ) -> None:
        """Do `change` with `rows`, those that it is meant for, and say how many there were."""
        chosen = list(rows.order_by().values_list("pk", flat=True).distinct()[: ROWS + 1])
        if len(chosen) > ROWS:
            self.offer(request, words, change(rows), [])
            return
        with transaction.atomic():
            fixed = self.model._default_manager.filter(pk__in=chosen)
            before = self.locked(fixed)
            count = change(fixed)
            groups = defaultdict(list)
            for pk, *after in fixed.order_by().values_list("pk", *self.undo_fields):
                if pk in before and before[pk] != tuple(after):
                    groups[before[pk], tuple(after)].append(pk)
        kept = [{"before": old, "after": new, "rows": pks} for (old, new), pks in groups.items()]
        self.offer(request, words, count, kept)

    def locked(self, rows: models.QuerySet[Any]) -> dict[Any, tuple[Any, ...]]:
        """What `rows` are now, kept from changing until the transaction ends."""
        found = rows.order_by("pk").select_for_update(no_key=True).values_list("pk", *self.undo_fields)
        return {pk: tuple(values) for pk, *values in found}

    def offer(self, request: HttpRequest, words: Words, count: int, kept: list[Any]) -> None:
        """Say what was done; with `kept`, what an undo needs, the list offers it too."""
        offers = request.session.get(KEY, {})
        if count:
            offers.pop(self.opts.label_lower, None)
        if count and kept:
            offers[self.opts.label_lower] = {
                "token": secrets.token_urlsafe(9),
                "said": words.of(count),
                "at": timezone.now().isoformat(),
                "kept": _plain(kept),
            }
        else:
            more = f" Too many for one undo: {words.counter}" if count > ROWS else ""
            messages.success(request, words.of(count) + more)
        request.session[KEY] = offers

    # Offering

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"undo": self.offered(request), **(extra_context or {})})

    def offered(self, request: HttpRequest) -> dict[str, Any] | None:
        """What the list says of the last action in this session, while it can be undone."""
        entry = request.session.get(KEY, {}).get(self.opts.label_lower)
        if entry is None or IS_POPUP_VAR in request.GET or not self.has_change_permission(request):
            return None
        at = parse_datetime(entry["at"])
        if timezone.now() - at > OFFERED:
            return None
        return {**entry, "at": at, "address": self.list_address(request, "undo")}

    def list_address(self, request: HttpRequest, page: str) -> str:
        """An address of the list, with the filters of this one."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}"
        address = reverse(name, current_app=self.admin_site.name)
        return f"{address}?{request.GET.urlencode()}" if request.GET else address

    # Undoing

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.undo_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_undo"
        return [path("undo/", view, name=name), *super().get_urls()]

    def undo_view(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.has_change_permission(request):
            raise PermissionDenied
        offers = request.session.get(KEY, {})
        entry = offers.get(self.opts.label_lower)
        if entry is None or entry["token"] != request.POST.get("token"):
            said = "Nothing was undone: that action was undone already, or another one came after it."
            messages.warning(request, said)
        else:
            del offers[self.opts.label_lower]
            request.session[KEY] = offers
            with transaction.atomic():
                self.tell(request, *self.undo(request, entry["kept"]))
        return HttpResponseRedirect(self.list_address(request, "changelist"))

    def undo(self, request: HttpRequest, kept: list[Any]) -> tuple[int, list[Any]]:
        """Put rows back as `kept` says; how many there were, and the keys of those that were left."""
        done, left = 0, []
        for group in kept:
            after, before = (self.columns(group[side]) for side in ("after", "before"))
            rows = self.model._default_manager.filter(pk__in=group["rows"])
            same = set(rows.filter(**after).select_for_update(no_key=True).values_list("pk", flat=True))
            back = self.put_back(request, sorted(same), before)
            done += len(back)
            left += [pk for pk in group["rows"] if pk not in back]
        return done, left

    def columns(self, values: Sequence[Any]) -> dict[str, Any]:
        fields = [self.opts.get_field(name) for name in self.undo_fields]
        return {f.attname: f.to_python(value) for f, value in zip(fields, values, strict=True)}

    def put_back(self, request: HttpRequest, keys: list[Any], before: dict[str, Any]) -> set[Any]:
        """Make the rows what they were; one that another row stands in the way of now stays as it is."""
        try:
            with transaction.atomic():
                self.restore(request, self.model._default_manager.filter(pk__in=keys), before)
                return set(keys)
        except IntegrityError:
            if len(keys) < 2:
                return set()
            return {pk for key in keys for pk in self.put_back(request, [key], before)}

    def restore(self, request: HttpRequest, rows: models.QuerySet[Any], before: dict[str, Any]) -> None:
        rows.update(**before)

    def tell(self, request: HttpRequest, done: int, left: list[Any]) -> None:
        messages.success(request, f"Undone. Put back as before: {done}.")
        if left:
            names = [
                str(row) for row in self.get_queryset(request).filter(pk__in=left).order_by("pk")[:NAMED]
            ]
            more = f" and {len(left) - len(names)} more" if len(left) > len(names) else ""
            said = f"Left as they are, because they were changed again meanwhile: {', '.join(names)}{more}."
            messages.warning(request, said)


def _plain(kept: list[Any]) -> list[Any]:
    """The same as JSON can hold it: times as text, to the microsecond."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        return value.isoformat() if isinstance(value, datetime.datetime) else value

    return [plain(item) for item in kept]
