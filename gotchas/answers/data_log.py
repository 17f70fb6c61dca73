"""What a log holds, as plain values; see `data` for what they keep to. Nothing else of the log stands in them
than the lines that its codes stand in.
"""

from gotchas.answers.data import Values, code_told, listed, risk, solution
from gotchas.answers.data_search import result
from gotchas.answers.log_reading import Known, LogAnswer, Seen, Unknown
from gotchas.answers.log_rows import Linked
from gotchas.answers.notices import words_of
from gotchas.models import Gotcha
from gotchas.text.exceptions import Chain


def log(answer: LogAnswer) -> Values:
    return {
        "summary": answer.summary,
        "lines": answer.line_count,
        "encoding": answer.encoding,
        "start": _start(answer),
        "known": [_known(each) for each in answer.known],
        "known_left": answer.known_left,
        "unknown": [_unknown(each) for each in answer.unknown],
        "unknown_left": answer.unknown_left,
        "nearest_fix": _nearest_fix(answer),
        "by_words": [result(row) for row in answer.rows],
        "chains": [_chain(chain) for chain in answer.chains_shown],
    }


def _start(answer: LogAnswer) -> Values | None:
    start = answer.start
    if start is None:
        return None
    code = start.code.code if isinstance(start, Known) else start.code
    return {"code": code, "line": start.seen.line, "because": answer.start_because}


def _nearest_fix(answer: LogAnswer) -> Values | None:
    """The likeliest other code that has a fix, where the one to start with has none."""
    fix = answer.nearest_fix
    return {"code": fix.code.code, "line": fix.seen.line} if fix else None


def _chain(chain: Chain) -> Values:
    links = [{"line": link.line, "title": link.title} for link in chain.links]
    return {"exceptions": len(links), **links[-1], "links": links}


def _known(known: Known) -> Values:
    code = known.code
    return {
        **code_told(code),
        "family_name": code.family.name,
        "meaning_state": code.meaning_state,
        "wrapper": known.is_wrapper,
        **_seen(known.seen, known.severity_says),
        "gotchas": [_gotcha(gotcha) for gotcha in known.gotchas],
        "more_gotchas": known.more_gotchas,
        "other_end": [_linked(link) for link in known.other_end],
        "same_fault": [_linked(link) for link in known.same_fault],
    }


def _gotcha(gotcha: Gotcha) -> Values:
    return {
        **listed(gotcha),
        "state": gotcha.state,
        "risk": risk(gotcha),
        "warnings": words_of(gotcha),
        "solution": solution(gotcha),
    }


def _unknown(unknown: Unknown) -> Values:
    return {
        "code": unknown.code,
        "family": unknown.family.slug if unknown.family else None,
        "family_name": unknown.family.name if unknown.family else None,
        "component": unknown.component or None,
        **_seen(unknown.seen, unknown.severity_says),
        "near": [code_told(code) for code in unknown.near],
    }


def _seen(seen: Seen, severity_says: str) -> Values:
    severity = {"letter": seen.severity, "says": severity_says or None} if seen.severity else None
    return {
        "written": seen.written,
        "severity": severity,
        "lines": seen.lines_shown,
        "more_lines": seen.lines_left,
        "count": seen.count,
        "excerpt": seen.excerpt,
    }


def _linked(link: Linked) -> Values:
    return {**code_told(link.other), "confirmed": link.confirmed}
