"""Form fields and widgets of the admin's texts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from markdownx.widgets import AdminMarkdownxWidget

from gotchas import markup


class Lines(forms.CharField):
    """A text of many lines: kept as typed, but with plain newlines, whatever the browser sent.

    Browsers send CR LF; kept so, every line of a text would differ from the one that was loaded.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False})

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not isinstance(text, str) or not text.strip():
            return self.empty_value
        return with_plain_newlines(text)


def with_plain_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


class ArticleWidget(AdminMarkdownxWidget):
    """django-markdownx's editor with a preview by our own view, and without its upload.

    `preview` is the address that the script posts the text to.
    """

    def __init__(self, preview: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.preview = preview

    def add_markdownx_attrs(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().add_markdownx_attrs(attrs)
        del attrs["data-markdownx-upload-urls-path"]
        return attrs | {"data-markdownx-urls-path": self.preview, "spellcheck": "true"}

    class Media:
        js = ["admin-own/editor.js"]


def within_article_limit(text: str) -> None:
    size = len(text.encode("utf-8", "replace"))
    if size > markup.ARTICLE_LIMIT:
        raise ValidationError(
            "This text has %(size)s bytes; the limit is %(limit)s. Shorten it, or split the article.",
            code="too_long",
            params={"size": f"{size:,}", "limit": f"{markup.ARTICLE_LIMIT:,}"},
        )


class Article(Lines):
    """A Markdown part of an article, at most `markup.ARTICLE_LIMIT` bytes."""

    default_validators = [within_article_limit]
