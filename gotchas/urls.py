"""The addresses of gotchas, codes and platforms. They are permanent and never re-used.

`short_urlpatterns` takes nearly everything that holds a letter and a digit, so it belongs at the very end of
the whole table.
"""

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter

from gotchas import feeds, feeds_changes, sitemaps
from gotchas.text.addresses import LARGEST_NUMBER
from gotchas.views import (
    codes,
    collection,
    correct,
    corrections,
    decide,
    descriptions,
    erase,
    gotcha,
    history,
    home,
    log,
    new,
    notice,
    pages,
    platforms,
    programs,
    programs_log,
    revert,
    review,
    search,
    spelled,
    suggest,
    timeline,
    unanswered,
)
from gotchas.views.answering import FormConverter


class NumberConverter(IntConverter):
    """A number as this site writes it: no leading zero, and at most LARGEST_NUMBER."""

    regex = f"[1-9][0-9]{{0,{len(str(LARGEST_NUMBER)) - 1}}}"


register_converter(NumberConverter, "number")
register_converter(FormConverter, "form")

urlpatterns = [
    path("", home.home, name="home"),
    path("collections/", collection.collections, name="collections"),
    path("<number:number>/", collection.collection, name="collection"),
    path("<number:number>/timeline/", timeline.timeline, name="timeline"),
    path("<number:collection>.<number:position>/", gotcha.gotcha, name="gotcha"),
    path("<number:collection>.<number:position>/history/", history.history, name="gotcha_history"),
    path(
        "<number:collection>.<number:position>/revisions/<number:number>/",
        history.revision,
        name="gotcha_revision",
    ),
    path(
        "<number:collection>.<number:position>/revisions/<number:number>/revert/",
        revert.gotcha_revert,
        name="gotcha_revert",
    ),
    path(
        "<number:collection>.<number:position>/revisions/<number:number>/erase/",
        erase.gotcha_erase,
        name="gotcha_erase",
    ),
    path(
        "<number:collection>.<number:position>/diff/<number:old>/<number:new>/",
        history.diff,
        name="gotcha_diff",
    ),
    path("<number:collection>.<number:position>/correct/", correct.correct, name="gotcha_correct"),
    path(
        "<number:collection>.<number:position>/correct/preview/",
        correct.correct_preview,
        name="gotcha_correct_preview",
    ),
    path("<number:collection>.<number:position>/notice/", notice.notice, name="gotcha_notice"),
    path(
        "<number:collection>.<number:position>/notice/<number:number>/lift/",
        notice.lift,
        name="gotcha_notice_lift",
    ),
    path(
        "<number:collection>.<number:position>/notice/<number:number>/restore/",
        notice.restore,
        name="gotcha_notice_restore",
    ),
    path("new/", new.new, name="new"),
    path("new/preview/", new.new_preview, name="new_preview"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<number:number>/", corrections.correction, name="correction"),
    path("corrections/status/<str:token>/", corrections.status, name="correction_status"),
    path("desk/corrections/", review.queue, name="desk_corrections"),
    path("desk/corrections/log/", review.log, name="desk_corrections_log"),
    path("desk/corrections/<number:number>/", review.correction, name="desk_correction"),
    path("desk/corrections/<number:number>/apply/", decide.apply, name="desk_correction_apply"),
    path("desk/corrections/<number:number>/draft/", decide.apply_as_draft, name="desk_correction_draft"),
    path("desk/corrections/<number:number>/edit/", decide.edit, name="desk_correction_edit"),
    path(
        "desk/corrections/<number:number>/edit/preview/",
        decide.edit_preview,
        name="desk_correction_edit_preview",
    ),
    path("desk/corrections/<number:number>/dispute/", decide.dispute, name="desk_correction_dispute"),
    path("desk/corrections/<number:number>/hold/", decide.hold, name="desk_correction_hold"),
    path("desk/corrections/<number:number>/reject/", decide.reject, name="desk_correction_reject"),
    path("desk/corrections/<number:number>/reopen/", decide.reopen, name="desk_correction_reopen"),
    path("desk/corrections/<number:number>/duplicate/", decide.duplicate, name="desk_correction_duplicate"),
    path("desk/corrections/<number:number>/release/", decide.release, name="desk_correction_release"),
    path("desk/corrections/<number:number>/spam/", decide.spam, name="desk_correction_spam"),
    path("desk/corrections/<number:number>/take/", decide.take, name="desk_correction_take"),
    path("desk/corrections/<number:number>/leave/", decide.leave, name="desk_correction_leave"),
    path("desk/corrections/<number:number>/undo/", decide.undo, name="desk_correction_undo"),
    path("codes/", codes.families, name="families"),
    path("codes/<str:family>/", codes.family, name="family"),
    path("codes/<str:family>/<str:code>/", codes.code, name="code"),
    path("platforms/", platforms.platforms, name="platforms"),
    path("platforms/<str:slug>/", platforms.platform, name="platform"),
    path("search/", search.search, name="search"),
    path("unanswered/", unanswered.unanswered, name="unanswered"),
    path("unanswered/tell/", unanswered.tell, name="unanswered_tell"),
    path("unanswered/told/", unanswered.told, name="unanswered_told"),
    path("suggest/", suggest.suggest, name="suggest"),
    path("log/", log.log, name="log"),
    path("log", log.raw, name="log_raw"),
    path("<number:collection>.<number:position>.<form:form>", programs.gotcha, name="gotcha_data"),
    path("codes/<str:code>.<form:form>", programs.spelled, name="spelled_data"),
    path("codes/<str:family>/<str:code>.<form:form>", programs.code, name="code_data"),
    path("search.<form:form>", programs.search, name="search_data"),
    path("api/search", programs.search, {"form": "json"}, name="api_search"),
    path("api/", descriptions.api, name="api"),
    path("programs/", descriptions.programs, name="programs"),
    path("openapi.json", descriptions.openapi, {"form": "json"}, name="openapi"),
    path("opensearch.xml", descriptions.opensearch, name="opensearch"),
    path("log.<form:form>", programs_log.raw, name="log_data"),
    path("api/log", programs_log.api, {"form": "json"}, name="api_log"),
    path("feeds/gotchas/", feeds.gotchas_feed, name="gotchas_feed"),
    path("feeds/gotchas/<number:number>/", feeds.collection_gotchas_feed, name="collection_gotchas_feed"),
    path("feeds/corrections/", feeds_changes.corrections_feed, name="corrections_feed"),
    path(
        "feeds/corrections/<number:number>/",
        feeds_changes.collection_corrections_feed,
        name="collection_corrections_feed",
    ),
    path(
        "feeds/corrections/<number:collection>.<number:position>/",
        feeds_changes.gotcha_corrections_feed,
        name="gotcha_corrections_feed",
    ),
    path(
        "feeds/revisions/<number:collection>.<number:position>/",
        feeds_changes.gotcha_revisions_feed,
        name="gotcha_revisions_feed",
    ),
    path("feeds/revisions/", feeds_changes.revisions_feed, name="revisions_feed"),
    path(
        "feeds/revisions/<number:number>/",
        feeds_changes.collection_revisions_feed,
        name="collection_revisions_feed",
    ),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<slug:kind>-<number:section>.xml", sitemaps.sitemap_section, name="sitemap_section"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("licence/", pages.licence, name="licence"),
]

SHORT = "(?P<code>(?=[^/.]*[A-Za-z])(?=[^/.]*[0-9])[^/.]+)"
"""A code behind the site's name: letters and digits, so that no page of words alone is taken for one."""

short_urlpatterns = [
    re_path(f"^{SHORT}/?$", spelled.short_code, name="short_code"),
    re_path(rf"^{SHORT}\.(?P<form>{FormConverter.regex})$", programs.spelled, name="short_code_data"),
]
