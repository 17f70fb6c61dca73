from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self) -> None:
        from comments.models import Comment
        from comments.searchable import comment_docs, remarks
        from gotchas.answers import remarks as results
        from gotchas.models.searchable import in_batches
        from gotchas.search import index

        def comments():
            for rows in in_batches(Comment.objects.published()):
                yield from comment_docs(rows)

        index.register("comments", comments)
        results.register(lambda ids: remarks(Comment.objects.filter(pk__in=ids)))
