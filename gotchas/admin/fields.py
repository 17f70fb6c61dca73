"""Form fields and widgets of the admin's texts."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.templatetags.static import static
from django.utils.html import format_html
from markdownx.widgets import AdminMarkdownxWidget

from gotchas import markup
from gotchas.intake import clean


class Cleaned:
    """For a form field of text: what cannot be seen is left out, whatever was typed or pasted.

    What stood there before the site cleaned counts as unchanged as long as it is sent back: a save that
    changes nothing makes no revision (see also gotchas.admin.stale).
    """

    def cleaned(self, given: str) -> str:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        return super().to_python(self.cleaned(value) if isinstance(value, str) else value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), data)


class OneLine(Cleaned):
    def cleaned(self, given: str) -> str:
        return clean.seen(given).replace("\n", " ").replace("\t", " ")


class Line(OneLine, forms.CharField):
    """A text of one line."""


class SlugLine(OneLine, forms.SlugField):
    pass


class EmailLine(OneLine, forms.EmailField):
    pass


class Lines(Cleaned, forms.CharField):
    """A text of many lines: kept as typed, but with plain newlines, whatever the browser sent.

    Browsers send CR LF; kept so, every line of a text would differ from the one that was loaded.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False})

    def cleaned(self, given: str) -> str:
        text = clean.seen(given)
        return text if text.strip() else ""


class ArticleWidget(AdminMarkdownxWidget):
    """django-markdownx's editor with a preview by our own view, and without its upload.

    `preview` is the address that the script posts the text to; `shown` gives the same for the text that the
    form opens with, so that it can be read before and without scripts. The editor's own script renders every
    text of a page when it starts, so it is fetched when somebody enters the first box (editor.js).
    """

    def __init__(
        self, preview: str, shown: Callable[[str], str], attrs: dict[str, Any] | None = None
    ) -> None:
        super().__init__(attrs)
        self.preview, self.shown = preview, shown

    def add_markdownx_attrs(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().add_markdownx_attrs(attrs)
        del attrs["data-markdownx-upload-urls-path"]
        return attrs | {"data-markdownx-urls-path": self.preview, "spellcheck": "true"}

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> str:
        context = self.get_context(name, value, {**self.attrs, **(attrs or {})})
        box = self._render("django/forms/widgets/textarea.html", context, renderer)
        return format_html(
            '<div class="markdownx" data-editor="{}">{}<div class="markdownx-preview">{}</div></div>',
            static("markdownx/js/markdownx.min.js"),
            box,
            self.shown(value) if value else "",
        )

    class Media:
        extend = False
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
