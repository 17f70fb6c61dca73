"""The facets of a search: what they are called, which values a reader may choose, and how many have each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from gotchas.models import Gotcha, Platform
from gotchas.models.finding import Families
from gotchas.search.index import facet
from gotchas.search.query import VALUES

NAMES: Final = {"platform": "Platform", "family": "Code family", "kind": "Kind", "state": "State"}
SHORT: Final = {"platform": "plat", "family": "fam", "kind": "kind", "state": "state"}
CHOICES: Final = 12
"""Values of a facet that are offered, those with the most results."""


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A value that was asked for; `words` are its facet words, none when nothing is called so."""

    name: str
    value: str
    label: str
    words: tuple[str, ...]


@dataclass
class Facets:
    """The facets of one search, with what is chosen of them."""

    chosen: list[Chosen] = field(default_factory=list)
    labels: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """By facet word: name of the facet, value in an address, label."""

    unknown: list[Chosen] = field(default_factory=list)
    """Values that nothing is called by: they are told, and filter nothing."""

    cut: list[str] = field(default_factory=list)
    """Names of the facets of which more values were asked for than count."""

    def by_name(self) -> dict[str, list[Chosen]]:
        """What is chosen of each facet."""
        found: dict[str, list[Chosen]] = {}
        for choice in self.chosen:
            found.setdefault(choice.name, []).append(choice)
        return found

    def words(self, name: str) -> list[str]:
        """The facet words of all values of a facet."""
        return [word for word, (of, _, _) in self.labels.items() if of == name]

    def groups(self, but: str = "") -> list[tuple[str, ...]]:
        """For each facet the words of which a document has one; without the facet `but`."""
        return [
            tuple(word for choice in choices for word in choice.words)
            for name, choices in self.by_name().items()
            if name != but
        ]

    def counted(self, documents: Mapping[str, int], fitting: Mapping[str, int]) -> list[Facet]:
        """Each facet with its most frequent values among `documents`: how many have which facet words.

        `fitting` are those that were found with all that is chosen: of these the facets are counted of which
        nothing is. They may be more than such ones among `documents`, where only the best were read.
        """
        rows = [(frozenset(words.split()), count) for words, count in documents.items()]
        narrowed = [(frozenset(words.split()), count) for words, count in fitting.items()]
        found = []
        for name, label in NAMES.items():
            values = {choice.value: choice.label for choice in self.chosen if choice.name == name}
            groups = self.groups(but=name)
            own = [(row, n) for row, n in rows if all(row.intersection(group) for group in groups)]
            counts: Counter[str] = Counter()
            for row, count in own if values else narrowed:
                counts.update({word: count for word in row if self._is_of(word, name)})
            counted = [(*self.labels[word][1:], count) for word, count in counts.items()]
            counted.sort(key=lambda one: (-one[2], one[1].casefold(), one[0]))
            choices = [Choice(value, text, count, value in values) for value, text, count in counted]
            # without its checkbox the next search would forget a chosen value that nothing has
            met = {choice.value for choice in choices}
            choices += [Choice(value, text, 0, True) for value, text in values.items() if value not in met]
            shown = [choice for at, choice in enumerate(choices) if at < CHOICES or choice.chosen]
            if len(shown) > 1 or any(choice.chosen for choice in shown):
                found.append(Facet(name, label, shown))
        return found

    def _is_of(self, word: str, name: str) -> bool:
        return word in self.labels and self.labels[word][0] == name


def facets_of(asked: Mapping[str, Sequence[str]], families: Families) -> Facets:
    """The facets with the values in `asked`, by the facet's name: slugs, or what people call them.

    Of each facet the first VALUES different ones count.
    """
    platforms = list(Platform.objects.all())
    found = Facets(labels=_labels(platforms, families))
    everywhere = [facet("plat", p.slug) for p in platforms if p.is_all]
    called = _called(platforms)
    for name in NAMES:
        values = list(dict.fromkeys(filter(None, asked.get(name, ()))))
        if len(values) > VALUES:
            found.cut.append(name)
        words: dict[str, None] = {}
        for value in values[:VALUES]:
            meant = _words(name, value, found.labels, called, families)
            if not meant:
                found.unknown.append(Chosen(name, value, value, ()))
            words |= dict.fromkeys(meant)
        for word in words:
            _, value, label = found.labels[word]
            also = everywhere if name == "platform" else []
            found.chosen.append(Chosen(name, value, label, tuple(dict.fromkeys([word, *also]))))
    return found


def _labels(platforms: Iterable[Platform], families: Families) -> dict[str, tuple[str, str, str]]:
    labels = {facet("kind", value): ("kind", str(value), str(label)) for value, label in Gotcha.Kind.choices}
    for state in Gotcha.READABLE:
        labels[facet("state", state)] = ("state", str(state), str(Gotcha.State(state).label))
    labels |= {facet("plat", p.slug): ("platform", p.slug, p.name) for p in platforms}
    return labels | {word: ("family", slug, name) for word, (slug, name) in families.by_facet.items()}


def _words(
    name: str,
    value: str,
    labels: Mapping[str, object],
    called: Mapping[str, list[str]],
    families: Families,
) -> list[str]:
    """The facet words that `value` stands for; none when nothing is called so."""
    words = [facet(SHORT[name], value)]
    if words[0] not in labels and name == "family":
        words = sorted(families.known_as(value))
    elif words[0] not in labels and name == "platform":
        words = called.get(value.casefold(), [])
    return [word for word in words if word in labels]


def _called(platforms: Iterable[Platform]) -> dict[str, list[str]]:
    """Facet words of the platforms by the other words that people use for them."""
    return {
        other.strip().casefold(): [facet("plat", platform.slug)]
        for platform in platforms
        for other in platform.known_as.split(",")
        if other.strip()
    }
