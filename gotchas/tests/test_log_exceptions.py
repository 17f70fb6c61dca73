"""Chains of exceptions, outermost first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gotchas.text.exceptions import LINKS_LIMIT, chains

JAVA = """\
12:00 ERROR the poller gave up
com.example.PollerException: JMSWMQ2020 no way in
\tat com.example.Poller.run(Poller.java:12)
Caused by: com.example.MQException: JMSCMQ0001 reason 2399
\tat com.example.Inner.open(Inner.java:7)
\t... 12 more
Caused by: javax.net.ssl.SSLException: AMQ9640 the peer said no
\tat com.example.Socket.go(Socket.java:3)
12:01 INFO on we go
"""

PYTHON = """\
Traceback (most recent call last):
  File "a.py", line 1, in a
    open(name)
FileNotFoundError: [Errno 2] ENOENT

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "b.py", line 2, in b
    raise ConfigError(name)
app.ConfigError: no settings

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "c.py", line 3, in c
    start()
RuntimeError: it did not start
"""

DOTNET = """\
System.AggregateException: Some ---> System.Web.HttpException: 0x80004005 ---> IOException: 0x80070005
   at A.B() in x.cs:line 1
   --- End of inner exception stack trace ---
"""

DOTNET_LINES = """\
Unhandled exception. System.InvalidOperationException: outer
 ---> System.IO.FileNotFoundException: inner
   at A.B()
   --- End of inner exception stack trace ---
   at C.D()
"""


JMQI_LINE = (
    "MQJE001: AMQ9204: Connection to host 'qm(1414)' rejected. [1=com.ibm.mq.jmqi.JmqiException[CC=2;RC=2397;"
    "AMQ9771: SSL handshake failed. [1=javax.net.ssl.SSLHandshakeException[bad_certificate],3=qm]],3=qm]"
)
JMQI = f"""\
com.ibm.msg.client.jms.DetailedJMSException: JMSWMQ0018: Failed to connect
\tat com.example.Shop.open(Shop.java:7)
Caused by: com.ibm.mq.MQException: JMSCMQ0001: reason '2397'
\t... 3 more
Caused by: com.ibm.mq.jmqi.JmqiException: {JMQI_LINE}
\tat com.ibm.mq.jmqi.remote.Connection.analyse(Connection.java:1)
Caused by: com.ibm.mq.jmqi.JmqiException: CC=2;RC=2397;AMQ9771: SSL handshake failed.
\t... 5 more
"""


def titles(text: str) -> list[list[str]]:
    return [[link.title.split(":")[0].rsplit(".", 1)[-1] for link in chain.links] for chain in chains(text)]


def test_java_tells_the_cause_last():
    assert titles(JAVA) == [["PollerException", "MQException", "SSLException"]]
    [chain] = chains(JAVA)
    assert [(link.first, link.last) for link in chain.links] == [(2, 3), (4, 6), (7, 8)]
    assert chain.root.title == "javax.net.ssl.SSLException: AMQ9640 the peer said no"


def test_python_tells_the_cause_first_and_is_turned_round():
    assert titles(PYTHON) == [["RuntimeError", "ConfigError", "FileNotFoundError"]]
    [chain] = chains(PYTHON)
    assert (chain.root.line, chain.root.first) == (4, 1)


def test_dotnet_tells_the_chain_in_one_line_or_in_several():
    assert titles(DOTNET) == [["AggregateException", "HttpException", "IOException"]]
    assert titles(DOTNET_LINES) == [["InvalidOperationException", "FileNotFoundException"]]


@pytest.mark.parametrize(("code", "depth"), [("JMSWMQ2020", 0), ("JMSCMQ0001", 1), ("AMQ9640", 2)])
def test_a_place_knows_how_deep_it_stands(code: str, depth: int):
    [chain] = chains(JAVA)
    line = JAVA[: JAVA.index(code)].count("\n") + 1
    assert chain.depth(line) == depth


def test_a_place_in_the_one_line_of_dotnet_knows_its_column():
    [chain] = chains(DOTNET)
    assert chain.depth(1, DOTNET.index("0x80004005") + 1) == 1
    assert chain.depth(1, DOTNET.index("0x80070005") + 1) == 2
    assert chain.depth(1, 1) == 0


def test_lines_around_a_chain_stand_in_none():
    [chain] = chains(JAVA)
    assert chain.depth(1) is None
    assert chain.depth(9) is None


def test_a_message_of_several_lines_belongs_to_its_exception():
    text = JAVA.replace("the peer said no", "the peer\n  said AMQ9999")
    [chain] = chains(text)
    assert chain.depth(8) == 2
    text = PYTHON + "and wrote AMQ9999 below\n"
    [chain] = chains(text)
    assert chain.depth(19) == 0


def test_two_chains_are_two():
    assert titles(JAVA + JAVA) == titles(JAVA) * 2
    assert titles(PYTHON + "\n" + PYTHON) == titles(PYTHON) * 2


@pytest.mark.parametrize(
    "text",
    [
        "com.example.OneException: alone\n\tat a.b(C.java:1)\n",
        'Traceback (most recent call last):\n  File "a.py", line 1, in a\nKeyError: 1\n',
        "System.Exception: alone\n   at A.B()\n",
        "an arrow ---> in prose",
        "",
    ],
)
def test_one_exception_is_no_chain(text: str):
    assert chains(text) == []


def test_a_bomb_of_causes_ends():
    [chain] = chains("A\n" + "Caused by: B\n" * 10_000)
    assert len(chain.links) == LINKS_LIMIT
    [chain] = chains("AException" + " ---> B" * 400)
    assert len(chain.links) == LINKS_LIMIT


SUPPRESSED = """\
com.example.PollerException: JMSWMQ2020 no way in
\tat com.example.Poller.run(Poller.java:12)
\tSuppressed: java.io.IOException: AMQ9999 could not close
\t\tat com.example.Poller.close(Poller.java:31)
\t\t... 1 more
\tCaused by: java.io.EOFException: AMQ9998 nothing there
\t\tat com.example.Poller.flush(Poller.java:41)
Caused by: com.example.MQException: JMSCMQ0001 reason 2399
\tat com.example.Inner.open(Inner.java:7)
\tSuppressed: java.lang.RuntimeException: while closing
\t\tat com.example.Inner.close(Inner.java:9)
Caused by: javax.net.ssl.SSLException: AMQ9640 the peer said no
\tat com.example.Socket.go(Socket.java:3)
"""


def test_what_was_suppressed_is_no_link_and_belongs_to_its_exception():
    assert titles(SUPPRESSED) == [["PollerException", "MQException", "SSLException"]]
    [chain] = chains(SUPPRESSED)
    assert [(link.first, link.last) for link in chain.links] == [(1, 7), (8, 11), (12, 13)]


PREFIXES = {
    "a container": lambda n: "app-1  | ",
    "a container with a time": lambda n: f"app-1  | 2024-01-01T00:00:{n % 60:02}.{n:09}Z ",
    "kubectl": lambda n: "[pod/shop-7d9f/app] ",
    "a container's file": lambda n: f"2024-01-01T00:00:{n % 60:02}.123456789+01:00 stderr F ",
    "syslog": lambda n: f"Nov  3 03:12:{n % 60:02} shop-1 app[471{n % 10}]: ",
    "journal": lambda n: "2024-01-01T00:00:00+0100 shop-1 app[4711]: ",
    "a time, a level and a thread": lambda n: f"2024-01-01 00:00:{n % 60:02},{n % 1000:03} ERROR [main] ",
    "a time of day": lambda n: f"03:12:{n % 60:02} ",
    "a date with slashes": lambda n: f"11/23/2024 03:12:{n % 60:02} ",
}


def behind(text, prefix):
    return "\n".join(prefix(number) + line for number, line in enumerate(text.split("\n")))


@pytest.mark.parametrize("prefix", PREFIXES.values(), ids=PREFIXES)
@pytest.mark.parametrize("text", [JAVA, PYTHON, DOTNET, DOTNET_LINES, SUPPRESSED])
def test_chains_are_found_behind_what_is_written_before_each_line(text, prefix):
    found = chains(text)
    assert found
    assert bare(chains(behind(text, prefix))) == bare(found)


BY_TURNS = {
    "containers": ("app-1  | ", "db-1   | "),
    "pods": ("[pod/shop-7d9f/app] ", "[pod/shop-7d9f/db] "),
    "programs": ("Nov  3 03:12:01 shop-1 app[471]: ", "Nov  3 03:12:01 shop-1 db[12]: "),
    "units": ("2024-01-01T00:00:00+0100 shop-1 app[471]: ", "2024-01-01T00:00:00+0100 shop-1 db[12]: "),
}


@pytest.mark.parametrize(("own", "other"), BY_TURNS.values(), ids=BY_TURNS)
@pytest.mark.parametrize("text", [JAVA, PYTHON, DOTNET, DOTNET_LINES, SUPPRESSED])
def test_a_chain_is_whole_where_another_program_writes_between_its_lines(text, own, other):
    lines = [f"{own}{line}\n{other}checkpoint complete" for line in text.split("\n")]
    alone, mixed = chains(text), chains("\n".join(lines))
    assert [[link.title for link in chain.links] for chain in mixed] == [
        [link.title for link in chain.links] for chain in alone
    ]
    assert [[(link.line + 1) / 2 for link in chain.links] for chain in mixed] == [
        [link.line for link in chain.links] for chain in alone
    ]
    [first, *_] = mixed
    assert first.depth(first.links[0].first, 999) is not None
    assert first.depth(first.links[0].first + 1, 999) is None


def test_chains_of_two_programs_by_turns_are_two():
    pairs = zip(JAVA.splitlines(), SUPPRESSED.splitlines(), strict=False)
    text = "\n".join(f"a-1 | {one}\nb-1 | {two}" for one, two in pairs)
    assert len(titles(text)) == 2


def test_a_place_in_the_one_line_of_dotnet_is_counted_with_what_stands_before_it():
    text = behind(DOTNET, PREFIXES["a container"])
    [chain] = chains(text)
    assert [chain.depth(1, text.index(code) + 1) for code in ("0x80004005", "0x80070005")] == [1, 2]


def bare(found):
    """Everything of the chains but where in its line a link begins."""
    return [[(link.title, link.line, link.first, link.last) for link in chain.links] for chain in found]


pieces = st.sampled_from(
    [*JAVA.splitlines(), *PYTHON.splitlines(), *DOTNET.splitlines(), *DOTNET_LINES.splitlines(), "x", ""]
)


@given(
    st.lists(st.one_of(pieces, st.text(max_size=30)), max_size=40).map("\n".join),
    st.sampled_from(list(PREFIXES.values())),
)
def test_the_same_before_every_line_changes_nothing_in_what_is_found(text, prefix):
    assert bare(chains(behind(text, prefix))) == bare(chains(text))


@given(st.lists(st.one_of(pieces, st.text(max_size=30)), max_size=40).map("\n".join))
def test_no_text_fails_and_links_lie_in_it(text: str):
    lines = text.count("\n") + 1
    for chain in chains(text):
        assert 2 <= len(chain.links) <= LINKS_LIMIT
        for link in chain.links:
            assert 1 <= link.first <= link.line <= link.last <= lines


def test_what_is_nested_in_a_message_is_a_chain_in_one_line():
    (chain,) = chains(f"12:00:01 {JMQI_LINE}\nand on")
    assert [link.title.partition(":")[0] for link in chain.links] == [
        "MQJE001", "com.ibm.mq.jmqi.JmqiException[CC=2;RC=2397;AMQ9771",
        "javax.net.ssl.SSLHandshakeException[bad_certificate],3=qm]],3=qm]",
    ]  # fmt: skip
    line = f"12:00:01 {JMQI_LINE}"
    assert [chain.depth(1, line.index(code) + 1) for code in ("AMQ9204", "AMQ9771", "bad_cert")] == [0, 1, 2]
    assert chain.depth(2) is None


def test_what_is_nested_in_a_cause_stands_between_it_and_the_next():
    (chain,) = chains(JMQI)
    depths = [chain.depth(5, JMQI.split("\n")[4].index(code) + 1) for code in ("AMQ9204", "AMQ9771")]
    assert depths == [2, 3]
    assert len(chain.links) == 6
    assert chain.root.title.startswith("com.ibm.mq.jmqi.JmqiException: CC=2")
    assert chain.depth(6) == 4  # frames belong to the innermost


@pytest.mark.parametrize("text", ["a [1=] b", "array[1=x] and x[1=y z[", "[1=" * 5_000])
def test_brackets_alone_are_no_exceptions(text: str):
    assert chains(text) == []
