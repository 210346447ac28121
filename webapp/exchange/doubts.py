"""What in a row of a file somebody has to look at before it comes in: words of faith, and what points to a person.

A file brings in the social side alone, which the municipality reads too. A list of words cannot know what a text means,
so it never refuses: who brings the file says for each such row that it is right.
"""

import re
from collections.abc import Iterable, Mapping

from webapp.exchange.rules import Finding
from webapp.privacy.free_text import names_or_causes

FAITH_TEXTS = ("title", "description", "for_whom", "task")
"""Fields in which words of faith are looked for: the name of an organiser may well be that of a church."""

PERSONAL_TEXTS = ("title", "description", "for_whom", "organiser", "task", "description_en")
"""Fields that everyone reads and in which no person belongs."""

_FAITH = re.compile(
    r"\b(?:alphacursus|aanbidding\w*|avondmaal\w*|bekeer\w*|bekering\w*|bidden|bidt|bidstond\w*|bijbel\w*"
    r"|christelijk\w*|christen\w*|discipel\w*|doopdienst\w*|doopsel|eucharistie\w*|evangeli\w+|gebed\w*|geloof\w*"
    r"|gelovig\w*|god|gods\w*|heilige geest|jezus|jesus|kerk\w*|missionai\w+|pastora\w+|preek|preken|psalm\w*|vesper\w*"
    r"|zending\w*|zingeving\w*"
    r"|bible|church\w*|christian\w*|discipleship|faith|gospel\w*|missionary|pray\w*|sermon\w*|worship\w*)\b",
    re.IGNORECASE,
)


def words_of_faith(text: str) -> list[str]:
    """The words in a text that are mostly said of faith, in lower case, each once and in their order."""
    return list(dict.fromkeys(found.lower() for found in _FAITH.findall(text)))


def doubts_on_faith(cells: Mapping[str, str]) -> list[Finding]:
    """Beside which fields of a row words of faith stand (`faith_words`), with those words."""
    told = ((name, words_of_faith(cells.get(name, ""))) for name in FAITH_TEXTS)
    return [Finding(name, "faith_words", ", ".join(words[:3])) for name, words in told if words]


def doubts_on_people(cells: Mapping[str, str]) -> list[Finding]:
    """Beside which fields of a row there is what points to a person (`personal_data`), with the reasons."""
    told = ((name, names_or_causes(cells.get(name, ""))) for name in PERSONAL_TEXTS)
    return [Finding(name, "personal_data", ",".join(reasons)) for name, reasons in told if reasons]


def codes_of(findings: Iterable[Finding]) -> frozenset[tuple[str, str, str]]:
    """What there is to doubt about a row, to tell whether somebody saw all of it when they accepted it."""
    return frozenset((each.field, each.code, each.about) for each in findings if each.is_doubt)
