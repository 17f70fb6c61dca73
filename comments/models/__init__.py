"""The tables of comments."""

from comments.models.comment import Comment, Person
from comments.models.kept import CommentText, Report
from comments.models.subscription import Subscription
from comments.models.thread import Thread

__all__ = ["Comment", "CommentText", "Person", "Report", "Subscription", "Thread"]
