"""The table of families: every example of it, and what the codes are called."""

import os
from pathlib import Path

import pytest

from gotchas.tests.text.tables import ALL, BUILT_IN, ROWS, codes, recogniser, row, with_all
from gotchas.text.families import FamilyRow, Recogniser, check_family

MATCHING = [(row, text) for row in ROWS for text in row.must_match]
NOT_MATCHING = [(row, text) for row in ROWS for text in row.must_not_match]


def named(case: object) -> str:
    return case.family.slug if isinstance(case, FamilyRow) else str(case)


def test_30_families_are_built_in_and_10_wait_to_be_switched_on():
    assert len(BUILT_IN) == 30
    assert len(ALL) == 40


@pytest.mark.parametrize(("row", "text"), MATCHING, ids=named)
def test_an_example_is_found_in_its_family(row, text):
    assert row.family.owner in {found.family for found in with_all.scan(text)}


@pytest.mark.parametrize(("row", "text"), [case for case in MATCHING if case[0].built_in], ids=named)
def test_an_example_is_found_when_only_the_built_in_families_run(row, text):
    assert row.family.owner in {found.family for found in recogniser.scan(text)}


@pytest.mark.parametrize(("row", "text"), NOT_MATCHING, ids=named)
def test_a_text_that_must_not_match_does_not(row, text):
    assert Recogniser([row.family]).scan(text) == []


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_every_family_of_the_table_passes_the_checks_of_an_editor(row):
    others = BUILT_IN if row.built_in else ALL
    assert check_family(row.family, others, row.must_match, row.must_not_match) == []


NORMAL_FORMS = [
    ("AMQ9637", "ibm-mq-amq", "AMQ9637", ""),
    ("AMQ9637E: Channel is lacking", "ibm-mq-amq", "AMQ9637", "E"),
    ("AMQ5051I", "ibm-mq-amq", "AMQ5051", "I"),
    ("AMQCO1005E", "ibm-mq-telemetry", "AMQCO1005", "E"),
    ("AMQXR0004", "ibm-mq-telemetry", "AMQXR0004", ""),
    ("+CSQX620E CSQ1 CSQXRESP", "ibm-mq-zos", "CSQX620", "E"),
    ("+CSQX772E CSQ1CSQXSUPR", "ibm-mq-zos", "CSQX772", "E"),
    ("CSQX632I", "ibm-mq-zos", "CSQX632", "I"),
    ("CSQX642", "ibm-mq-zos", "CSQX642", ""),
    ("MQJMS2005: Fehler", "ibm-mq-jms-old", "MQJMS2005", ""),
    ("JMSWMQ2013: The", "ibm-mq-jms", "JMSWMQ2013", ""),
    ("JMSCMQ0001: x", "ibm-mq-jms", "JMSCMQ0001", ""),
    ("reason code 2009.", "ibm-mq-reason", "MQRC2009", ""),
    ("CC=2;RC=2399;AMQ9640", "ibm-mq-reason", "MQRC2399", ""),
    ("MQRC=2035", "ibm-mq-reason", "MQRC2035", ""),
    ("MQRC 2393", "ibm-mq-reason", "MQRC2393", ""),
    ("MQRC2393", "ibm-mq-reason", "MQRC2393", ""),
    ("(RC2393)", "ibm-mq-reason", "MQRC2393", ""),
    ("MQRC_JSSE_ERROR", "ibm-mq-reason", "MQRC_JSSE_ERROR", ""),
    ("MQRCCF_SSL_CIPHER_SPEC_ERROR", "ibm-mq-reason", "MQRCCF_SSL_CIPHER_SPEC_ERROR", ""),
    ("'gsk_secure_socket_init' RC=514", "zos-system-ssl", "GSK514", ""),
    ("GSK_ERROR_BAD_CERT = 414", "zos-system-ssl", "GSK414", ""),
    ("GSK 403", "zos-system-ssl", "GSK403", ""),
    ("ICH408I USER", "racf", "ICH408", "I"),
    ("STEP1 - ABEND=S0C4 U0000 REASON=00000004", "zos-abend", "S0C4", ""),
    ("ABEND=S000 U4038 REASON=00000001", "zos-abend", "U4038", ""),
    ("COMPLETION CODE - SYSTEM=222 USER=0000", "zos-abend", "S222", ""),
    ("SYSTEM COMPLETION CODE=0C4  REASON CODE=00000011", "zos-abend", "S0C4", ""),
    ("USER COMPLETION CODE=4038", "zos-abend", "U4038", ""),
    ("The system or user abend S0C7 R=00000000", "zos-abend", "S0C7", ""),
    ("S878 ABEND", "zos-abend", "S878", ""),
    ("abended with code 0C7", "zos-abend", "S0C7", ""),
    ("ABENDS878", "zos-abend", "S878", ""),
    ("SE37", "zos-abend", "SE37", ""),
    ("ORA-1017", "oracle", "ORA-01017", ""),
    ("ORA-01017: invalid", "oracle", "ORA-01017", ""),
    ("ORA-00600", "oracle", "ORA-00600", ""),
    ("ORA-00000942", "oracle", "ORA-00942", ""),
    ("TNS-12541: no listener", "oracle", "ORA-12541", ""),
    ("TNS-12150", "oracle", "ORA-12150", ""),
    ("TNS-12699", "oracle", "ORA-12699", ""),
    ("TNS-12700", "oracle", "TNS-12700", ""),
    ("TNS-00505", "oracle", "TNS-00505", ""),
    ("SP2-734", "oracle", "SP2-0734", ""),
    ("SP2-0734", "oracle", "SP2-0734", ""),
    ("EXP-00056", "oracle", "EXP-00056", ""),
    ("SQLSTATE[28000]", "sqlstate", "28000", ""),
    ("ERROR:  23505: duplicate", "sqlstate", "23505", ""),
    ("FATAL:  28P01: password", "sqlstate", "28P01", ""),
    ("PANIC:  XX000: could not", "sqlstate", "XX000", ""),
    ("WARNING:  25P01: there is no", "sqlstate", "25P01", ""),
    ("SQL0911N  The", "db2", "SQL0911N", "N"),
    ("SQL30081N", "db2", "SQL30081N", "N"),
    ("SQL1042C", "db2", "SQL1042C", "C"),
    ("SQLCODE=-911", "db2", "SQL0911N", ""),
    ("SQLCODE: -30081", "db2", "SQL30081N", ""),
    ("SQLCODE = 100", "db2", "SQL0100W", ""),
    ("SQLCODE +100", "db2", "SQL0100W", ""),
    ("ERROR 1045 (28000): Access", "mysql", "ERROR 1045", ""),
    ("[ERROR] [MY-001045]", "mysql", "ERROR 1045", ""),
    ("[ERROR] [MY-010931]", "mysql-log", "MY-010931", ""),
    ("failed with 0xc0000005", "windows-hresult", "0xC0000005", ""),
    ("0x8007000e", "windows-hresult", "0x8007000E", ""),
    ("error -2147024891", "windows-hresult", "0x80070005", ""),
    ("(-2147467259)", "windows-hresult", "0x80004005", ""),
    ("-2147483647", "windows-hresult", "0x80000001", ""),
    ('"GET / HTTP/1.1" 404 153', "http", "HTTP 404", ""),
    ("status code: 503", "http", "HTTP 503", ""),
    ("550 5.7.1 Unable to relay", "smtp", "5.7.1", ""),
    ("451-4.7.1 try", "smtp", "4.7.1", ""),
    ("error[E0277]: the trait", "rust", "E0277", ""),
    ("error TS2322: Type", "typescript", "TS2322", ""),
    ("TS02322", "typescript", "TS2322", ""),
    ("error CS0246: The type", "dotnet", "CS0246", ""),
    ("fatal error LNK1120", "msvc", "LNK1120", ""),
    ("fatal error RC2104: undefined", "msvc", "RC2104", ""),
    ("error:0A000086:SSL routines", "openssl", "error:0A000086", ""),
    ("error:14090086:SSL routines:f", "openssl", "error:0A000086", ""),
    ("error:0308010c:digital envelope", "openssl", "error:0308010C", ""),
    ("ENOENT: no such file", "errno", "ENOENT", ""),
    ("%LINK-3-UPDOWN: Interface", "cisco", "%LINK-UPDOWN", "3"),
    ("%SYS-SP-5-RESTART:", "cisco", "%SYS-SP-RESTART", "5"),
    ("CVE-2021-44228", "cve", "CVE-2021-44228", ""),
    ("SC2086: Double", "shellcheck", "SC2086", ""),
    ("DL3008", "hadolint", "DL3008", ""),
]


@pytest.mark.parametrize(("text", "family", "code", "severity"), NORMAL_FORMS)
def test_a_code_has_its_normal_form(text, family, code, severity):
    first = [found for found in recogniser.scan(text) if found.family == family][:1]
    assert [(found.code, found.severity) for found in first] == [(code, severity)]


SWITCHED_OFF = [
    ("IEA041I SDUMP", "ibm-generic", "IEA041", "I"),
    ("System error 5 has occurred", "win32", "Win32 5", ""),
    ("javax.jms.JMSException: x", "java-exception", "javax.jms.JMSException", ""),
    ("[-Wunused-variable]", "gcc-warning", "-Wunused-variable", ""),
    ("[-Werror=return-type]", "gcc-warning", "-Wreturn-type", ""),
    ("status=203/EXEC", "systemd-exit", "status=203/EXEC", ""),
    ("Message no. F5155", "sap", "F5 155", ""),
    ("E1101: Module has no", "pylint", "E1101", ""),
    ("E501 Line too long", "ruff-flake8", "E501", ""),
    ("OOMKilled", "k8s-reason", "OOMKilled", ""),
    ("AADSTS50011: The", "aad", "AADSTS50011", ""),
]


@pytest.mark.parametrize(("text", "family", "code", "severity"), SWITCHED_OFF)
def test_a_family_that_is_off_finds_its_codes_once_it_is_on(text, family, code, severity):
    found = [(found.family, found.code, found.severity) for found in with_all.scan(text)]
    assert found == [(family, code, severity)]
    assert codes(text) == []


ONE_NORMAL_FORM = [
    "AMQ9637E", "CSQX642", "MQJMS2005", "JMSWMQ2013", "MQRC2393", "MQRC_JSSE_ERROR", "GSK403", "ORA-01017",
    "ORA-12541", "SP2-0734", "SQL0911N", "SQL30081N", "MY-010931", "0x80070005", "HTTP 404", "TS2322",
    "CS0246", "ENOENT", "CVE-2021-44228", "SC2086", "DL3008", "AMQCO1005",
]  # fmt: skip


@pytest.mark.parametrize("written", ONE_NORMAL_FORM)
def test_a_normal_form_is_its_own_normal_form(written):
    [first] = recogniser.scan(written)
    [again] = recogniser.scan(first.code)
    assert (again.family, again.code) == (first.family, first.code)


NO_CODES = [
    "SQLCODE=0, SQLSTATE=00000",
    "gsk_environment_open RC=0",
    "SQLSTATE VALUE is",
    "ERROR: 404: not found",
    "FATAL: ABORT: gone",
    "The year 2007, port 2393, room 404 and RC 402",
    "ticket EXP-12 and IMP-4711",
    "GSK8 and gsk7cmd, GSKit 8.0.55",
    "ABEND=S000 U0000, abend ASRA, abend bad",
    "S878 and U4038, user=U4038 session=S0c4d450a SYSTEM=222",
    "lib/customer.py:787:52: S408 `xml.dom.minidom` is vulnerable",
    "Guten Abend 222",
    "version 5.7.1 of MySQL 5.7.1",
    "AMQP 1.0, AMQ96xx, AMQERR01.LOG, amqrmppa.exe",
    "AmPABJCjXgYaMq9630arGZP0",
    "CSQXRCTL CSQXCRPS CSQ4INYG CSQ1 ibmWebSphereMQCSQ2",
    "MQRC_" + "A" * 200,
]


@pytest.mark.parametrize("text", NO_CODES)
def test_what_looks_like_a_code_and_is_none_is_not_found(text):
    assert codes(text) == []


THREAD = """
1.1 CSQX630E No listener for the channel
Platform: z/OS. Label ibmWebSphereMQQ3E, V5.130.1122.0, WMQ 5.2 CSD11 (6.0.2.14)
1.10 CSQX631E/AMQ9631 Specs differ, 1.4 CSQX686E, 1.5 CSQX632I, 1.2 CSQX642E
1.16 AMQ9660 or AMQ9657
July 4, 2007 at 1:38 am
, Certificate ID: 7KpQ3XaMq9630mZzT1e0277YhSc2086W88VB,
CSQX686E <Q3E CSQXRCTL The key is missing
CSQ9023E <Q3E CSQXCRPS \u2018 START CHANNEL\u2019 ENDED
10/17/07 10:55:00
AMQ9633: A certificate was refused for \u2018????\u2019.
%% Cached session: [Session-1, SSL_RSA_WITH_NULL_MD5]
verify_data: { 27, 163, 2035, 80, 91, 404 }
javax.jms.JMSException: MQJMS2005: Fehler f\u00fcr \u2018192.0.2.12:x.queue.manager\u2019
AMQ9637: No certificate came.
http://publib.example.com/topic=/com.ibm.mq.csqzaj.doc/sc12320_.htm, IRR.**
"""
TWELVE = [
    "AMQ9631", "AMQ9633", "AMQ9637", "AMQ9657", "AMQ9660", "CSQ9023", "CSQX630", "CSQX631", "CSQX632",
    "CSQX642", "CSQX686", "MQJMS2005",
]  # fmt: skip
# The made-up thread, and the real one where it is at hand.
THREADS = [THREAD]
if os.environ.get("GOTCHAS_THREAD"):
    THREADS.append(Path(os.environ["GOTCHAS_THREAD"]).read_text("utf-8"))


@pytest.mark.parametrize("text", THREADS, ids=["made up", "real"][: len(THREADS)])
def test_a_thread_holds_its_twelve_codes_and_nothing_else(text):
    assert sorted(set(codes(text))) == TWELVE


def test_the_words_of_a_severity_letter_are_read():
    assert dict(row("ibm-mq-amq").family.severity_letters)["E"] == "error (20 or 30)"
    assert row("ibm-mq-amq").family.known_as == ("mq", "qmgr", "websphere mq")
