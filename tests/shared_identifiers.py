"""Labelled pairs that an identifier, a title or an abstract alone would tell wrongly, over many fields.

`WORKS` are invented, one or two a field; each kind of pair makes of a work the two records that databases would have of
it, or of two works that they would mix up. What is there beside (pages, abstract, year, names in this form or that) is
left to chance, and so is whether both records are of one file.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rag.intake.readers.record import paper
from rag.records import Paper

Fields = dict[str, str]
WORKS = [
    ("Night shifts and blood sugar in nurses", "Journal of Ward Medicine", "Abara, Ngozi; Lindholm, Petra; Sousa, Rui",
     "Blood sugar was measured every hour in 84 nurses during day and night shifts. Night shifts raised the mean by a tenth, chiefly after meals taken past midnight. Younger nurses recovered within one day, older ones needed three."),
    ("Antibiotic courses of five or ten days in children with pneumonia", "Archives of Child Lungs", "Mbatha, Thandi; Orsini, Carlo; Yilmaz, Deniz; Park, Soo-jin",
     "Children with pneumonia were given amoxicillin for five or ten days in a blinded trial at eleven hospitals. Treatment failed in four of a hundred in either group. Diarrhoea was rarer after the shorter course, and resistance did not differ."),
    ("Wolves and the browsing of young aspen", "Annals of Forest Ecology", "Haugen, Sigrid; Petrov, Ivan",
     "Aspen shoots were counted along forty transects before and after wolves returned to the valley. Browsing by elk fell by half within six winters, most strongly near streams. Shoots above the reach of elk appeared where wolves denned."),
    ("Household debt and the length of unemployment", "Review of Labour Economics", "Castellano, Marta; Oduya, Felix; Brandt, Jonas",
     "Registers of tax and employment are joined to follow indebted workers after plants have closed. Debt shortens unemployment but lowers the wages that are accepted afterwards. The effect vanishes where benefits last longer than a year."),
    ("Reading aloud in the first year of school", "Studies in Primary Teaching", "Novotna, Jana; Achebe, Ifeoma; Wirth, Karl",
     "Teachers in thirty classes read aloud for twenty minutes each day, while thirty others kept their usual lessons. Vocabulary grew faster in the reading classes, and the gain was largest among children who spoke another language at home."),
    ("Guild courts and the price of bread in Lübeck", "Journal of Hanseatic History", "Dreyer, Annelise",
     "Court rolls of the bakers' guild are read against the prices that the council set between 1410 and 1470. Fines followed bad harvests by a season, and the guild bought grain abroad when the council forbade smaller loaves."),
    ("Consent and silence in the law of sale", "Comparative Private Law", "Okonkwo, Chidi; Vandenberghe, Lies",
     "Nine codes are compared on whether silence may be consent to a changed price. Courts ask what earlier dealings led the seller to expect, whatever the wording of the code. A common rule is proposed for merchants and another for consumers."),
    ("Sparse attention for very long documents", "Transactions on Language Systems", "Xiao, Wang; Min, Li; Hofmann, Greta",
     "Attention over blocks of text is combined with a few tokens that see everything. Documents of a hundred thousand words are summarised with a quarter of the memory, and questions about distant passages are answered better than by sliding windows."),
    ("Spin waves in thin garnet films", "Physics of Magnetic Layers", "Tanaka, Hiroshi; Ruiz, Elena",
     "Spin waves were excited in garnet films of twenty nanometres and imaged by scattered light. Damping grew towards the edges, where strain turned the magnetisation. A capping layer of platinum halved the distance that the waves travelled."),
    ("Nitrogen losses from drained peat", "Soil and Water Letters", "Koivisto, Aino; MacLeod, Fergus; Bianchi, Sara",
     "Nitrogen leaving four drained bogs was measured in ditches over three hydrological years. Losses doubled in autumns with heavy rain and fell again where ditches had been blocked. Moss cover explained more than the age of the drains."),
    ("Hearing loss and loneliness after seventy", "Ageing and Society Quarterly", "Fontaine, Claire; Ogawa, Yumi; Smit, Pieter",
     "Adults above seventy were interviewed and their hearing tested four times over nine years. Loneliness rose with each ten decibels lost, unless a hearing aid was worn daily. Living with a partner made little difference once hearing was counted."),
    ("Corrosion of steel bridges near the sea", "Structures and Materials", "Georgiou, Nikos; Andersen, Mette; Rahimi, Parisa",
     "Plates of weathering steel hung for eight years beneath bridges at various distances from the shore. Corrosion slowed after the third year except within two hundred metres of breaking waves. Washing twice a year kept the patina closed."),
    ("Trust in vaccines among new mothers", "Public Health Conversations", "Silva, Beatriz; Nkemelu, Grace; Hart, Owen",
     "Mothers of newborn children were asked about vaccines at the clinic and again after eight months. Trust depended on whether a midwife had answered questions at length. Leaflets changed nothing, and stories from relatives weighed more than figures."),
    ("Rotation curves of faint spiral galaxies", "Monthly Letters of Astronomy", "Iyer, Kavita; Blanchet, Luc; Moreno, Diego",
     "Rotation curves of sixty faint spirals were measured with neutral hydrogen out to five scale lengths. Their inner slopes are shallower than simulations predict. Feedback from bursts of star formation explains the slopes in all but the faintest galaxies."),
    ("Fermentation of millet by wild yeasts", "Food Microbes", "Traore, Awa; Svensson, Lars; Chaudhary, Amit",
     "Porridge of millet was fermented by yeasts from nine villages and tasted by a panel. Two species of Candida gave most of the aroma, and lactic bacteria kept the moulds away. Warm nights mattered more than the age of the starter."),
    ("Knee pain and stair climbing in postal workers", "Occupational Movement Science", "Nguyen, Thi Hoa; Tran, Van Minh; Keller, Rolf",
     "Postal workers wore sensors on both legs during four working weeks. Pain in the knee grew with the number of stairs but not with the weight of the bag. Taking the stairs more slowly for a week brought the pain down by a third."),
]  # fmt: skip
_CYRILLIC = ("Абара, Нгози", "Линдхольм, Петра", "Соуза, Руй", "Пак, Суджин")
_GERMAN = (
    "Untersucht wurde, wie sich die Verhältnisse über mehrere Jahre verändert haben. Die Ergebnisse zeigen deutliche "
    "Unterschiede zwischen den Gruppen, die sich durch frühere Erfahrungen erklären lassen. Weitere Studien sind nötig."
)


@dataclass(frozen=True, slots=True)
class HardPair:
    kind: str
    one: Paper
    other: Paper
    is_same: bool
    one_file: bool = False


class Maker:
    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.number = 0

    def pick(self, *values):
        return self.chance.choice(values)

    def doi(self) -> str:
        self.number += 1
        return f"10.{self.pick(1016, 1093, 1111, 1177, 3389)}/j.{self.pick('abc', 'wrk', 'lst')}.{self.chance.randint(2009, 2024)}.{10_000 + self.number}"

    def work(self, **given: str) -> Fields:
        """A journal article, as a good record has it."""
        title, venue, people, abstract = self.pick(*WORKS)
        first = self.chance.randint(2, 900)
        plain = {"title": title, "venue": venue, "authors": people, "abstract": abstract, "type": "article-journal"}
        places = {"year": str(self.chance.randint(2005, 2023)), "volume": str(self.chance.randint(2, 60)),
                  "issue": str(self.chance.randint(1, 8)), "pages": f"{first}-{first + 9}"}  # fmt: skip
        return plain | places | given

    def another(self, work: Fields, **given: str) -> Fields:
        """Another work in the same place: of the same authors or not, with a title and an abstract of its own."""
        other = self.work()
        while other["abstract"] == work["abstract"]:
            other = self.work()
        first = int(work["pages"].split("-")[0]) + 10 + self.chance.randint(0, 40)
        same = {name: work[name] for name in ("venue", "year", "volume", "issue", "type")}
        authors = self.pick(work["authors"], other["authors"])
        return other | same | {"pages": f"{first}-{first + 6}", "authors": authors} | given

    def record(self, work: Fields, lose: tuple[str, ...] = (), most: int = 1) -> Paper:
        """A record of it as some program writes it, which lacks at most so many of the fields that may be lost."""
        fields = dict(work)
        for name in self.chance.sample(lose, self.chance.randint(0, min(most, len(lose)))):
            fields[name] = ""
        names = [tuple(name.split(", ")) for name in fields.pop("authors").split("; ")]
        write = self.pick(
            lambda f, g="": f"{f}, {g}".strip(", "),
            lambda f, g="": f"{g} {f}".strip(),
            lambda f, g="": f"{f}, {g[:1]}.",
        )
        self.number += 1
        key = fields.pop("key", self.pick("", f"rec{self.number}"))
        return paper(**fields, authors=[write(*name) for name in names], key=key)


KINDS: list[tuple[str, bool, Callable[[Maker], tuple]]] = []


def _kind(is_same: bool):
    def named(make: Callable[[Maker], tuple]) -> Callable[[Maker], tuple]:
        KINDS.append((make.__name__.strip("_").replace("_", " "), is_same, make))
        return make

    return named


_same, _two = _kind(True), _kind(False)


@_same
def _names_turned_around(m: Maker):
    work = m.work()
    turned = "; ".join(", ".join(reversed(name.split(", "))) for name in work["authors"].split("; "))
    later = {"year": str(int(work["year"]) + m.pick(0, 1))}
    return m.record(work, ("pages", "issue")), m.record(work | later | {"authors": turned}, ("volume", "issue"))


@_same
def _names_in_another_alphabet(m: Maker):
    work = m.work()
    n = len(work["authors"].split("; "))
    return m.record(work, ("pages",)), m.record(work | {"authors": "; ".join(_CYRILLIC[:n])}, ("volume", "year"))


@_same
def _two_years_between_them(m: Maker):
    work = m.work()
    later = {"year": str(int(work["year"]) + 2), "volume": "", "pages": ""}
    return m.record(work, ("issue",)), m.record(work | later, ("venue",))


@_same
def _a_dirty_doi(m: Maker):
    doi = m.doi()
    dirt = m.pick(
        "https://doi.org/{}", "doi:{}", "{}.", "http://dx.doi.org/{}?src=recsys", "{}/full", "{} [doi]", "https://x.org/doi/pdf/{}.pdf",
        '=HYPERLINK("https://doi.org/{0}","{0}")', "https://doi-org.proxy.uni.edu/{}", "%doi:{}", "<a href='u'>{}</a>", "{}; {}",
    ).format(doi, doi)  # fmt: skip
    dirt = dirt.replace(".2", m.pick(".2", "\u200b.2", "%2E2")) if "HYPER" not in dirt else dirt
    work = m.work(doi=doi)
    retitled = work["title"] + m.pick(": a study", "", " revisited in the field")
    return m.record(work), m.record(
        work | {"doi": dirt.upper() if "%2" not in dirt else dirt, "title": retitled}, ("abstract", "pages")
    )


@_same
def _a_translated_title_by_pmid(m: Maker):
    pmid = str(m.chance.randint(10**6, 4 * 10**7) | 1)
    work = m.work(pmid=pmid)
    foreign = work | {"title": "Über die Verhältnisse und ihre Folgen", "pmid": m.pick(f"PMID: {pmid}", f"{pmid}.0", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"),
                      "abstract": m.pick("", _GERMAN)}  # fmt: skip
    return m.record(work | {"title": f"[{work['title']}]."}, ("issue", "pages")), m.record(foreign, ("issue", "volume"))


@_same
def _a_translated_title_by_doi(m: Maker):
    work = m.work(doi=m.doi())
    foreign = {"title": "Über die Verhältnisse und ihre Folgen", "abstract": _GERMAN}
    return m.record(work, ("pages", "venue")), m.record(work | foreign, ("pages", "venue"))


@_same
def _a_preprint_by_another_title(m: Maker):
    work = m.work(doi=m.doi())
    number = f"{m.chance.randint(15, 23)}{m.chance.randint(1, 12):02}.{m.chance.randint(10_000, 99_999)}"
    posted = work | {"title": f"On {work['title'].lower()}", "doi": "", "arxiv_id": m.pick(number, f"arXiv:{number}v2"), "venue": "arXiv",
                     "volume": "", "pages": "", "issue": "", "type": "article", "year": str(int(work["year"]) - m.pick(0, 1, 2))}  # fmt: skip
    return m.record(posted), m.record(work)


@_same
def _a_poster_in_two_databases(m: Maker):
    work = m.work(doi=m.doi(), issue="Supplement 1")
    numbered = f"{m.pick('P', 'PO-', 'OC')}{m.chance.randint(1, 400)} {work['title']}"
    return m.record(work, ("pages",)), m.record(work | {"title": numbered}, ("pages", "volume"))


@_same
def _a_chapter_in_two_databases(m: Maker):
    work = m.work(doi="10.1007/978-3-16-148410-0", type="chapter", volume="", issue="")
    return m.record(work, ("abstract", "pages")), m.record(work | {"title": work["title"].upper()}, ("pages", "year"))


@_same
def _twice_in_one_file(m: Maker):
    work = m.work(doi=m.doi())
    longer = work | {"title": f"{work['title']}: a study over several years"}
    return m.record(work, ("issue",)), m.record(longer, ("pages", "issue", "year")), True


@_same
def _an_abstract_cut_short(m: Maker):
    work = m.work()
    return m.record(work, ("volume",)), m.record(
        work | {"abstract": work["abstract"][:110] + " …", "pages": ""}, ("volume", "year")
    )


@_same
def _a_pmcid_for_a_pmid(m: Maker):
    work = m.work(doi=m.doi())
    return m.record(work | {"pmid": "31000017"}), m.record(
        work | {"pmid": f"PMC{m.chance.randint(10**6, 10**7)}"}, ("abstract",)
    )


@_same
def _a_short_title_alone(m: Maker):
    work = m.work(authors="Abara, Ngozi; Lindholm, Petra", title=m.pick("Rice and floods", "Ice roads", "Bees indoors"))
    bare = {"abstract": "", "volume": "", "pages": "", "issue": "", "year": str(int(work["year"]) + 1)}
    return m.record(work, ("issue",)), m.record(work | bare)


@_two
def _chapters_of_a_book(m: Maker):
    doi = m.pick("10.1007/978-3-16-148410-0", "10.4324/9780306406157", "10.1093/oso/9780306406157.001.0001", m.doi())
    work = m.work(doi=doi, type=m.pick("chapter", "chapter", "book"), volume="", issue="")
    other = m.another(work, doi=doi, type="chapter", pages=f"{m.chance.randint(901, 950)}-980")
    lose = ("abstract", "pages")
    return m.record(work, lose, 2), m.record(other, lose), m.pick(True, False)


@_two
def _posters_of_a_supplement(m: Maker):
    doi = m.doi()
    work = m.work(doi=doi, issue="S1")
    other = m.another(work, doi=doi)
    one_file = m.pick(True, False)
    return (
        m.record(work, ("pages", "volume"), 2),
        m.record(other, ("abstract", "pages") if one_file else ("volume",)),
        one_file,
    )


@_two
def _data_and_code_of_a_deposit(m: Maker):
    doi = "10.5281/zenodo.4400123"
    work = m.work(doi=doi, volume="", issue="", pages="", venue="Zenodo")
    data = work | {"type": "dataset", "title": f"Data for: {work['title']}", "abstract": m.pick("", work["abstract"])}
    code = work | {
        "type": "software",
        "title": f"Code for: {work['title']}",
        "abstract": "Scripts that draw the figures.",
    }
    return m.record(data), m.record(code), m.pick(True, False)


@_two
def _an_article_and_its_data(m: Maker):
    work = m.work(doi=m.doi())
    data = work | {
        "type": "dataset",
        "title": m.pick("Data from: {}", "{} [dataset]", "Supplementary data of {}").format(work["title"]),
    }
    return m.record(work), m.record(data | {"doi": m.pick("", "10.5061/dryad.77k1")}, ("pages",))


@_two
def _pmids_rounded_by_a_spreadsheet(m: Maker):
    pmid = m.pick("37000000", "3.70E+07", "36100000", "3.61E+07")
    work = m.work(pmid=pmid)
    return m.record(work, ("pages", "abstract")), m.record(m.another(work, pmid=pmid), ("pages",)), m.pick(True, False)


@_two
def _dois_cut_off(m: Maker):
    doi = "10.1002/(SICI)1097-4636(199823)43:4"
    work = m.work(doi=doi)
    return m.record(work, ("abstract",)), m.record(m.another(work, doi=doi), ("pages",)), True


@_two
def _parts_of_one_study(m: Maker):
    work = m.work()
    a, b = m.pick(
        (" I", " II"), (": part 1", ": part 2"), (". Part A", ". Part B"), (" (first report)", " (second report)")
    )
    other = m.another(work, title=work["title"] + b, authors=work["authors"])
    return m.record(work | {"title": work["title"] + a}, ("pages",)), m.record(other, ("volume",))


@_two
def _protocol_and_results(m: Maker):
    work = m.work()
    tail = m.pick(": study protocol", ": protocol for a trial", ": a protocol of a cohort study")
    protocol = work | {
        "title": work["title"] + tail,
        "year": str(int(work["year"]) - m.pick(0, 1)),
        "pages": "e17",
        "volume": "1",
    }
    return m.record(protocol, ("abstract",)), m.record(work, ("abstract",))


@_two
def _reply(m: Maker):
    work = m.work()
    title = m.pick("Reply to: {}", "Comment on “{}”", "Re: {}", "{}: authors' reply", "Response to {}").format(
        work["title"]
    )
    reply = m.another(work, title=title, abstract="", authors=work["authors"])
    return m.record(work, ("pages",)), m.record(reply)


@_two
def _corrigendum_with_the_papers_doi(m: Maker):
    work = m.work(doi=m.doi())
    title = m.pick("Corrigendum to: {}", "Erratum: {}", "Correction: {}", "Retraction notice to: {}").format(
        work["title"]
    )
    notice = work | {"title": title, "abstract": "", "pages": "990", "volume": str(int(work["volume"]) + 1)}
    return m.record(work), m.record(notice, ("volume",)), m.pick(True, False)


@_two
def _editorials_of_one_journal(m: Maker):
    title = m.pick("Editorial", "Preface", "In this issue", "From the editors", "Letter to the editor", "Introduction")
    work = m.work(title=title, abstract="")
    other = m.another(
        work,
        title=title,
        authors=work["authors"],
        volume=str(int(work["volume"]) + m.pick(0, 1)),
        abstract=m.pick("", _GERMAN),
    )
    ids = m.pick({}, {"doi": m.doi()})
    one_file = bool(ids) or m.pick(True, False)
    return m.record(work | ids), m.record(other | ids, ("issue",)), one_file


@_two
def _yearly_reports(m: Maker):
    text = "This report covers the activities of the register and describes the methods by which hospitals send their figures. In {} it counted {} operations in all counties."
    work = m.work(title=m.pick("Annual report of the hip register", "Cancer statistics", "Highlights of the year"))
    year, volume = int(work["year"]) + m.pick(1, 2), int(work["volume"]) + 1
    other = m.another(
        work,
        title=work["title"],
        authors=work["authors"],
        year=str(year),
        volume=str(volume),
        abstract=text.format(year, 4120),
    )
    return m.record(work | {"abstract": text.format(work["year"], 3987)}), m.record(other)


@_two
def _years_in_titles(m: Maker):
    work = m.work(title=f"Prevalence of asthma in the county, {m.chance.randint(2005, 2011)}")
    later = m.another(
        work, title=f"Prevalence of asthma in the county, {m.chance.randint(2012, 2019)}", authors=work["authors"]
    )
    ids = m.pick({}, {"pmid": "36000000"})
    return m.record(work | ids, ("pages",)), m.record(later | ids, ("volume",))


@_two
def _one_title_two_teams(m: Maker):
    work = m.work()
    return m.record(work, ("pages",)), m.record(
        m.another(work, title=work["title"], authors="Quist, Maja; Obi, Uche"), ("pages",)
    )


@_two
def _meeting_and_journal(m: Maker):
    work = m.work(doi=m.doi())
    shown = work | {"type": "paper-conference", "venue": "Proceedings of the Meeting on Methods", "volume": "", "pages": "1-6", "doi": "",
                    "year": str(int(work["year"]) - m.pick(1, 2))}  # fmt: skip
    return m.record(shown), m.record(work)


@_two
def _book_and_its_review(m: Maker):
    isbn = "978-3-16-148410-0"
    book = m.work(type="book", isbn=isbn, volume="", issue="", pages="", venue="", abstract="")
    review = m.another(m.work(), title=f"Book review: {book['title']}", isbn=isbn)
    return m.record(book), m.record(review, ("abstract",))


@_two
def _follow_ups_of_one_team(m: Maker):
    work = m.work()
    a, b = m.pick(
        (" in mice", " in rats"),
        (" at one year", " at five years"),
        (" before surgery", " after surgery"),
        (" in Spain", " in Sweden"),
    )
    other = m.another(work, title=work["title"] + b, authors=work["authors"])
    ids = m.pick({}, {"pmid": "37000000"}, {"doi": "10.1007/978-3-16-148410-0"})
    return (
        m.record(work | ids | {"title": work["title"] + a}, ("pages",)),
        m.record(other | ids, ("volume",)),
        bool(ids),
    )


def hard_pairs(seed: int, each: int) -> Iterator[HardPair]:
    """`each` pairs of every kind."""
    maker = Maker(seed)
    for kind, is_same, make in KINDS:
        for _ in range(each):
            one, other, *one_file = make(maker)
            yield HardPair(kind, one, other, is_same, *one_file)
