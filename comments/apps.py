from django.apps import AppConfig


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self) -> None:
        from comments.counts import count_anew_by_way_of
        from comments.models import Comment
        from comments.searchable import comment_docs, index_comments, index_comments_by_way_of, remarks
        from gotchas.answers import remarks as results
        from gotchas.models import Gotcha
        from gotchas.models.searchable import hangers_on, in_batches, index_gotchas
        from gotchas.search import index
        from gotchas.transfer import jsonl_indexing

        def comments():
            for rows in in_batches(Comment.objects.published()):
                yield from comment_docs(rows)

        def imported(gotchas, stored):
            index_gotchas(Gotcha.objects.filter(pk__in=[gotcha.pk for gotcha in gotchas]))
            index_comments(Comment.objects.filter(pk__in=[comment.pk for comment in stored]))

        index.register("comments", comments)
        jsonl_indexing.receivers.append(imported)
        hangers_on.append(lambda ids: index_comments_by_way_of(Comment.objects.all(), ids))
        hangers_on.append(lambda ids: count_anew_by_way_of(Comment.objects.all(), ids))
        results.register(lambda ids: remarks(Comment.objects.filter(pk__in=ids)))
