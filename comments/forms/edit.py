"""The form by which an author changes a comment: that of a new one, without the name it was posted under."""

from typing import Any

from django import forms

from comments import authors
from comments.forms.comment import CommentForm
from comments.models import Comment
from comments.models.kept import FACTS


class EditForm(CommentForm):
    """`base` says which text was shown, so that two tabs do not overwrite each other."""

    author_name = None
    author_email = None
    mailed = None
    proof = None
    base = forms.CharField(required=False, widget=forms.HiddenInput)

    content = ("kind", "worked_version", "worked_platform", "text", "base")
    robots = (*CommentForm.robots, "base")

    def __init__(self, *args: Any, comment: Comment, **kwargs: Any) -> None:
        self.edited = comment
        initial = {name: getattr(comment, name) for name in ("text", *FACTS)}
        super().__init__(*args, initial=initial | {"base": authors.base_of(comment)}, **kwargs)

    def about(self) -> str:
        return f"edit of {self.edited.pk}"

    def facts(self) -> dict[str, str]:
        """What is changed beside the text."""
        facts = {name: self.cleaned_data[name] for name in FACTS}
        if facts["kind"] != Comment.Kind.WORKED:
            facts |= {"worked_version": "", "worked_platform": ""}
        return facts

    def comment(self) -> Comment:
        """The comment as it would be, not saved."""
        changed = Comment(thread=self.edited.thread, author_name=self.edited.author_name)
        for name, value in (self.facts() | {"text": self.cleaned_data["text"]}).items():
            setattr(changed, name, value)
        return changed

    def take_base(self, comment: Comment) -> None:
        """Shown again, it is about the text that stands now."""
        self._put("base", authors.base_of(comment))
