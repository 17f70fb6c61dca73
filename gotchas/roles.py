"""Who may do what: one table for every address of the site and every table of the admin.

Each cell names the lowest role that may; every role above it may as well. The groups in the database follow
this table, docs/roles.md is written from it, and a test tries every role at every address with every method:
an address that stands in no rule fails it. Addresses are names as text, since no app is imported here.
"""

from typing import Final, Literal, NamedTuple

ANONYMOUS: Final = "anonymous"
READER: Final = "reader"
MODERATOR: Final = "moderator"
EDITOR: Final = "editor"
ADMINISTRATOR: Final = "administrator"
AUTHOR: Final = "author"
"""Not a role: whoever's session wrote the comment, or asked the question."""
NOBODY: Final = "nobody"
"""Not a role either. A superuser, whom the operator makes, is asked for no permission."""
UNUSED: Final = ""
"""In the place of a role: that method is no way to ask here, which a 405 says to everybody."""

LEVELS: Final = (ANONYMOUS, READER, MODERATOR, EDITOR, ADMINISTRATOR)
"""From the least to the most. Whoever is signed in and in no group is a reader."""


def includes(role: str, lowest: str) -> bool:
    """Whether `role` may do what `lowest` is the first role to be allowed."""
    return lowest in LEVELS and LEVELS.index(role) >= LEVELS.index(lowest)


# Addresses

READING: Final = ("GET", "HEAD")

Below = Literal["missing", "refused", "sign in", "desk", "admin"]
"""What those are told who may not: 404; 403; 403, but strangers are led to the sign-in; what the desk says
(strangers are led to the sign-in, for other accounts there is no such page); what the admin says (who is no
member of staff is led to the sign-in, others get a 403). Desk and admin ask who it is before they look at the
method."""


class Rule(NamedTuple):
    """Some addresses at which the same is allowed."""

    about: str
    names: tuple[str, ...]
    reads: str = ANONYMOUS
    writes: str = UNUSED
    below: Below = "missing"
    author: bool = False
    """Whether the author may as well, whatever the role."""
    token: bool = True
    """Whether a POST without the token of a form is refused."""

    @property
    def methods(self) -> tuple[str, ...]:
        return (*(READING if self.reads else ()), *(("POST",) if self.writes else ()))

    def allows(self, role: str, method: str, *, is_author: bool = False) -> bool:
        if method not in self.methods:
            return False
        lowest = self.writes if method == "POST" else self.reads
        return includes(role, lowest) or (is_author and (self.author or lowest == AUTHOR))


RULES: Final = (
    Rule(
        "Read articles, codes, comments and corrections",
        (
            "home", "collections", "collection", "timeline", "gotcha", "gotcha_history", "gotcha_revision",
            "gotcha_diff", "corrections", "correction", "families", "family", "code", "short_code",
            "platforms", "platform", "search", "unanswered", "unanswered_told", "questions", "comment",
            "gotcha_comments", "comment_earlier", "comment_reported", "comment_correct", "about", "privacy",
            "licence", "programs", "api",
        ),
    ),
    Rule(
        "Read by programs",
        (
            "gotcha_data", "code_data", "spelled_data", "short_code_data", "search_data", "api_search",
            "suggest", "openapi", "opensearch",
            "collection_comments_data", "gotcha_comments_data", "code_comments_data",
        ),
        token=False,
    ),
    Rule(
        "Read feeds, and what robots and monitors ask for",
        (
            "gotchas_feed", "collection_gotchas_feed", "corrections_feed", "collection_corrections_feed",
            "gotcha_corrections_feed", "revisions_feed", "collection_revisions_feed",
            "gotcha_revisions_feed", "comments_feed", "collection_comments_feed", "gotcha_comments_feed",
            "code_comments_feed", "questions_feed", "collection_questions_feed", "sitemap",
            "sitemap_section", "robots", "healthz", "readyz",
        ),
    ),
    Rule(
        "Write a comment, a report or a correction, and ask for mail",
        (
            "collection_comment", "collection_comment_preview", "gotcha_comment", "gotcha_comment_preview",
            "code_comment", "code_comment_preview", "comment_reply", "comment_reply_preview",
            "comment_report", "gotcha_correct", "gotcha_correct_preview", "new", "new_preview",
            "comment_correct_gotcha", "comment_correct_preview", "subscribe_to_collection",
            "subscribe_to_gotcha", "subscribe_to_code",
        ),
        writes=ANONYMOUS,
    ),
    Rule(
        "Paste a log, and tell the editors of a code",
        ("log", "log_raw", "unanswered_tell"),
        writes=ANONYMOUS, token=False,
    ),
    Rule("Send a log", ("log_data", "api_log"), reads=UNUSED, writes=ANONYMOUS, token=False),
    Rule("Read what a private address shows", ("correction_status", "subscriptions_mine")),
    Rule("Confirm mail by a private address", ("subscription_confirm",), writes=ANONYMOUS),
    Rule("End mail by a private address", ("subscription_end",), writes=ANONYMOUS, token=False),
    Rule(
        "End all mail by a private address",
        ("subscriptions_end_all",),
        reads=UNUSED, writes=ANONYMOUS, token=False,
    ),
    Rule(
        "Change and delete one's own comment",
        ("comment_edit", "comment_edit_preview", "comment_delete"),
        reads=AUTHOR, writes=AUTHOR,
    ),
    Rule("Bring back one's own comment", ("comment_undelete",), reads=UNUSED, writes=AUTHOR),
    Rule(
        "Hide what a comment said before, and show it again",
        ("comment_earlier_hide", "comment_earlier_show"),
        reads=UNUSED, writes=MODERATOR, below="refused", author=True,
    ),
    Rule(
        "Mark the answer of a question",
        ("comment_answer",),
        reads=MODERATOR, writes=MODERATOR, below="refused", author=True,
    ),
    Rule(
        "Take the mark of an answer away",
        ("comment_unanswer",),
        reads=UNUSED, writes=MODERATOR, below="refused", author=True,
    ),
    Rule("Confirm a comment", ("comment_confirm",), reads=MODERATOR, writes=MODERATOR, below="refused"),
    Rule("Take a confirmation back", ("comment_unconfirm",), reads=UNUSED, writes=MODERATOR, below="refused"),
    Rule(
        "Set and lift a notice",
        ("gotcha_notice", "gotcha_notice_lift"),
        reads=EDITOR, writes=EDITOR, below="desk",
    ),
    Rule("Restore a notice", ("gotcha_notice_restore",), reads=UNUSED, writes=EDITOR, below="desk"),
    Rule(
        "Erase parts of a version for good",
        ("gotcha_erase",),
        reads=ADMINISTRATOR, writes=ADMINISTRATOR, below="desk",
    ),
    Rule("Put an article back", ("gotcha_revert",), reads=EDITOR, writes=EDITOR, below="sign in"),
    Rule(
        "See the desk, and the comments and questions on it",
        ("desk", "desk_comments", "desk_comment", "desk_comments_log", "desk_questions"),
        reads=MODERATOR, below="desk",
    ),
    Rule(
        "Decide comments",
        ("desk_comments_approve", "desk_comments_spam", "desk_comments_remove", "desk_comments_undo"),
        reads=UNUSED, writes=MODERATOR, below="desk",
    ),
    Rule(
        "See the corrections on the desk",
        ("desk_corrections", "desk_corrections_log", "desk_correction"),
        reads=EDITOR, below="desk",
    ),
    Rule(
        "Apply a correction with edits",
        ("desk_correction_edit",),
        reads=EDITOR, writes=EDITOR, below="desk",
    ),
    Rule(
        "Decide corrections",
        (
            "desk_correction_apply", "desk_correction_draft", "desk_correction_edit_preview",
            "desk_correction_dispute", "desk_correction_hold", "desk_correction_reject",
            "desk_correction_duplicate", "desk_correction_reopen", "desk_correction_release",
            "desk_correction_spam", "desk_correction_take", "desk_correction_leave", "desk_correction_undo",
        ),
        reads=UNUSED, writes=EDITOR, below="desk",
    ),
    Rule("Sign in", ("admin:login",), writes=ANONYMOUS),
    Rule("Read the words of the admin's scripts", ("admin:jsi18n",)),
    Rule("Sign out", ("admin:logout",), reads=UNUSED, writes=MODERATOR, below="admin"),
    # Django's own pages, which answer a POST as they answer a GET.
    Rule(
        "Find one's way in the admin",
        ("admin:index", "admin:app_list", "admin:view_on_site"),
        reads=MODERATOR, writes=MODERATOR, below="admin",
    ),
    Rule(
        "Change one's own password",
        ("admin:password_change",),
        reads=MODERATOR, writes=MODERATOR, below="admin",
    ),
    Rule(
        "Read that one's password was changed",
        ("admin:password_change_done",),
        reads=MODERATOR, below="admin",
    ),
    Rule(
        "Choose a row that one may see by typing",
        ("admin:autocomplete",),
        reads=MODERATOR, below="admin",
    ),
    Rule(
        "Try the rules on a text",
        ("admin:gotchas_rule_try",),
        reads=MODERATOR, writes=MODERATOR, below="admin",
    ),
    Rule(
        "Preview an article's text",
        ("admin:gotchas_gotcha_preview",),
        reads=UNUSED, writes=EDITOR, below="refused",
    ),
    Rule(
        "Erase for good what an author wrote",
        ("admin:comments_comment_erase",),
        reads=ADMINISTRATOR, writes=ADMINISTRATOR, below="admin",
    ),
    Rule(
        "Hand out what an author wrote",
        ("admin:comments_comment_export",),
        reads=UNUSED, writes=ADMINISTRATOR, below="admin",
    ),
    Rule(
        "Set another's password",
        ("admin:auth_user_password_change",),
        reads=ADMINISTRATOR, writes=ADMINISTRATOR, below="admin",
    ),
)  # fmt: skip

ON_DRAFTS: Final = (
    "gotcha", "gotcha_history", "gotcha_revision", "gotcha_diff", "gotcha_revert", "gotcha_correct",
    "gotcha_correct_preview", "gotcha_notice", "gotcha_comment", "gotcha_comment_preview",
    "subscribe_to_gotcha", "gotcha_comments_feed", "gotcha_corrections_feed", "gotcha_revisions_feed",
)  # fmt: skip
"""Where EDITOR and above find an article that is a draft; nobody finds one anywhere else."""


# Tables of the admin


class Table(NamedTuple):
    """The lowest role that may see, add, change and delete rows on the pages of the admin.

    `more` are permissions without a page of their own, such as for rows in the form of what they hang on.
    """

    see: str
    add: str = NOBODY
    change: str = NOBODY
    delete: str = NOBODY
    more: tuple[tuple[str, str], ...] = ()

    def pages(self, label: str) -> tuple[Rule, ...]:
        """The rules for the addresses of the table `label`. A page that only shows takes a POST for a GET."""
        name = f"admin:{label.replace('.', '_')}"
        return tuple(
            Rule(f"{page} of {label}", (f"{name}_{page}",), reads, writes, "admin")
            for page, reads, writes in (
                ("changelist", self.see, self.see),
                ("history", self.see, self.see),
                ("add", self.add, self.add),
                ("change", self.see, self.change),
                ("changes", UNUSED, self.change),
                ("undo", UNUSED, self.change),
                ("delete", self.delete, self.delete),
            )
        )


_EDITED_IN_A_FORM: Final = (("add", EDITOR), ("change", EDITOR), ("delete", EDITOR))

TABLES: Final = {
    "gotchas.collection": Table(MODERATOR, EDITOR, EDITOR),
    "gotchas.gotcha": Table(MODERATOR, EDITOR, EDITOR),
    "gotchas.gotchacode": Table(EDITOR, more=_EDITED_IN_A_FORM),
    "gotchas.revision": Table(EDITOR, more=(("add", EDITOR), ("delete", ADMINISTRATOR))),
    "gotchas.correction": Table(EDITOR, NOBODY, EDITOR, more=(("add", EDITOR),)),
    "gotchas.notice": Table(EDITOR, EDITOR, EDITOR),
    "gotchas.codefamily": Table(MODERATOR, EDITOR, EDITOR),
    "gotchas.messagecode": Table(MODERATOR, EDITOR, EDITOR),
    "gotchas.codealias": Table(EDITOR, more=_EDITED_IN_A_FORM),
    "gotchas.printedmessage": Table(EDITOR, more=_EDITED_IN_A_FORM),
    "gotchas.codekey": Table(NOBODY),
    "gotchas.codelink": Table(EDITOR, EDITOR, EDITOR, EDITOR),
    "gotchas.platform": Table(EDITOR, EDITOR, EDITOR, ADMINISTRATOR),
    "gotchas.source": Table(EDITOR, EDITOR, EDITOR, ADMINISTRATOR),
    "gotchas.supportedversion": Table(EDITOR, EDITOR, EDITOR, ADMINISTRATOR),
    "gotchas.deadhost": Table(EDITOR, EDITOR, EDITOR, EDITOR),
    "gotchas.unansweredcode": Table(EDITOR, EDITOR, EDITOR, ADMINISTRATOR),
    "gotchas.unansweredsighting": Table(NOBODY),
    "comments.comment": Table(MODERATOR, EDITOR, MODERATOR, more=(("delete", ADMINISTRATOR),)),
    "comments.commenttext": Table(
        MODERATOR, more=(("add", MODERATOR), ("change", MODERATOR), ("delete", ADMINISTRATOR))
    ),
    "comments.report": Table(MODERATOR, NOBODY, MODERATOR, ADMINISTRATOR, (("add", ADMINISTRATOR),)),
    "comments.person": Table(MODERATOR, MODERATOR, MODERATOR, ADMINISTRATOR),
    "comments.thread": Table(MODERATOR, EDITOR, MODERATOR, more=(("delete", ADMINISTRATOR),)),
    "comments.subscription": Table(MODERATOR, NOBODY, MODERATOR, ADMINISTRATOR, (("add", ADMINISTRATOR),)),
    "comments.announcement": Table(MODERATOR),
    "comments.editormail": Table(MODERATOR, MODERATOR, MODERATOR, MODERATOR),
    "gotchas.decision": Table(MODERATOR, more=(("add", MODERATOR),)),
    "gotchas.rule": Table(MODERATOR, EDITOR, EDITOR, EDITOR),
    "gotchas.policy": Table(MODERATOR, EDITOR, EDITOR),
    "gotchas.submissiontoken": Table(ADMINISTRATOR, delete=ADMINISTRATOR),
    "gotchas.ratecounter": Table(ADMINISTRATOR, delete=ADMINISTRATOR),
    "gotchas.proofnonce": Table(ADMINISTRATOR, delete=ADMINISTRATOR),
    "gotchas.dailysalt": Table(ADMINISTRATOR, delete=ADMINISTRATOR),
    "post_office.email": Table(ADMINISTRATOR, delete=ADMINISTRATOR),
    "auth.user": Table(ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR),
    "auth.group": Table(ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR, ADMINISTRATOR),
}
"""By `app.model`."""


def _permissions(role: str) -> frozenset[str]:
    found = set()
    for label, table in TABLES.items():
        app, _, model = label.partition(".")
        granted = (
            ("view", table.see),
            ("add", table.add),
            ("change", table.change),
            ("delete", table.delete),
            *table.more,
        )
        found |= {f"{app}.{action}_{model}" for action, lowest in granted if includes(role, lowest)}
    return frozenset(found)


ROLES: Final = {role: _permissions(role) for role in LEVELS[1:]}
"""Group name to its permissions, as `app.action_model`."""
