"""Rows and a made-up log that the tests of pasted logs share."""

from gotchas.models import CodeFamily, CodeLink, Gotcha, MessageCode
from gotchas.tests.factories import make_code, make_gotcha

LOG = """\
11/23/26 03:12:44 - Process(4711.5) User(mqm) Program(amqrmppa)
AMQ9002I: Channel 'TO.SHOP' is starting.

----- amqccita.c : 1146 -------------------------------------------------------
11/23/26 03:12:45 - Process(4711.5) User(mqm) Program(amqrmppa)
AMQ9637E: Channel is lacking a certificate.

EXPLANATION:
The channel 'TO.SHOP' to host 'shop (192.0.2.7)(1414)' could not be started.
----- amqrmrsa.c : 945 --------------------------------------------------------
11/23/26 03:12:45 - Process(4711.5) User(mqm) Program(amqrmppa)
AMQ9999E: Channel 'TO.SHOP' to host '192.0.2.7(1414)' ended abnormally.
AMQ9638E: something that nobody has described
AMQ9999E: Channel 'TO.SHOP' to host '192.0.2.7(1414)' ended abnormally.
"""


def amq() -> CodeFamily:
    return CodeFamily.objects.get(slug="ibm-mq-amq")


def make_amq(code: str = "AMQ9637", **fields) -> MessageCode:
    return make_code(code, family=amq(), **fields)


def make_site() -> Gotcha:
    """Three codes of the log stored, one of them with a gotcha and a code that the other end logs."""
    missing = make_amq(meaning="the partner sent no certificate")
    make_amq("AMQ9002", meaning="a channel begins to start")
    make_amq("AMQ9999", meaning="a channel ended abnormally", wrapper=True)
    other = make_code("CSQX637", family=CodeFamily.objects.get(slug="ibm-mq-zos"), meaning="no certificate")
    CodeLink.objects.create(from_code=missing, to_code=other, relation="other_end", basis="source")
    return make_gotcha(title="What lacks is the label", codes=[missing], risk="restart")
