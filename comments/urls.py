"""Addresses of comments and of their forms; `number` is registered by gotchas/urls.py, which comes first."""

from django.urls import path

from comments import feeds
from comments.views import (
    answer,
    correct,
    data,
    delete,
    earlier,
    edit,
    merged,
    post,
    questions,
    queue,
    reply,
    report,
    show,
    subscribe,
    subscriptions,
)

urlpatterns = [
    path("<number:number>/comment/", post.collection_comment, name="collection_comment"),
    path(
        "<number:number>/comment/preview/", post.collection_comment_preview, name="collection_comment_preview"
    ),
    path("<number:collection>.<number:position>/comment/", post.gotcha_comment, name="gotcha_comment"),
    path(
        "<number:collection>.<number:position>/comment/preview/",
        post.gotcha_comment_preview,
        name="gotcha_comment_preview",
    ),
    path("<number:collection>.<number:position>/comments/", merged.gotcha_comments, name="gotcha_comments"),
    path("codes/<str:family>/<str:code>/comment/", post.code_comment, name="code_comment"),
    path(
        "codes/<str:family>/<str:code>/comment/preview/",
        post.code_comment_preview,
        name="code_comment_preview",
    ),
    path("<number:number>/comments.json", data.collection, {"form": "json"}, name="collection_comments_data"),
    path(
        "<number:collection>.<number:position>/comments.json",
        data.gotcha,
        {"form": "json"},
        name="gotcha_comments_data",
    ),
    path(
        "codes/<str:family>/<str:code>/comments.json", data.code, {"form": "json"}, name="code_comments_data"
    ),
    path("feeds/comments/", feeds.comments_feed, name="comments_feed"),
    path("feeds/comments/<number:number>/", feeds.collection_comments_feed, name="collection_comments_feed"),
    path("questions/", questions.questions, name="questions"),
    path("feeds/questions/", feeds.questions_feed, name="questions_feed"),
    path(
        "feeds/questions/<number:number>/", feeds.collection_questions_feed, name="collection_questions_feed"
    ),
    path(
        "feeds/comments/<number:collection>.<number:position>/",
        feeds.gotcha_comments_feed,
        name="gotcha_comments_feed",
    ),
    path(
        "feeds/comments/codes/<str:family>/<str:code>/", feeds.code_comments_feed, name="code_comments_feed"
    ),
    path("subscriptions/<number:number>/", subscribe.to_collection, name="subscribe_to_collection"),
    path(
        "subscriptions/<number:collection>.<number:position>/",
        subscribe.to_gotcha,
        name="subscribe_to_gotcha",
    ),
    path("subscriptions/codes/<str:family>/<str:code>/", subscribe.to_code, name="subscribe_to_code"),
    path("subscriptions/confirm/<str:token>/", subscriptions.confirm, name="subscription_confirm"),
    path("subscriptions/end/<str:token>/", subscriptions.end, name="subscription_end"),
    path("subscriptions/mine/<str:token>/", subscriptions.mine, name="subscriptions_mine"),
    path("subscriptions/mine/<str:token>/end/", subscriptions.end_all, name="subscriptions_end_all"),
    path("comments/<number:number>/", show.comment, name="comment"),
    path("comments/<number:number>/reply/", reply.comment_reply, name="comment_reply"),
    path("comments/<number:number>/edit/", edit.comment_edit, name="comment_edit"),
    path("comments/<number:number>/edit/preview/", edit.comment_edit_preview, name="comment_edit_preview"),
    path("comments/<number:number>/earlier/", earlier.comment_earlier, name="comment_earlier"),
    path("comments/<number:number>/earlier/hide/", earlier.comment_earlier_hide, name="comment_earlier_hide"),
    path("comments/<number:number>/earlier/show/", earlier.comment_earlier_show, name="comment_earlier_show"),
    path("comments/<number:number>/delete/", delete.comment_delete, name="comment_delete"),
    path("comments/<number:number>/undelete/", delete.comment_undelete, name="comment_undelete"),
    path(
        "comments/<number:number>/reply/preview/", reply.comment_reply_preview, name="comment_reply_preview"
    ),
    path("comments/<number:number>/answer/", answer.comment_answer, name="comment_answer"),
    path("comments/<number:number>/unanswer/", answer.comment_unanswer, name="comment_unanswer"),
    path("comments/<number:number>/confirm/", answer.comment_confirm, name="comment_confirm"),
    path("comments/<number:number>/unconfirm/", answer.comment_unconfirm, name="comment_unconfirm"),
    path("comments/<number:number>/correct/", correct.comment_correct, name="comment_correct"),
    path(
        "comments/<number:number>/correct/<number:collection>.<number:position>/",
        correct.comment_correct_gotcha,
        name="comment_correct_gotcha",
    ),
    path(
        "comments/<number:number>/correct/<number:collection>.<number:position>/preview/",
        correct.comment_correct_preview,
        name="comment_correct_preview",
    ),
    path("comments/<number:number>/report/", report.report, name="comment_report"),
    path("comments/<number:number>/reported/", report.reported, name="comment_reported"),
    path("desk/questions/", questions.desk_questions, name="desk_questions"),
    path("desk/comments/", queue.queue, name="desk_comments"),
    path("desk/comments/<number:number>/", queue.one, name="desk_comment"),
    path("desk/comments/approve/", queue.approve, name="desk_comments_approve"),
    path("desk/comments/spam/", queue.spam, name="desk_comments_spam"),
    path("desk/comments/remove/", queue.remove, name="desk_comments_remove"),
    path("desk/comments/undo/", queue.undo, name="desk_comments_undo"),
    path("desk/comments/log/", queue.log, name="desk_comments_log"),
]
