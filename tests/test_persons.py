"""A name in its parts, in whatever way it is written."""

import pytest

from rag.intake.works.authors import is_cut, overlap
from rag.text.persons import are_initials, is_others, person, without_others


@pytest.mark.parametrize(
    ("text", "family", "given", "suffix"),
    [
        ("Okafor, Ada", "Okafor", "Ada", ""),
        ("Ada Okafor", "Okafor", "Ada", ""),
        ("van der Berg, Jan", "van der Berg", "Jan", ""),
        ("Jan van der Berg", "van der Berg", "Jan", ""),
        ("Saint-Exupéry, Antoine de", "Saint-Exupéry", "Antoine de", ""),
        ("Jean Éric Dupont", "Dupont", "Jean Éric", ""),  # no particle, for it begins with a capital
        ("Griffin DK", "Griffin", "D. K.", ""),
        ("van der Berg J.A.", "van der Berg", "J. A.", ""),
        ("Kim S-H", "Kim", "S.-H.", ""),
        ("Иванов И.И.", "Иванов", "И. И.", ""),
        ("J. LI", "LI", "J.", ""),
        ("A NG", "NG", "A", ""),
        ("NG A", "NG", "A.", ""),
        ("Martin Luther King Jr.", "King", "Martin Luther", "Jr."),
        ("King, Martin Luther, III", "King", "Martin Luther", "III"),
        ("King, Jr., Martin", "King", "Martin", "Jr."),
        ("King Jr., M. L.", "King", "M. L.", "Jr."),
        ("Martin King, Jr.", "King", "Martin", "Jr."),
        ("Smith JA 3rd", "Smith", "J. A.", "3rd"),
        ("Carey, JR", "Carey", "JR", ""),
        ("Carey JR", "Carey", "J. R.", ""),
        ("Ada Okafor PhD", "Okafor", "Ada", ""),
        ("Jones MD", "Jones", "M. D.", ""),
        ("Okafor, Ada, et al.", "Okafor", "Ada", ""),
        ("王 伟", "伟", "王", ""),
        ("王, 伟", "王", "伟", ""),
        ("Madonna", "Madonna", "", ""),
        ("", "", "", ""),
    ],
)
def test_a_name_has_family_given_names_and_suffix(text: str, family: str, given: str, suffix: str):
    name = person(text)
    assert (name.family, name.given, name.suffix, name.is_group) == (family, given, suffix, False)
    assert name.text == text


@pytest.mark.parametrize("text", ["ATLAS Collaboration", "World Health Organization", "Department of Health UK"])
def test_a_group_has_one_name(text: str):
    name = person(text)
    assert name.is_group and (name.family, name.given) == (text, "")
    assert not person(f"{text}, Ann").is_group


@pytest.mark.parametrize(
    ("text", "initials"),
    [("Sartre, Jean-Paul", "J.-P."), ("Okafor, J.A.", "J. A."), ("Ada B. Okafor", "A. B."), ("Griffin DK", "D. K.")],
)
def test_initials_are_those_of_the_given_names(text: str, initials: str):
    assert person(text).initials == initials


def test_initials_are_capitals_alone():
    assert all(map(are_initials, ("J", "J.-P.", "JA", "J. A.", "ABCD")))
    assert not any(map(are_initials, ("Jo", "j", "ABCDE", "3", "王", "")))
    assert are_initials("ABC", most=3) and not are_initials("ABCD", most=3)


def test_what_stands_for_the_rest_of_a_list_is_no_name():
    assert all(map(is_others, ("others", "and others", "et al.", "et. al.", "…")))
    assert not any(map(is_others, ("Others, Ann", "Al", "Smith et al.")))
    assert [without_others(name) for name in ("Smith J, et al.", "Smith J...", "Smith, Al")] == [
        *("Smith J", "Smith J", "Smith, Al")
    ]
    assert is_cut(("Smith J", "et al.")) and is_cut(("Smith J et al",)) and not is_cut(("Smith J",)) and not is_cut(())


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (["Griffin DK", "Larkin DM"], ["Darren K. Griffin", "Larkin, Denis"], 1),
        (["Müller, Jörg"], ["Mueller J"], 1),
        (["Wei Wang"], ["Wang Wei"], 1),
        (["Martin Luther King Jr."], ["King, Martin Luther, Jr."], 1),
        (["Smith, Ann", "Doe, Bo"], ["Smith, Bea", "Doe B"], 0.5),
        (["ATLAS Collaboration"], ["CMS Collaboration"], 0),
        (["ATLAS Collaboration"], ["Smith, Ann"], None),
        (["Smith, Ann"], ["et al."], None),
    ],
)
def test_lists_are_compared_by_the_names_that_they_share(one: list[str], other: list[str], share: float | None):
    assert overlap(one, other) == share == overlap(other, one)
