"""The facets of a search: what they are called, which values a reader may choose, and how many have each."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from gotchas.models import Gotcha, Platform
from gotchas.models.finding import families_by_facet, families_known_as
from gotchas.search.index import facet

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

    @property
    def unknown(self) -> list[Chosen]:
        return [choice for choice in self.chosen if not choice.words]

    def groups(self, but: str = "") -> list[tuple[str, ...]]:
        """For each facet the words of which a document has one; without the facet `but`."""
        by_name: dict[str, list[str]] = {}
        for choice in self.chosen:
            if choice.words and choice.name != but:
                by_name.setdefault(choice.name, []).extend(choice.words)
        return [tuple(words) for words in by_name.values()]

    def counted(self, documents: Iterable[str]) -> list[Facet]:
        """Each facet with its most frequent values among `documents`, given as their facet words."""
        rows = [frozenset(words.split()) for words in documents]
        found = []
        for name, label in NAMES.items():
            groups = self.groups(but=name)
            fitting = [row for row in rows if all(row.intersection(group) for group in groups)]
            counts = Counter(word for row in fitting for word in row if self._is_of(word, name))
            values = {choice.value for choice in self.chosen if choice.name == name and choice.words}
            choices = [
                Choice(value, text, count, value in values)
                for word, count in counts.most_common()
                for _, value, text in [self.labels[word]]
            ]
            shown = [choice for at, choice in enumerate(choices) if at < CHOICES or choice.chosen]
            if len(shown) > 1 or any(choice.chosen for choice in shown):
                found.append(Facet(name, label, shown))
        return found

    def _is_of(self, word: str, name: str) -> bool:
        return word in self.labels and self.labels[word][0] == name


def facets_of(asked: Mapping[str, Sequence[str]]) -> Facets:
    """The facets with the values in `asked`, by the facet's name: slugs, or what people call them."""
    labels = {
        facet("kind", value): ("kind", str(value), str(label)) for value, label in Gotcha.Kind.choices
    } | {
        facet("state", state): ("state", str(state), str(Gotcha.State(state).label))
        for state in Gotcha.READABLE
    }
    platforms = list(Platform.objects.all())
    labels |= {facet("plat", p.slug): ("platform", p.slug, p.name) for p in platforms}
    labels |= {word: ("family", slug, name) for word, (slug, name) in families_by_facet().items()}
    everywhere = [facet("plat", p.slug) for p in platforms if p.is_all]
    called = _called(platforms)
    chosen = []
    for name in NAMES:
        for value in asked.get(name, ()):
            words = [facet(SHORT[name], value)]
            if words[0] not in labels and name == "family":
                words = sorted(families_known_as(value))
            elif words[0] not in labels and name == "platform":
                words = called.get(value.casefold(), [])
            words = [word for word in words if word in labels]
            own = labels[words[0]] if words else (name, value, value)
            if words and name == "platform":
                words += everywhere
            chosen.append(Chosen(name, own[1], own[2], tuple(dict.fromkeys(words))))
    return Facets(chosen, labels)


def _called(platforms: Iterable[Platform]) -> dict[str, list[str]]:
    """Facet words of the platforms by the other words that people use for them."""
    return {
        other.strip().casefold(): [facet("plat", platform.slug)]
        for platform in platforms
        for other in platform.known_as.split(",")
        if other.strip()
    }
