"""Countries as texts name them: by their names, or by what is of them: "in Kenya", "Kenyan farmers"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.text.rules import rule

# A country by its usual name, with what else it is called, and behind a slash the words for what is of it.
_COUNTRIES = """
Afghanistan/Afghan|Albania/Albanian|Algeria/Algerian|Angola/Angolan|Argentina/Argentinian,Argentine|Armenia/Armenian|Australia/Australian
Austria/Austrian|Azerbaijan/Azerbaijani|Bahrain/Bahraini|Bangladesh/Bangladeshi|Barbados/Barbadian|Belarus/Belarusian|Belgium/Belgian
Belize|Benin/Beninese|Bhutan/Bhutanese|Bolivia/Bolivian|Bosnia and Herzegovina,Bosnia/Bosnian|Botswana|Brazil/Brazilian|Brunei
Bulgaria/Bulgarian|Burkina Faso|Burundi|Cambodia/Cambodian|Cameroon/Cameroonian|Canada/Canadian|Cape Verde|Central African Republic|Chad/Chadian|Chile/Chilean
China,People's Republic of China/Chinese|Colombia/Colombian|Costa Rica/Costa Rican|Croatia/Croatian|Cuba/Cuban|Cyprus/Cypriot
Czech Republic,Czechia/Czech|Democratic Republic of the Congo,Democratic Republic of Congo/Congolese|Denmark/Danish|Djibouti
Dominican Republic|Ecuador/Ecuadorian|Egypt/Egyptian|El Salvador/Salvadoran|Eritrea/Eritrean|Estonia/Estonian|Eswatini,Swaziland
Ethiopia/Ethiopian|Fiji/Fijian|Finland/Finnish|France/French|Gabon/Gabonese|Gambia/Gambian|Georgia/Georgian|Germany/German|Ghana/Ghanaian|Greece/Greek
Guatemala/Guatemalan|Guinea/Guinean|Guinea-Bissau|Guyana|Haiti/Haitian|Honduras/Honduran|Hungary/Hungarian|Iceland/Icelandic|India/Indian
Indonesia/Indonesian|Iran/Iranian|Iraq/Iraqi|Ireland/Irish|Israel/Israeli|Italy/Italian|Ivory Coast,Côte d'Ivoire/Ivorian|Jamaica/Jamaican
Japan/Japanese|Jordan/Jordanian|Kazakhstan/Kazakh|Kenya/Kenyan|Kosovo|Kuwait/Kuwaiti|Kyrgyzstan/Kyrgyz|Laos/Laotian|Latvia/Latvian|Lebanon/Lebanese
Lesotho|Liberia/Liberian|Libya/Libyan|Liechtenstein|Lithuania/Lithuanian|Luxembourg|Madagascar/Malagasy|Malawi/Malawian|Malaysia/Malaysian
Maldives|Mali/Malian|Malta/Maltese|Mauritania/Mauritanian|Mauritius/Mauritian|Mexico/Mexican|Moldova/Moldovan|Monaco|Mongolia/Mongolian
Montenegro|Morocco/Moroccan|Mozambique/Mozambican|Myanmar,Burma/Burmese|Namibia/Namibian|Nepal/Nepali,Nepalese
Netherlands,Holland/Dutch|New Zealand|Nicaragua/Nicaraguan|Niger/Nigerien|Nigeria/Nigerian|North Korea|North Macedonia|Norway/Norwegian|Oman/Omani
Pakistan/Pakistani|Palestine/Palestinian|Panama/Panamanian|Papua New Guinea|Paraguay/Paraguayan|Peru/Peruvian|Philippines/Filipino,Philippine
Poland/Polish|Portugal/Portuguese|Qatar/Qatari|Romania/Romanian|Russia,Russian Federation/Russian|Rwanda/Rwandan|Samoa/Samoan|Saudi Arabia/Saudi
Senegal/Senegalese|Serbia/Serbian|Seychelles|Sierra Leone|Singapore/Singaporean|Slovakia/Slovak|Slovenia/Slovenian|Solomon Islands|Somalia/Somali
South Africa/South African|South Korea,Republic of Korea,Korea/Korean|South Sudan|Spain/Spanish|Sri Lanka/Sri Lankan|Sudan/Sudanese
Suriname|Sweden/Swedish|Switzerland/Swiss|Syria/Syrian|Taiwan/Taiwanese|Tajikistan/Tajik|Tanzania/Tanzanian|Thailand/Thai|Timor-Leste
Togo/Togolese|Trinidad and Tobago|Tunisia/Tunisian|Turkey,Türkiye/Turkish|Turkmenistan/Turkmen|Uganda/Ugandan|Ukraine/Ukrainian
United Arab Emirates,UAE/Emirati|United Kingdom,UK,Great Britain,Britain,England,Scotland,Wales,Northern Ireland/British,English,Scottish,Welsh
United States,United States of America,USA,US,U.S.,U.S.A./American|Uruguay/Uruguayan|Uzbekistan/Uzbek|Vanuatu|Venezuela/Venezuelan
Vietnam,Viet Nam/Vietnamese|Yemen/Yemeni|Zambia/Zambian|Zimbabwe/Zimbabwean
"""
# Also a person's name, a state, a river, a pig: these are countries behind "in" alone.
_AMBIGUOUS = frozenset(("Georgia", "Chad", "Jordan", "Guinea", "Niger"))
# What is of a country is told by people, places and institutions there; "Chinese" alone may be a language or a herb.
_OF_IT = (
    r"(?:adults?|patients?|women|men|children|infants|adolescents|students|people|populations?|cohorts?|participants|individuals|citizens|residents|immigrants|households"
    r"|families|farmers|workers|villages?|towns?|cit(?:y|ies)|provinces?|regions?|coasts?|hospitals?|clinics?|schools?|universit(?:y|ies)|courts?|banks?|firms?|compan(?:y|ies)"
    r"|market|economy|government|law|forests?|rivers?|lakes?|seas?|islands?|stud(?:y|ies)|survey|registry|health|national|general|rural|urban|older|young|pregnant|healthy)"
)


def _called() -> tuple[dict[str, str], dict[str, str]]:
    """What each name, and each word for what is of a country, is usually called."""
    names: dict[str, str] = {}
    words: dict[str, str] = {}
    for entry in _COUNTRIES.replace("\n", "|").strip("|").split("|"):
        named, _, of_it = entry.partition("/")
        usual, *others = named.split(",")
        names |= dict.fromkeys((usual, *others), usual)
        words |= dict.fromkeys(filter(None, of_it.split(",")), usual)
    return names, words


def _any(called: Iterable[str]) -> str:
    return "|".join(sorted((re.escape(name) for name in called), key=len, reverse=True))


_NAMES, _WORDS = _called()
_NAMED = rule(
    "countries: a country is named",
    rf"(?<![\w-])(?<!New )(?<!Gulf of )(?:(?P<country>{_any(_NAMES.keys() - _AMBIGUOUS)}|(?<=\bin )(?:{_any(_AMBIGUOUS)}))(?![\w-]|\.\w)|(?P<of>{_any(_WORDS)})(?= {_OF_IT}\b))",
    matches=("We asked farmers in Kenya.", "Kenyan farmers were asked.", "in the USA and Peru", "nomads in Chad"),
    misses=(
        "The Chinese room",
        "New England has mild winters",
        "give us time",
        "English text",
        "Michael Jordan",
        "indiana",
    ),
    flags=0,
)


def countries(text: str) -> Iterator[tuple[str, int, int]]:
    """The countries that a text names, each by its usual name, with the place where it does, in their order."""
    for match in _NAMED.finditer(text):
        yield _NAMES.get(match["country"] or "") or _WORDS[match["of"]], match.start(), match.end()
