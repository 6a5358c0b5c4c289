"""Labelled pairs of records: are they of one work? Invented, in families, with the noise that real exports have.

Each family makes two records of one work, or of two works that are easily taken for one. Then both go through
`_noise`, which writes names in another way, cuts author lists, changes case and punctuation, and loses what exports
lose. A seed gives the same pairs every time.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.intake.readers.record import paper
from rag.records import Paper

Fields = dict[str, object]

_FAMILY = (
    "Okafor Lindqvist Brandt Nakamura Ferreira Ivanova Kowalczyk Müller García Şahin Østergaard Dubois Rahman Petrov "
    "Nguyen Wang Li Zhang Kim Park Smith Johnson O'Neill Van_der_Berg Haddad Moreau Rossi Castillo Papadopoulos Singh "
    "Kaur Tanaka Novák Horváth Jansen Eriksson Mbeki Adeyemi Cohen Levi"
).split()
_GIVEN = (
    "Ada Bo Chen Dilek Elena Farid Grace Hana Igor Jun Katrin Luis María Nils Olga Pia Quentin Rosa Stefan Tuan Uma "
    "Viktor Wei Xin Yara Zoë Anne Björn Carla David"
).split()
_WHAT = (
    "sediment transport|gene expression|soil moisture|graph matching|sleep quality|speech recognition|reef bleaching|"
    "protein folding|traffic forecasting|tumour growth|wind turbines|memory consolidation|crop yield|image registration|"
    "drug resistance|urban heat|code completion|bone density|ocean acidification|query optimisation|bird migration|"
    "solar cells|vaccine uptake|question answering|river flooding|insulin signalling|robot grasping|labour markets"
).split("|")
_HOW = (
    "Bayesian inference for|A randomised trial of|Hierarchical modelling of|Contrastive learning of|Long-term effects on|"
    "Remote sensing of|Sparse transformers for|A genome-wide study of|Predicting|Robust estimation of|Mechanisms behind|"
    "Spatial patterns of|A longitudinal analysis of|Efficient algorithms for|Behavioural determinants of"
).split("|")
_WHERE = (
    "in alpine catchments|under limited supervision|in older adults|across European cities|with noisy labels|"
    "in coastal wetlands|from wearable sensors|in early childhood|at continental scale|during the dry season|"
    "with attention networks|in rural clinics|under changing climate|for low-resource settings|in freshwater fish"
).split("|")
_SUBTITLE = (
    "evidence from a multi-centre cohort|a comparative study of three methods|lessons learnt over ten field campaigns|"
    "results of a national survey|an approach based on optimal transport|what administrative data can tell us|"
    "insights into cellular pathways|towards interpretable predictions"
).split("|")
_JOURNAL = (
    ("Journal of Applied Hydrology", "J. Appl. Hydrol."),
    ("Annals of Computational Biology", "Ann. Comput. Biol."),
    ("International Review of Public Health", "Int. Rev. Public Health"),
    ("Transactions on Learning Systems", "Trans. Learn. Syst."),
    ("European Journal of Ecology", "Eur. J. Ecol."),
)
_MEETING = (
    "Proceedings of the International Conference on Data Methods",
    "Advances in Neural Information Processing Systems",
    "Proceedings of the Annual Meeting on Environmental Computing",
    "Symposium on Clinical Informatics",
)
_WORDS = (
    "we measure propose observe compare samples estimates uncertainty strongly weakly regional models baseline network "
    "annotated randomised participants significant improvement variance coefficients outcome exposure seasonal gradient "
    "parameters training validation independent replicated sensitivity robustness threshold concentration intervention "
    "temporal spatial resolution interaction pathway mechanism simulation experiment hypothesis reduction increase "
    "moderate substantial accuracy precision datasets benchmark framework algorithm convergence population response"
).split()


@dataclass(frozen=True, slots=True)
class Pair:
    family: str
    one: Paper
    other: Paper
    is_same: bool


class Maker:
    """Records and their variations, from one source of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.number = 0

    def pick(self, values):
        return self.chance.choice(values)

    def abstract(self, about: str) -> str:
        """Six sentences of words that half of all abstracts have, and of words of its own field."""
        field = [self.word() for _ in range(40)]
        return f"This paper is on {about}. " + " ".join(f"{self.sentence(field)}." for _ in range(6))

    def sentence(self, field: list[str]) -> str:
        return " ".join(self.pick(_WORDS if self.chance.random() < 0.4 else field) for _ in range(14)).capitalize()

    def word(self) -> str:
        return "".join(self.pick("bcdfglmnprstv") + self.pick("aeiou") for _ in range(self.chance.randint(3, 5)))

    def revised(self, abstract: str) -> str:
        """The abstract with a third of its sentences written anew."""
        sentences = abstract.split(". ")
        for place in self.chance.sample(range(1, len(sentences)), len(sentences) // 3):
            sentences[place] = self.sentence([self.word() for _ in range(10)])
        return ". ".join(sentences)

    def title(self) -> str:
        return f"{self.pick(_HOW)} {self.pick(_WHAT)} {self.pick(_WHERE)}"

    def people(self, n: int | None = None) -> list[tuple[str, str]]:
        families = self.chance.sample(_FAMILY, n or self.chance.randint(2, 7))
        return [(f.replace("_", " "), self.pick(_GIVEN)) for f in families]

    def doi(self, journal: bool = True) -> str:
        self.number += 1
        return (
            f"10.{1000 + self.number % 7}/{'j' if journal else 'c'}.{self.chance.randint(10**5, 10**6)}.{self.number}"
        )

    def article(self, **given) -> Fields:
        """A journal article with all that a good record says."""
        title = given.get("title") or self.title()
        first = self.chance.randint(1, 900)
        return {
            "title": title,
            "abstract": self.abstract(str(title)),
            "people": self.people(),
            "year": self.chance.randint(2008, 2024),
            "venue": self.pick(_JOURNAL)[0],
            "type": "article-journal",
            "volume": str(self.chance.randint(1, 60)),
            "issue": str(self.chance.randint(1, 12)),
            "pages": f"{first}-{first + 12}",
            "doi": self.doi(),
        } | given

    def meeting_paper(self, **given) -> Fields:
        plain = {
            "type": "paper-conference",
            "venue": self.pick(_MEETING),
            "volume": "",
            "issue": "",
            "doi": self.doi(False),
        }
        return self.article(**plain | given)

    def preprint_of(self, work: Fields, **given) -> Fields:
        """What was posted before: often with another abstract, always with another identifier."""
        number = (
            f"{self.chance.randint(8, 24):02}{self.chance.randint(1, 12):02}.{self.chance.randint(10**4, 10**5 - 1)}"
        )
        plain = {
            "arxiv_id": number,
            "doi": self.pick(["", f"10.48550/arXiv.{number}"]),
            "venue": self.pick(["", "arXiv", "arXiv preprint"]),
            "type": self.pick(["article", "", "article-journal"]),
            "year": int(work["year"]) - self.pick([0, 0, 1, 1, 2, 3]),
            "abstract": self.revised(str(work["abstract"])),
        }
        return work | {"volume": "", "issue": "", "pages": ""} | plain | given

    def record(self, fields: Fields) -> Paper:
        """The record as some program exports it."""
        values = {name: str(value) for name, value in fields.items() if name != "people"}
        people = list(fields["people"])
        if len(people) > 3 and self.chance.random() < 0.2:
            people = people[: self.chance.randint(1, 3)] + [("others", "")]
        write = self.pick([_turned, _straight, _initials, _medline])
        self.number += 1
        key = self.pick(["", f"{people[0][0].lower()}{fields['year']}_{self.number}", f"rec{self.number}"])
        return paper(**values | {"authors": [write(*person) for person in people], "key": key})

    def noisy(self, fields: Fields, keep: tuple[str, ...] = ()) -> Paper:
        """The record with what exports change and lose; at most two things are lost."""
        fields = dict(fields)
        losable = [n for n in ("year", "venue", "volume", "issue", "pages", "abstract", "type") if n not in keep]
        for name in self.chance.sample(losable, self.chance.randint(0, 2)):
            fields[name] = ""
        if "title" not in keep:
            fields["title"] = self.pick([str, str, str.upper, str.title, _dashed, _stopped])(str(fields["title"]))
        return self.record(fields)


def _turned(family: str, given: str) -> str:
    return f"{family}, {given}" if given else family


def _straight(family: str, given: str) -> str:
    return f"{given} {family}".strip()


def _initials(family: str, given: str) -> str:
    return f"{family}, {given[0]}." if given else family


def _medline(family: str, given: str) -> str:
    return f"{family} {given[0]}" if given else family


def _dashed(title: str) -> str:
    return title.replace(": ", " - ").replace("-", "–")


def _stopped(title: str) -> str:
    return f"{title}."


def _family(is_same: bool) -> Callable:
    def named(make: Callable[[Maker], tuple[Paper, Paper]]) -> Callable[[Maker], Pair]:
        name = make.__name__.strip("_").replace("_", " ")
        FAMILIES.append(made := lambda maker: Pair(name, *make(maker), is_same))
        return made

    return named


FAMILIES: list[Callable[[Maker], Pair]] = []
_same_work, _two_works = _family(True), _family(False)


@_same_work
def _preprint_and_article(m: Maker):
    work = m.article()
    return m.noisy(m.preprint_of(work)), m.noisy(work)


@_same_work
def _preprint_and_meeting_paper(m: Maker):
    work = m.meeting_paper()
    return m.noisy(m.preprint_of(work)), m.noisy(work)


@_same_work
def _biology_preprint_and_article(m: Maker):
    work = m.article()
    doi = f"10.1101/{m.chance.randint(2014, 2024)}.0{m.chance.randint(1, 9)}.11.{m.chance.randint(10**5, 10**6)}"
    posted = m.preprint_of(work, arxiv_id="", doi=doi, venue=m.pick(["bioRxiv", "medRxiv", ""]))
    return m.noisy(posted), m.noisy(work)


@_same_work
def _versions_of_a_preprint(m: Maker):
    posted = m.preprint_of(m.article(), doi="")
    later = posted | {"arxiv_id": "", "doi": f"10.48550/arXiv.{posted['arxiv_id']}", "abstract": m.abstract("it")}
    return m.noisy(posted | {"arxiv_id": f"{posted['arxiv_id']}v1"}), m.noisy(later | {"title": m.title()})


@_same_work
def _one_doi(m: Maker):
    work = m.article()
    return m.noisy(work), m.noisy(work | {"doi": f"https://doi.org/{str(work['doi']).upper()}", "abstract": ""})


@_same_work
def _one_pmid(m: Maker):
    work = m.article(pmid=str(m.chance.randint(10**6, 10**8)))
    return m.noisy(work | {"doi": ""}), m.noisy(work)


@_same_work
def _case_and_punctuation(m: Maker):
    work = m.article(doi="", title=f"{m.title()}: {m.pick(_SUBTITLE)}")
    return m.noisy(work), m.noisy(work | {"title": str(work["title"]).replace(" of ", " Of ").replace("-", " ")})


@_same_work
def _accents_and_greek(m: Maker):
    a, b = m.pick(
        [("β-catenin", "beta-catenin"), ("naïve", "naive"), ("Schrödinger", "Schrodinger"), ("TGF-α", "TGF alpha")]
    )
    tail = m.title()
    work = m.article(doi="")
    return m.noisy(work | {"title": f"{a} and {tail}"}), m.noisy(work | {"title": f"{b} and {tail}"})


@_same_work
def _markup_remains(m: Maker):
    tail = m.title()
    a, b = m.pick(
        [
            ("CO<sub>2</sub> and", "CO2 and"),
            (r"$\beta$-cells and", "β-cells and"),
            ("{B}ayesian {MCMC} and", "Bayesian MCMC and"),
            (r"\emph{Drosophila} &", "Drosophila and"),
            (r"$^{13}$C dating and", "13C dating and"),
        ]
    )
    work = m.article(doi="")
    return m.noisy(work | {"title": f"{a} {tail}"}, ("title",)), m.noisy(work | {"title": f"{b} {tail}"}, ("title",))


@_same_work
def _spelling_of_two_countries(m: Maker):
    work = m.article(doi="", title=f"{m.pick(_HOW)} tumour modelling behaviour and {m.pick(_WHAT)} {m.pick(_WHERE)}")
    other = str(work["title"]).replace("our", "or").replace("ise", "ize").replace("isation", "ization")
    return m.noisy(work), m.noisy(
        work | {"title": other.replace("modelling", "modeling").replace("signalling", "signaling")}
    )


@_same_work
def _a_typing_error(m: Maker):
    work = m.article(doi="", title=f"{m.title()} {m.pick(['and related outcomes', 'and its consequences'])}")
    words = str(work["title"]).split()
    place = m.pick([i for i, word in enumerate(words) if len(word) > 6 and word.isalpha()])
    at, word = m.chance.randint(1, 4), words[place]
    words[place] = m.pick(
        [
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )
    return m.noisy(work), m.noisy(work | {"title": " ".join(words)})


@_same_work
def _no_subtitle(m: Maker):
    main = m.title()
    work = m.article(doi="", title=f"{main}: {m.pick(_SUBTITLE)}")
    return m.noisy(work, ("title",)), m.noisy(work | {"title": main}, ("title",))


@_same_work
def _one_record_has_no_identifier(m: Maker):
    work = m.article()
    return m.noisy(work | {"doi": ""}), m.noisy(work)


@_same_work
def _title_and_abstract_alone(m: Maker):
    work = m.article()
    bare = paper(title=str(work["title"]), abstract=str(work["abstract"]))
    return bare, m.noisy(work, ("abstract",))


@_same_work
def _a_title_without_abstract(m: Maker):
    work = m.article()
    return m.noisy(work | {"abstract": "", "doi": ""}), m.noisy(work)


@_same_work
def _online_and_in_print(m: Maker):
    work = m.article(doi="")
    return m.noisy(work | {"year": int(work["year"]) - 1, "volume": "", "issue": "", "pages": ""}), m.noisy(work)


@_same_work
def _venue_in_short(m: Maker):
    long, short = m.pick(_JOURNAL)
    work = m.article(doi="", venue=long)
    return m.noisy(work, ("venue",)), m.noisy(work | {"venue": short}, ("venue",))


@_same_work
def _marked_as_retracted(m: Maker):
    work = m.article(doi="")
    mark = m.pick(
        ["RETRACTED: {}", "Retracted Article: {}", "[Retracted] {}", "{} (Retracted article. See vol. 3, 2020)"]
    )
    return m.noisy(work | {"title": mark.format(work["title"])}, ("title",)), m.noisy(work)


@_same_work
def _preprint_with_another_title(m: Maker):
    work = m.article(title=f"{m.title()} with {m.pick(['simple', 'strong', 'weak'])} assumptions")
    title = str(work["title"]).replace("with", m.pick(["under", "given"])).replace("assumptions", "priors")
    kept = ("abstract",)
    return m.noisy(m.preprint_of(work, title=title, abstract=work["abstract"]), kept), m.noisy(work, kept)


@_same_work
def _preprint_with_the_year_of_its_last_version(m: Maker):
    work = m.meeting_paper()
    posted = m.preprint_of(work, year=int(work["year"]) + m.pick([1, 3, 6]), abstract=work["abstract"])
    return m.noisy(posted, ("abstract",)), m.noisy(work, ("abstract",))


@_same_work
def _first_author_et_al(m: Maker):
    work = m.article(doi="")
    family, _given = work["people"][0]
    return m.noisy(work | {"people": [(f"{family} et al.", "")]}), m.noisy(work)


@_same_work
def _no_word_on_its_being_a_review(m: Maker):
    main = m.title()
    work = m.article(doi="", title=f"{main}: {m.pick(['a review', 'a survey', 'an overview'])}")
    return m.noisy(work, ("title",)), m.noisy(work | {"title": main}, ("title",))


@_same_work
def _one_entry_edited(m: Maker):
    work = m.article(doi="")
    one, other = m.record(work), m.record(work | {"year": int(work["year"]) + 1, "volume": ""})
    return _keyed(one, "entry1"), _keyed(other, "entry1")


@_two_works
def _editorials(m: Maker):
    title = m.pick(
        ["Editorial", "Introduction", "Preface", "Editor's note", "In this issue", "Guest editorial", "Foreword"]
    )
    people = m.people(m.chance.randint(1, 2))
    a, b = (m.article(title=title, people=people, venue=_JOURNAL[0][0], doi=m.pick(["", m.doi()])) for _ in range(2))
    return m.noisy(a), m.noisy(b)


@_two_works
def _erratum_and_paper(m: Maker):
    work = m.article(doi="")
    title = m.pick(
        ["Erratum: {}", "Correction to: {}", "Corrigendum to “{}”", "Retraction notice to: {}", "{} (vol 12, pg 3, 2011)",
         "Publisher Correction: {}", "Expression of Concern: {}", "{}: erratum", "Retraction Note: {}", "Addendum: {}"]
    ).format(work["title"])  # fmt: skip
    notice = work | {"title": title, "year": int(work["year"]) + m.pick([0, 1]), "abstract": "", "pages": "1001"}
    return m.noisy(work), m.noisy(notice)


@_two_works
def _reply_and_paper(m: Maker):
    work = m.article()
    title = m.pick(
        [
            "Reply to: {}",
            "Comment on “{}”",
            "Response to {}",
            "Re: {}",
            "{}: reply",
            "{} - a commentary",
            "Discussion of: {}",
        ]
    )
    reply = m.article(
        title=title.format(work["title"]), people=m.pick([work["people"], m.people(2)]), doi="", year=work["year"]
    )
    return m.noisy(work | {"doi": ""}), m.noisy(reply)


@_two_works
def _parts_of_a_series(m: Maker):
    main, people = m.title(), m.people()
    a, b = m.pick(
        [("Part I", "Part II"), ("I.", "II."), ("part 1", "part 2"), ("Part A", "Part B"), ("Volume 3", "Volume 4")]
    )
    gap = m.pick([", ", ". ", ": ", " - "])
    year = m.chance.randint(2008, 2023)
    one, other = (
        m.article(title=f"{main}{gap}{part}", people=people, doi="", year=year, venue=_JOURNAL[0][0]) for part in (a, b)
    )
    return m.noisy(one), m.noisy(other)


@_two_works
def _paper_and_second_part(m: Maker):
    work = m.article(doi="")
    part = m.pick([": Part II", " II", ", part 2", ": a follow-up", ": the second year", " revisited", ": an update"])
    second = m.article(
        title=f"{work['title']}{part}", people=work["people"], doi="", year=int(work["year"]) + m.pick([0, 1, 2])
    )
    return m.noisy(work), m.noisy(second)


@_two_works
def _follow_up_of_the_same_authors(m: Maker):
    how, what, people = m.pick(_HOW), m.pick(_WHAT), m.people()
    a, b = m.pick(
        [("in mice", "in rats"), ("in men", "in women"), ("in 2018", "in 2019"), ("with GPT-3", "with GPT-4"), ("in Spain", "in Spanish firms"),
         ("in hypertension", "in hypotension"), ("in type 1 diabetes", "in type 2 diabetes"), ("with supervised models", "with unsupervised models"),
         ("for symmetric kernels", "for asymmetric kernels"), ("before surgery", "after surgery"), ("at low pressure", "at high pressure")]
    )  # fmt: skip
    year = m.chance.randint(2010, 2023)
    one, other = (
        m.article(title=f"{how} {what} {w}", people=people, doi="", year=year + m.pick([0, 1])) for w in (a, b)
    )
    return m.noisy(one), m.noisy(other)


@_two_works
def _follow_up_with_its_own_doi(m: Maker):
    work = m.article()
    return m.noisy(work), m.noisy(
        m.article(title=work["title"], people=work["people"], year=int(work["year"]) + m.pick([0, 1, 2]))
    )


@_two_works
def _meeting_paper_and_journal_extension(m: Maker):
    work = m.meeting_paper()
    longer = m.article(
        title=work["title"],
        people=work["people"],
        year=int(work["year"]) + m.pick([1, 2]),
        abstract=m.revised(str(work["abstract"])),
    )
    dois = m.pick([{}, {"doi": ""}])
    return m.noisy(work | dois, ("venue", "type", "year")), m.noisy(longer | dois, ("venue", "type", "year"))


@_two_works
def _meeting_abstract_and_later_paper(m: Maker):
    work = m.article(doi="")
    shown = {
        "year": int(work["year"]) - m.pick([2, 3]),
        "venue": m.pick(_JOURNAL)[0],
        "abstract": m.abstract("a poster"),
        "pages": "S12",
    }
    return m.noisy(work, ("year",)), m.noisy(work | shown | {"volume": "70"}, ("year",))


@_two_works
def _short_titles_of_different_people(m: Maker):
    title = m.pick(
        ["Deep learning", "Climate change", "Soil moisture", "Gene therapy", "Causal inference", "Graph theory"]
    )
    return m.noisy(m.article(title=title, doi="")), m.noisy(m.article(title=title, doi=m.pick(["", m.doi()])))


@_two_works
def _one_title_of_different_people(m: Maker):
    title, people = m.title(), m.people(6)
    one, other = (m.article(title=title, people=part, doi=m.pick(["", m.doi()])) for part in (people[:3], people[3:]))
    return m.noisy(one), m.noisy(other)


@_two_works
def _protocol_and_results(m: Maker):
    main, people, year = m.title(), m.people(), m.chance.randint(2010, 2022)
    a, b = (
        ": study protocol for a randomised controlled trial",
        m.pick(["", ": results of a randomised controlled trial"]),
    )
    one, other = (
        m.article(title=f"{main}{tail}", people=people, doi="", year=year + m.pick([0, 1])) for tail in (a, b)
    )
    return m.noisy(one), m.noisy(other)


@_two_works
def _one_main_title_two_subtitles(m: Maker):
    main, people, year = m.title(), m.people(), m.chance.randint(2010, 2022)
    subtitles = m.chance.sample(_SUBTITLE, 2)
    one, other = (m.article(title=f"{main}: {s}", people=people, doi="", year=year) for s in subtitles)
    return m.noisy(one), m.noisy(other)


@_two_works
def _yearly_reports(m: Maker):
    people, year = m.people(), m.chance.randint(2010, 2022)
    title = m.pick(
        [
            "Cancer statistics, {}",
            "Annual report on river flooding {}",
            "Overview of the shared task {}: findings and results",
        ]
    )
    one, other = (m.article(title=title.format(y), people=people, doi="", year=y) for y in (year, year + 1))
    return m.noisy(one), m.noisy(other)


@_two_works
def _chapters_with_the_doi_of_their_book(m: Maker):
    doi = m.doi()
    book = {"doi": doi, "type": "chapter", "year": 2015, "venue": "A Handbook of Methods"}
    return m.noisy(m.article(**book)), m.noisy(m.article(**book))


@_two_works
def _one_key_two_works(m: Maker):
    people = m.people()
    one, other = (m.article(people=people, doi=m.pick(["", m.doi()]), year=2019) for _ in range(2))
    return _keyed(m.record(one), "smith2019"), _keyed(m.record(other), "smith2019")


@_two_works
def _paper_and_its_data(m: Maker):
    work = m.article()
    title = m.pick(
        ["Data from: {}", "Replication code for: {}", "{} [dataset]", "{} (poster)", "{} (extended abstract)"]
    )
    data = work | {
        "title": title.format(work["title"]),
        "doi": m.pick(["", "10.5061/dryad.k1"]),
        "type": m.pick(["dataset", ""]),
    }
    return m.noisy(data, ("title",)), m.noisy(work, ("title",))


@_two_works
def _thesis_and_article(m: Maker):
    work = m.article(people=m.people(1), doi="")
    thesis = work | {
        "type": "thesis",
        "venue": "University of Somewhere",
        "volume": "",
        "pages": "",
        "abstract": m.abstract("it"),
    }
    return m.noisy(thesis, ("type",)), m.noisy(work, ("type",))


@_two_works
def _two_preprints(m: Maker):
    work = m.article()
    return m.noisy(m.preprint_of(work)), m.noisy(m.preprint_of(work | {"title": f"{work['title']}, extended"}))


def _keyed(one: Paper, key: str) -> Paper:
    from dataclasses import replace

    return replace(one, key=key)


def pairs(seed: int, each: int) -> Iterator[Pair]:
    """`each` pairs of every family."""
    maker = Maker(seed)
    for make in FAMILIES:
        for _ in range(each):
            yield make(maker)
