"""A name in its parts, in whatever way it is written."""

import pytest

from rag.intake.readers.record import paper
from rag.intake.works.authors import fullest, overlap
from rag.records import Group, Name, Person
from rag.text.persons import are_initials, initials, is_others, person, read_name, unparted, without_others


def names(*texts: str) -> tuple[Name, ...]:
    return tuple(map(read_name, texts))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Okafor, Ada", ("", "Okafor", "Ada", "")),
        ("Ada Okafor", ("", "Okafor", "Ada", "")),
        ("van der Berg, Jan", ("van der", "Berg", "Jan", "")),
        ("Jan van der Berg", ("van der", "Berg", "Jan", "")),
        ("van Gogh", ("van", "Gogh", "", "")),
        ("Maria das Dores Silva", ("das", "Dores Silva", "Maria", "")),
        ("Charles Joseph de la Vallée Poussin", ("de la", "Vallée Poussin", "Charles Joseph", "")),
        ("José Ortega y Gasset", ("", "Ortega y Gasset", "José", "")),
        ("Ortega y Gasset, José", ("", "Ortega y Gasset", "José", "")),
        ("Lobo e Silva, Ana", ("", "Lobo e Silva", "Ana", "")),
        ("Saud, Faisal bin Fahd al", ("", "Saud", "Faisal bin Fahd al", "")),
        ("bin al-Nahyan, Sultan", ("bin", "al-Nahyan", "Sultan", "")),
        ("d'Alembert, Jean", ("", "d'Alembert", "Jean", "")),
        ("al-Sadat, Anwar", ("", "al-Sadat", "Anwar", "")),
        ("Saint-Exupéry, Antoine de", ("", "Saint-Exupéry", "Antoine de", "")),
        ("Jean Éric Dupont", ("", "Dupont", "Jean Éric", "")),  # no particle, for it begins with a capital
        ("bell hooks", ("", "hooks", "bell", "")),
        ("Griffin DK", ("", "Griffin", "D. K.", "")),
        ("van der Berg J.A.", ("van der", "Berg", "J. A.", "")),
        ("Kim S-H", ("", "Kim", "S.-H.", "")),
        ("Иванов И.И.", ("", "Иванов", "И. И.", "")),
        ("Иванов Иван Иванович", ("", "Иванов", "Иван Иванович", "")),
        ("Иван Иванович Иванов", ("", "Иванов", "Иван Иванович", "")),
        ("J. LI", ("", "LI", "J.", "")),
        ("A NG", ("", "NG", "A", "")),
        ("NG A", ("", "NG", "A.", "")),
        ("Martin Luther King Jr.", ("", "King", "Martin Luther", "Jr.")),
        ("King, Martin Luther, III", ("", "King", "Martin Luther", "III")),
        ("King, Jr., Martin", ("", "King", "Martin", "Jr.")),
        ("King Jr., M. L.", ("", "King", "M. L.", "Jr.")),
        ("Martin King, Jr.", ("", "King", "Martin", "Jr.")),
        ("Smith JA 3rd", ("", "Smith", "J. A.", "3rd")),
        ("Carey, JR", ("", "Carey", "JR", "")),
        ("Carey JR", ("", "Carey", "J. R.", "")),
        ("Ada Okafor PhD", ("", "Okafor", "Ada", "")),
        ("Prof. Dr. Ada Okafor", ("", "Okafor", "Ada", "")),
        ("Jones MD", ("", "Jones", "M. D.", "")),
        ("Okafor, Ada, et al.", ("", "Okafor", "Ada", "")),
        ("王 伟", ("", "王", "伟", "")),
        ("王, 伟", ("", "王", "伟", "")),
        ("王伟", ("", "王伟", "", "")),
        ("Madonna", ("", "Madonna", "", "")),
        ("", ("", "", "", "")),
    ],
)
def test_a_name_has_particle_family_given_names_and_suffix(text: str, parts: tuple[str, ...]):
    name = read_name(text)
    assert isinstance(name, Person)
    assert (name.particle, name.family, name.given, name.suffix) == parts
    assert name.text == text


@pytest.mark.parametrize(
    "text",
    ["ATLAS Collaboration", "World Health Organization", "Department of Health UK", "Barnes and Noble", "Acme Ltd"]
    + ["Ford Motor Company, Inc.", "Cochrane Pain, Palliative and Supportive Care Group", "The pandas development team"]
    + ["Brazil, Russia, India, China, South Africa Group", "Writing Committee for the REMAP-CAP Investigators"]
    + ["Physicians for Human Rights", "King World Productions", "Institut für Physik", "中华医学会", "Институт физики"],
)
def test_a_group_has_one_name(text: str):
    assert read_name(text) == Group(text)


def test_particles_are_told_of_a_family_name_and_elided_ones_are_part_of_it():
    assert person("van der Berg", "Jan") == Person("", "Berg", "Jan", "van der")
    assert person("Hospital", "Guillaume", "de l'") == Person("", "l'Hospital", "Guillaume", "de")
    assert person("Cruz Jr.", "J. B.") == Person("", "Cruz", "J. B.", suffix="Jr.")
    assert person("Hall II", "Max") == person("Hall", "Max", suffix="II") != person("Hall", "Max II")
    assert person("R. Creighton Buck") == person("Buck", "R. Creighton") == person("", "R. Creighton Buck")
    assert person("World Health Organization") == Group("World Health Organization")
    assert person("", "Madonna") == Person("", "Madonna")
    assert person("Gogh", "Vincent", "van", "Jr.").text == "van Gogh, Vincent Jr."
    assert unparted("Max Planck") == Group("Max Planck") and unparted("Planck, M.") == Person("", "Planck", "M.")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        *[
            ("Sartre, Jean-Paul", "J.-P."),
            ("Okafor, J.A.", "J. A."),
            ("Ada B. Okafor", "A. B."),
            ("Griffin DK", "D. K."),
        ],
        *[("Griffin, DK", "D. K."), ("LI, WEI", "W."), ("Saint-Exupéry, Antoine de", "A. de")],
    ],
)
def test_initials_are_those_of_the_given_names(text: str, shown: str):
    name = read_name(text)
    assert isinstance(name, Person) and initials(name) == shown


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
    assert paper(title="T", abstract="", authors=["Smith J", "Doe A et al.", "et al."]).names == names(
        "Smith J", "Doe A"
    )


def test_a_list_that_was_cut_is_taken_from_where_it_is_whole():
    cut, whole, other = (
        names("Smith J", "Doe A"),
        names("Smith, Jane", "Doe, Ann", "Roe, Max"),
        names("Smith J", "Li W", "Doe A"),
    )
    assert fullest([cut, other, whole]) == whole and fullest([whole, cut]) == whole and fullest([(), other]) == other
    assert fullest([names("Smith J", "Li W"), whole]) == names("Smith J", "Li W") and fullest([]) == ()


@pytest.mark.parametrize(
    ("one", "other", "share"),
    [
        (["Griffin DK", "Larkin DM"], ["Darren K. Griffin", "Larkin, Denis"], 1),
        (["Müller, Jörg"], ["Mueller J"], 1),
        (["Wei Wang"], ["Wang Wei"], 1),
        (["Xiao, Wang"], ["Wang, X."], 1),
        (["Xiao, Wang"], ["Wang, L."], 0),
        (["Martin Luther King Jr."], ["King, Martin Luther, Jr."], 1),
        (["Smith, Ann", "Doe, Bo"], ["Smith, Bea", "Doe B"], 0.5),
        (["ATLAS Collaboration"], ["CMS Collaboration"], 0),
        (["ATLAS Collaboration"], ["Smith, Ann"], None),
        (["Smith, Ann"], [], None),
    ],
)
def test_lists_are_compared_by_the_names_that_they_share(one: list[str], other: list[str], share: float | None):
    assert overlap(names(*one), names(*other)) == share == overlap(names(*other), names(*one))
