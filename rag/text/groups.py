"""Whether a name of an author is a body's, as far as its words tell.

Many sources say which of their authors are groups; this is for those that do not.
"""

from __future__ import annotations

import re

from rag.text.rules import rule

# Words by which a body calls itself, in the languages that authors' lists come in.
_BODY = frozenset(
    """collaboration collaborations collaborative collaborators consortium consortia group groups committee committees
    investigators network networks team organisation organisations organization organizations agency association
    associations society institute institutes institution institutions institut instituto institutet university
    universities université universität università universiteit universitet universidad universidade ministry council
    foundation federation commission department panel taskforce authority alliance corporation secretariat bureau
    laboratory laboratories ministerio ministère ministerium comité sociedad sociedade société gesellschaft asociación
    associação organización organização министерство институт университет комитет организация общество""".split()
)
# Some that a family may be called too: in names of three words and more.
_PLACE_OR_FIRM = frozenset(
    """hospital hospitals center centers centre centres college company program programme programs programmes project
    initiative symposium academy museum clinic clinics productions industries technologies administration""".split()
)
_WORD = re.compile(r"[^\W\d_]+")
_JOINED = rule(
    "group: words that join those of a body's name",
    r"(?:^The|\s(?:of|for|on|and|the|für|pour|&))\s|(?:Task Force|Working Party)$",
    matches=[
        "Barnes and Noble",
        "Sepsis Task Force",
        "Centers for Disease Control",
        "The pandas development team",
        "Johnson & Johnson",
    ],
    misses=["Ortega y Gasset", "Andrea Forster", "Ann of", "Ann Andersson"],
    flags=0,
)
_FIRM = rule(
    "group: a firm's form behind its name",
    r",?\s(?:inc|ltd|llc|llp|plc|gmbh|corp|co|b\.v)\.?$",
    matches=["Ford Motor Company, Inc.", "Acme Ltd", "Bosch GmbH", "Barnes & Co."],
    misses=["Okafor, I.", "Ann Incorvaia", "Costa, Co Anh"],
)
_IN_CHARACTERS = rule(
    "group: a body in Chinese, Japanese or Korean characters",
    r"^\S{2,}(?:会|會|学会|大学|大學|研究院|研究所|中心|公司|小组|组织|集团|医院|센터|대학교|학회|위원회|연구원)$",
    matches=["中华医学会", "世界卫生组织", "北京协和医院", "서울대학교"],
    misses=["李伟", "王 会", "山田太郎"],
)


def is_group(name: str) -> bool:
    """Whether a name, in any order and with commas or without, is surely no person's."""
    if not name.isascii() and _IN_CHARACTERS.holds(name):
        return True
    before, comma, behind = name.partition(",")
    words = _WORD.findall(name.casefold())
    if len(words) < 2:
        return False
    if not comma:
        found = not _BODY.isdisjoint(words) or (len(words) > 2 and not _PLACE_OR_FIRM.isdisjoint(words))
        return found or _JOINED.holds(name) or _FIRM.holds(name)
    if _FIRM.holds(name):
        return True
    # A person has no such word among several behind the comma, nor in a family name of several words.
    return not _BODY.isdisjoint(words) and any(
        " " in part.strip() and not _BODY.isdisjoint(_WORD.findall(part.casefold())) for part in (before, behind)
    )
