"""A log pasted in a browser: masked before it is sent, or only its codes; a dropped file; and no scripts."""

import gzip
import re
from itertools import product

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from gotchas.tests.log_site import LOG, make_site
from tests.axe import barriers_in

pytestmark = [pytest.mark.journey, pytest.mark.looks]

PRIVATE = """\
AMQ9637E: Channel 'TO.SHOP' to host 'shopqm (192.0.2.7)(1414)' did not start.
The peer 2001:db8::17 sent CN=Shop Queue Manager, OU=Tills, O="Example, Ltd", C=GB of nobody.
Connected to qm1.shop.example.com, asked ann.lee@example.org, https://intranet-7:8080/x
com.example.app.ShopException: rc=2059 V9.4.0.5 at com.example.net.Socket.open(Socket.java:12)
server=till-4 AMQ9999E: Channel ended, AMQ9637 again
ERROR c.e.App - org.acme.internal, com.acme.info.Shop: C.TO.QM2 QM1 A/QM2002 QM3003.LIVE ORA-01017 0x80070005
shop.acme.app SHOP.ACME.COM [error:0A000086:SSL] +CSQX620E %LINK-3-UPDOWN: SQLSTATE=28P01 MQRC_NOT_OPEN
IEF450I JOB1 - ABEND=S0C4 U0000 SE37
"""
SECRETS = (
    "shopqm", "192.0.2.7", "2001:db8::17", "Shop Queue Manager", "Tills", "Example, Ltd", "GB", "qm1",
    "ann.lee", "intranet-7", "till-4", "shop.acme", "SHOP.ACME",
)  # fmt: skip


NAMED = r"""
subject=CN = shop queue, OU = Tills 2, O = "Example, Ltd", C = GB
subject=/C=GB/ST=West Yorkshire/L=Leeds/O=Example Ltd/CN=shopqm
Subject: CN="Lee, Ann", O=Müller & Söhne GmbH, OU=Example\, Ltd, S=Hessen
                    Host(till-4) Installation(Installation1) RemoteHost(192.0.2.7)
{"level":"error","host":"till-5","message":"AMQ9637E: Channel is lacking a certificate."}
connection to server at "till-6" (192.0.2.7), port 5432 failed
May 12 10:11:12 till-7 sshd[123]: Failed
3=till-8/192.0.2.7:1414 CONNAME('till-9(1414),till-10(1415)') https://192.0.2.7:8443/x
<Computer>TILL11</Computer> getaddrinfo ENOTFOUND till-12
jdbc:db2://till-13:50000/DB jdbc:oracle:thin:@till-14:1521:X jdbc:oracle:thin:@//till-15/X
copy \\till-16\share\x {"path":"\\\\till-17\\share\\x"} from C:\\Temp\\x
May 12 10:11:13 AMQ9999E: Channel ended, at org.acme.App.main(App.java:12)
"""


@pytest.fixture
def gotcha(context):
    return make_site()


def sent_by(page: Page, button: str) -> str:
    """The text that leaves the browser when a button is pressed."""
    bodies: list[str] = []

    def hear(request: Request) -> None:
        if request.method == "POST":
            bodies.append((request.post_data_buffer or b"").decode())

    page.on("request", hear)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What your log holds")
    [body] = bodies
    part = re.search(r'name="text"\r\n\r\n(.*?)\r\n--', body, re.DOTALL)
    assert part
    return part[1].replace("\r\n", "\n")


def test_names_are_masked_before_the_log_is_sent_and_codes_are_found_all_the_same(page: Page, gotcha):
    page.goto("/log/")
    page.get_by_label("The log, or a part of it").fill(PRIVATE)
    expect(page.get_by_text("What leaves this machine: the text with")).to_be_visible()
    page.get_by_text("What is masked").click()
    expect(page.locator("#log-tools li", has_text="192.0.2.7")).to_have_text("192.0.2.7 (IP address)")
    page.get_by_text("Show what would be sent").click()
    expect(page.locator("#log-tools pre")).to_contain_text("host 'HOST (ADDRESS)(1414)'")
    sent = sent_by(page, "Find the codes")
    assert [secret for secret in SECRETS if secret in sent] == []
    assert "com.example.app.ShopException: rc=2059 V9.4.0.5 at com.example.net.Socket.open" in sent
    assert "ERROR c.e.App - org.acme.internal, com.acme.info.Shop: C.TO" in sent
    assert page.locator("[data-found]").count() == 2
    expect(page.get_by_role("heading", name="Start here")).to_have_text("Start here: AMQ9637, line 1")


def test_names_are_masked_as_different_programs_write_them(page: Page, gotcha):
    page.goto("/log/")
    page.get_by_label("The log, or a part of it").fill(NAMED)
    sent = sent_by(page, "Find the codes").lower()
    secrets = "shop queue tills example gb yorkshire leeds shopqm lee müller söhne ltd hessen till 192.0.2.7"
    assert [secret for secret in secrets.split() if re.search(rf"\b{secret}", sent)] == []
    assert "https://address:8443/x" in sent
    assert "jdbc:db2://host:50000/db jdbc:oracle:thin:@host:1521:x jdbc:oracle:thin:@//host/x" in sent
    assert r'copy \\host\share\x {"path":"\\\\host\\share\\x"} from c:\\temp\\x' in sent
    assert "may 12 10:11:13 amq9999e: channel ended, at org.acme.app.main(app.java:12)" in sent


def test_only_the_codes_are_sent_and_keep_their_lines(page: Page, gotcha):
    page.goto("/log/")
    page.get_by_label("The log, or a part of it").fill(PRIVATE)
    expect(page.get_by_text("numbers behind words such as rc or error")).to_be_visible()
    page.get_by_text("Show the codes alone").click()
    expect(page.locator("#log-tools p", has_text="AMQ9637E rc=2059")).to_be_visible()
    sent = sent_by(page, "Send only the codes")
    assert [secret for secret in SECRETS if secret in sent] == []
    assert sent.split("\n")[0] == "AMQ9637E"
    assert sent.split("\n")[4] == "AMQ9999E AMQ9637"
    assert "rc=2059" in sent
    codes = ["ORA-01017 0x80070005", "error:0A000086 CSQX620E %LINK-3-UPDOWN SQLSTATE=28P01 MQRC_NOT_OPEN"]
    assert sent.split("\n")[5:7] == codes
    assert sent.split("\n")[7] == "IEF450I S0C4 U0000 SE37"
    assert "Channel" not in sent
    expect(page.get_by_text("Lines 1, 5")).to_be_visible()


def test_masking_can_be_turned_off_and_then_the_text_goes_as_it_stands(page: Page, gotcha):
    page.goto("/log/")
    page.get_by_label("The log, or a part of it").fill(PRIVATE)
    page.get_by_label("Mask IP addresses").uncheck()
    expect(page.get_by_text("the whole text as it stands")).to_be_visible()
    assert sent_by(page, "Find the codes") == PRIVATE


def test_back_from_the_answer_the_text_stands_in_the_box_unmasked(page: Page, gotcha):
    page.goto("/log/")
    page.get_by_label("The log, or a part of it").fill(PRIVATE)
    sent_by(page, "Find the codes")
    page.go_back()
    expect(page.get_by_label("The log, or a part of it")).to_have_value(PRIVATE)


def test_a_dropped_or_chosen_file_stands_in_the_box(page: Page, gotcha):
    page.goto("/log/")
    box = page.get_by_label("The log, or a part of it")
    for form in ("utf-16", "utf-16-le", "utf-16-be", "utf-8"):  # the second and third bear no mark
        page.get_by_label("Or its file").set_input_files(
            {"name": f"{form}.log", "mimeType": "text/plain", "buffer": LOG.encode(form)}
        )
        expect(page.locator("#live")).to_have_text(f"{form}.log stands in the box now")
        expect(box).to_have_value(LOG)
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File([new Uint8Array([0x41, 0x4d, 0x51, 0xfc])], 'old.log'));
          document.getElementById('text').dispatchEvent(
            new DragEvent('drop', {dataTransfer: data, bubbles: true, cancelable: true}));
        }"""
    )
    expect(box).to_have_value("AMQü")


def test_a_file_that_is_too_long_is_told_of_before_anything_is_sent(page: Page, gotcha):
    page.goto("/log/")
    page.get_by_label("Or its file").set_input_files(
        {"name": "big.log", "mimeType": "text/plain", "buffer": b"x" * 1_048_577}
    )
    told = page.locator("#log-tools .hint", has_text="big.log was not read: it is longer than 1 MB.")
    expect(told).to_be_visible()
    expect(page.get_by_label("The log, or a part of it")).to_have_value("")


def test_a_compressed_file_is_told_of_and_does_not_come_into_the_box(page: Page, gotcha):
    page.goto("/log/")
    page.get_by_label("Or its file").set_input_files(
        {"name": "old.log.gz", "mimeType": "application/gzip", "buffer": gzip.compress(b"AMQ9637E")}
    )
    expect(
        page.get_by_text("old.log.gz was not read: it is compressed. Unpack it first.").first
    ).to_be_visible()
    expect(page.get_by_label("The log, or a part of it")).to_have_value("")


@pytest.mark.parametrize("filler", ["CN=", "CN = a b c ", "host=", "A1 ", "a(12),"])
def test_a_text_made_of_half_names_does_not_hang_the_page(page: Page, gotcha, filler):
    page.goto("/log/")
    page.evaluate(
        "text => { document.getElementById('text').value = text; }", filler * (100_000 // len(filler))
    )
    page.locator("#text").dispatch_event("input")
    expect(page.get_by_text("What leaves this machine: the text")).to_be_visible()


def test_without_scripts_the_way_from_a_log_to_the_fix_is_whole(browser: Browser, live_server, gotcha):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/log/")
    expect(page.get_by_role("button", name="Send only the codes")).to_have_count(0)
    page.get_by_label("Or its file").set_input_files(
        {"name": "app.log", "mimeType": "text/plain", "buffer": LOG.encode()}
    )
    page.get_by_role("button", name="Find the codes").click()
    page.get_by_role("heading", name="Start here").get_by_role("link", name="AMQ9637").click()
    page.get_by_role("link", name=f"Go to the solution of {gotcha.number}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What lacks is the label")
    assert page.url.endswith("#solution")
    assert context.cookies() == []
    context.close()


def test_no_page_of_it_has_a_barrier_or_is_wider_than_the_window(page: Page, gotcha):
    texts = [
        PRIVATE + "x" * 300 + "\nAMQ9638E",
        "nothing in it\n" * 8,
        "A\nCaused by: app.B: AMQ9637E\n",
        " ",
    ]
    found = {}
    for text in ("", *texts):
        page.goto("/log/")
        if text:
            page.get_by_label("The log, or a part of it").fill(text)
            page.get_by_role("button", name="Find the codes").click()
            page.wait_for_load_state()
        found[text] = barriers_in(page, product(["light", "dark"], [390, 1280], [800]))
    assert not any(found.values()), found
