"""Comments in admin, a file for each subject; importing this package registers all of them."""

from comments.admin import comment, subscription, thread

__all__ = ["comment", "subscription", "thread"]
