"""Comments in admin, a file for each subject; importing this package registers all of them."""

from comments.admin import comment, subscription, telling, thread

__all__ = ["comment", "subscription", "telling", "thread"]
