"""Whether a name of an author is a body's, as far as its words tell.

Many sources say which of their authors are groups; this is for those that do not.
"""

from __future__ import annotations

from rag.text.rules import rule

_BODY = rule(
    "group: a word for a body",
    r"\b(?:collaborat(?:ions?|ors|ive)|consorti(?:um|a)|groups?|committees?|investigators|networks?|team|organi[sz]ations?"
    r"|agency|associations?|society|institut(?:e|es|ion|ions|o|et)?|universit(?:y|ies|é|ät|à|eit|et)|universidade?|ministry"
    r"|council|foundation|federation|commission|department|panel|task force|working party|authority|alliance|corporation"
    r"|secretariat|bureau|laborator(?:y|ies)|ministerio|ministère|ministerium|comité|sociedade?|société|gesellschaft"
    r"|asociación|associação|organización|organização|министерство|институт|университет|комитет|организация|общество)\b",
    matches=["ATLAS Collaboration", "World Health Organisation", "RECOVERY Collaborative Group", "University of Oslo"]
    + ["Robert Koch-Institut", "Universidad de Chile", "Институт физики"],
    misses=["Ada Okafor", "Grouper, Ann", "Temple Grandin", "Ann Teamer"],
)
_PLACE_OR_FIRM = rule(
    "group: a word for a body, which a family may have too",
    r"\b(?:hospitals?|cent(?:er|re)s?|college|company|program(?:me)?s?|project|initiative|symposium|academy|museum|clinics?"
    r"|productions|industries|technologies|administration)\b",
    matches=["Massachusetts General Hospital", "King World Productions", "Joint Research Centre"],
    misses=["Ann Centeno", "Museums, Ann"],
)
_JOINED = rule(
    "group: words that join those of a body's name",
    r"(?:^The|\s(?:of|for|on|and|the|für|pour|&))\s",
    matches=["Barnes and Noble", "Centers for Disease Control", "The pandas development team", "Johnson & Johnson"],
    misses=["Ortega y Gasset", "Andrea Forst", "Ann of", "Anders Onn"],
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
    if not comma:
        words = name.count(" ") + 1
        return words > 1 and (
            _BODY.holds(name) or _JOINED.holds(name) or (words > 2 and _PLACE_OR_FIRM.holds(name)) or _FIRM.holds(name)
        )
    if _FIRM.holds(name):
        return True
    # A person has no such word behind the comma, nor a family name of several words with one among them.
    return (" " in behind.strip() and _BODY.holds(behind)) or (" " in before and _BODY.holds(before))
