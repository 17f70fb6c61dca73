from django.apps import AppConfig


class GotchasConfig(AppConfig):
    name = "gotchas"

    def ready(self) -> None:
        from gotchas.models import Gotcha, MessageCode, searchable
        from gotchas.search import index

        def gotchas():
            for rows in searchable.in_batches(Gotcha.objects.published()):
                yield from searchable.gotcha_docs(rows)

        def codes():
            for rows in searchable.in_batches(MessageCode.objects.all()):
                yield from searchable.code_docs(rows)

        index.register("gotchas", gotchas)
        index.register("codes", codes)
