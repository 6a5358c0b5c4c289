"""Names of persons and of venues, as people call them, held against those that records have."""

import pytest

from rag.records import Group
from rag.text.namesakes import by_person, may_be, straight
from rag.text.persons import read_name
from rag.text.venues import holds, is_called, venue_name

ONE = (
    ("Okafor", "Okafor, Janet T."),
    ("okafor", "OKAFOR JT"),
    ("Janet Okafor", "Okafor, J."),
    ("J. T. Okafor", "Okafor, Janet"),
    ("Matthew Ode", "Ode, Matt"),
    ("van der Berg", "Berg, Tom van der"),
    ("Berg", "van der Berg, Tom"),
    ("Muller", "Müller, Anna"),
    ("Mueller", "Müller, Anna"),
    ("Ase Odegard", "Ødegård, Åse"),
    ("Li Fei-Fei", "Li, Fei-Fei"),
)
ANOTHER = (
    ("Ada Karlsson", "Karlsson, Nils"),
    ("J. T. Okafor", "Okafor, J. B."),
    ("Okafor", "Okaford, Janet"),
    ("Janet Okafor", "Jones, Janet"),
    ("Tom", "Berg, Tom"),
)


@pytest.mark.parametrize(("asked", "name"), ONE)
def test_a_name_may_be_the_same_persons_in_fewer_parts(asked: str, name: str):
    assert may_be(read_name(asked), read_name(name))


@pytest.mark.parametrize(("asked", "name"), ANOTHER)
def test_what_a_name_says_otherwise_is_of_somebody_else(asked: str, name: str):
    assert not may_be(read_name(asked), read_name(name))


def test_a_group_has_one_name():
    assert may_be(read_name("OPAL Collaboration"), Group("The OPAL Collaboration"))
    assert not may_be(read_name("Collaboration"), Group("The OPAL Collaboration"))


def test_initials_are_of_the_one_person_whom_they_fit():
    papers = {
        "a": ["Okafor, Janet T."],
        "b": ["Okafor, J."],
        "c": ["OKAFOR, JT", "Lind, Bo"],
        "d": ["Lind, Eva", "Lind, B."],
    }
    persons = by_person((i, [read_name(name) for name in names]) for i, names in papers.items())
    assert [(name, sorted(ids)) for name, ids in persons] == [
        ("Janet T. Okafor", ["a", "b", "c"]),
        ("Bo Lind", ["c", "d"]),
        ("Eva Lind", ["d"]),
    ]


def test_initials_that_fit_several_are_of_none_of_them():
    papers = {"a": ["Lind, Bo"], "b": ["Lind, Bea"], "c": ["Lind, B."]}
    persons = by_person((i, [read_name(name) for name in names]) for i, names in papers.items())
    assert sorted(name for name, _ in persons) == ["B. Lind", "Bea Lind", "Bo Lind"]
    assert straight(read_name("Berg, Tom van der, Jr.")) == "Tom van der Berg Jr."


CALLED = (
    ("Nature", "NATURE"),
    ("the lancet", "The Lancet"),
    ("CVPR", "Proceedings of the IEEE/CVF Conference on Computer Vision and Pattern Recognition"),
    ("NeurIPS", "Advances in Neural Information Processing Systems"),
    ("NAACL", "Conference of the North American Chapter of the Association for Computational Linguistics"),
    ("JAMA", "JAMA: the journal"),
    ("Sci Total Environ", "The Science of the total environment"),
    ("arXiv", "arXiv:2007.12928 [cs]"),
)
NOT_CALLED = (
    ("Nature", "Nature Methods"),
    ("ICCV", "IEEE Conference on Computer Vision and Pattern Recognition"),
    ("ACL", "Conference of the North American Chapter of the Association for Computational Linguistics"),
    ("mice", "Mouse Immunology, Cells and Evolution"),
    ("computer vision", "Conference on Computer Vision"),
)


@pytest.mark.parametrize(("name", "venue"), CALLED)
def test_a_venue_is_called_by_its_name_or_an_abbreviation(name: str, venue: str):
    assert is_called(venue, name)


@pytest.mark.parametrize(("name", "venue"), NOT_CALLED)
def test_a_part_of_a_venue_is_not_its_name(name: str, venue: str):
    assert not is_called(venue, name)


def test_a_venue_holds_others_and_an_archive_is_one():
    assert holds("Physical Review B", "physical review") and not holds("Physical Reviewer", "physical review")
    assert venue_name("arXiv:1706.03762 [cs]") == "arXiv" and venue_name("Archives of Surgery") == "Archives of Surgery"
