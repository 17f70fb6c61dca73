"""The tables of comments."""

from comments.models.comment import Comment
from comments.models.kept import CommentText, Report
from comments.models.person import Person
from comments.models.subscription import Subscription
from comments.models.telling import Announcement, EditorMail
from comments.models.thread import Thread

__all__ = [
    "Announcement",
    "Comment",
    "CommentText",
    "EditorMail",
    "Person",
    "Report",
    "Subscription",
    "Thread",
]
