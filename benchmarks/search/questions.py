"""Questions made from articles: spellings, messages, damaged ones, logs, nothing right; a seed repeats."""

import random
import re
import string
from collections.abc import Sequence

from benchmarks.search.material import Article, Question
from gotchas.text.words import fold_words

NAMES = ("accountRef", "token_cache", "src/app/main.ts", "billing_addr", "node-pool-7", "cfgLoader", "t1")
NOISE = (
    '{ip} - - [14/Mar/2024:10:{n:02}:25 +0000] "GET /static/app.{hex}.js HTTP/1.1" 304 0 "-" "Mozilla/5.0"',
    "2024-03-10T23:{n:02}:40.994Z INFO  [http-nio-8080-exec-{n}] c.a.web.Filter - {n}6 ms",
    "    at com.example.HttpPoller.run(HttpPoller.java:{n}14)",
    "memory: 0x{hex}-0x{hex} rw-p 00000000 fd:01 {n}96",
    "npm http fetch attempt {n} in 16{n}ms (cache hit)",
    "GC pause 10{n}ms, heap 9698M -> {n}M",
    "UTF8 charset, ISO8601 dates, RFC2616 parser, SHA256 checksum ok",
)
OFF_TOPIC = (
    "best pizza recipe with thin crust",
    "how tall is the eiffel tower in winter",
    "cheap flights to lisbon next weekend",
    "guitar chords of yellow submarine",
    "who won the football final yesterday",
    "train my dog to fetch slippers",
    "symptoms of a vitamin shortage",
    "watering tomatoes on a balcony",
)
_PLACEHOLDER = re.compile(r"\{[^{}\n]{0,40}\}|<[a-z][^<>\n]{0,30}>|%[sd]")


def made_questions(articles: Sequence[Article], each: int, seed: int = 1) -> list[Question]:
    """`each` questions of the kinds a, b, c, and a third as many of the kinds d, f and p."""
    choice = random.Random(seed)
    titles: dict[str, int] = {}
    for article in articles:
        titles[article["message"]] = titles.get(article["message"], 0) + 1
    telling = [a for a in articles if titles[a["message"]] == 1 and len(fold_words(a["message"])) >= 4]
    spelled = choice.sample(articles, min(each, len(articles)))
    said = choice.sample(telling, min(each, len(telling)))
    found = [_spelling(choice, article) for article in spelled]
    found += [Question("b", _filled(choice, article), frozenset({article["number"]})) for article in said]
    found += [
        Question("c", _damaged(choice, _filled(choice, article)), frozenset({article["number"]}))
        for article in choice.sample(telling, min(each, len(telling)))
    ]
    coded = [a for a in articles if len(a["codes"][0]) >= 5 and re.search(r"\d{3}", a["codes"][0])]
    for _ in range(each // 3):
        found.append(_log(choice, choice.sample(coded, choice.randint(1, 3))))
        found.append(_nothing(choice))
    for article in choice.sample(telling, each // 3):
        words = article["message"].split()[:4]
        found.append(Question("p", " ".join(words)[: choice.randint(8, 24)], frozenset({article["number"]})))
    return found


def _spelling(choice: random.Random, article: Article) -> Question:
    code = article["codes"][0]
    digits = code.lstrip(string.ascii_letters)
    letters = code.removesuffix(digits)
    ways = [code, code.lower(), f"error {code}", f"{code}:"]
    if digits:
        ways += [f"{letters} {digits}", f"{letters.lower()}-{digits}"]
    ways += article["codes"][1:]
    return Question("a", choice.choice(ways), frozenset({article["number"]}))


def _filled(choice: random.Random, article: Article) -> str:
    message = article["message"].splitlines()[0]
    return _PLACEHOLDER.sub(lambda found: choice.choice(NAMES), message)


def _damaged(choice: random.Random, message: str) -> str:
    """With a slip of the fingers in its longest word, a word left out, or its end cut off."""
    words = message.split(" ")
    way = choice.choice(("typo", "drop", "cut"))
    if way == "cut" and len(message) > 40:
        return message[: len(message) * 7 // 10]
    if way == "drop" and len(words) > 4:
        del words[choice.randrange(len(words))]
        return " ".join(words)
    at = max(range(len(words)), key=lambda i: (words[i].isalpha(), len(words[i])))
    word, place = words[at], choice.randint(1, max(1, len(words[at]) - 2))
    words[at] = word[:place] + word[place : place + 2][::-1] + word[place + 2 :]
    return " ".join(words)


def _log(choice: random.Random, articles: Sequence[Article]) -> Question:
    lines = [_noise(choice) for _ in range(50)]
    for article in articles:
        line = f"2024-03-10 23:53:40,994 ERROR {article['codes'][0]}: {_filled(choice, article)}"
        lines[choice.randrange(1, 49)] = line
    held = frozenset(a["number"] for a in articles if any(f" {a['codes'][0]}: " in line for line in lines))
    return Question("d", "\n".join(lines), held)


def _noise(choice: random.Random) -> str:
    line = choice.choice(NOISE)
    address = ".".join(str(choice.randint(1, 254)) for _ in range(4))
    return line.format(ip=address, n=choice.randint(10, 59), hex=f"{choice.getrandbits(96):024x}")


def _nothing(choice: random.Random) -> Question:
    way = choice.choice(("code", "topic", "log"))
    if way == "code":
        letters = "".join(choice.choice("QZXJKV") for _ in range(3))
        return Question("f", f"{letters}{choice.randint(1000, 9999)}E")
    if way == "topic":
        return Question("f", choice.choice(OFF_TOPIC))
    return Question("f", "\n".join(_noise(choice) for _ in range(50)))
