"""The tables of gotchas, a file for each subject."""

from gotchas.models.code import CodeAlias, CodeFamily, CodeKey, MessageCode
from gotchas.models.code_link import CodeLink
from gotchas.models.collection import Collection
from gotchas.models.correction import Correction, Notice
from gotchas.models.gotcha import Gotcha
from gotchas.models.gotcha_code import GotchaCode
from gotchas.models.intake import Decision, Policy, ProofNonce, RateCounter, Rule, SubmissionToken
from gotchas.models.platform import Platform
from gotchas.models.printed import PrintedMessage
from gotchas.models.revision import Revision
from gotchas.models.source import DeadHost, Source, SupportedVersion
from gotchas.models.unanswered import DailySalt, UnansweredCode, UnansweredSighting
from gotchas.search.tables import SearchDoc, SearchSpelling, SearchTerm, SearchTermChange

__all__ = [
    "CodeAlias",
    "CodeFamily",
    "CodeKey",
    "CodeLink",
    "Collection",
    "Correction",
    "DailySalt",
    "DeadHost",
    "Decision",
    "Gotcha",
    "GotchaCode",
    "MessageCode",
    "Notice",
    "Platform",
    "Policy",
    "PrintedMessage",
    "ProofNonce",
    "RateCounter",
    "Revision",
    "Rule",
    "SearchDoc",
    "SearchSpelling",
    "SearchTerm",
    "SearchTermChange",
    "Source",
    "SubmissionToken",
    "SupportedVersion",
    "UnansweredCode",
    "UnansweredSighting",
]
