"""Questions that a given library certainly cannot answer, for measuring whether it says so.

Off topic: written questions from many fields; one is taken only where no paper has any of the words that it turns on.
Invented name: on a real paper, about a method whose made-up name no paper has. As names come in many shapes, they do
here too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import count
from random import Random

_SEED = 7
_TURNS_ON = re.compile(r"\*(.+?)\*")
# The words between stars are what a question turns on: without them there is no answer.
_OFF_TOPIC = """
    How long should *sourdough* rest before it is baked?
    How does *rennet* turn milk into cheese?
    How does *malolactic* fermentation change the taste of wine?
    In which month is *asparagus* best harvested?
    Which *mordant* keeps wool red when it is dyed with *madder*?
    Which varnish did the *luthiers* of *Cremona* use?
    How long is the reed of a *bassoon*?
    How does *Buxtehude* end his *fugues*?
    Which *haiku* by *Basho* speak of autumn?
    How far behind the *stumps* does a *wicketkeeper* stand?
    How is a tie decided in a *velodrome* race?
    How close to the wind can a *schooner* sail?
    What did *Hanseatic* merchants buy in *Novgorod*?
    Why did *Charlemagne* divide his empire?
    Which taxes did the *Domesday* survey record?
    How were *Ottoman* *janissaries* paid?
    What do *cuneiform* tablets tell about the price of barley?
    How hot did *Minoan* potters fire their *kilns*?
    How did *guilds* of *weavers* set wages?
    How did *bimetallism* affect the price of silver?
    How much does *seigniorage* bring in for a state?
    When is a *bailee* liable for lost goods?
    How does *estoppel* limit the claims of a landlord?
    How many years does *usucaption* of land take in Roman law?
    How do *theologians* read the *Beatitudes*?
    What does the *Talmud* say about vows?
    How is the *optative* formed in *Sanskrit* verbs?
    How old are the *basalts* of the *Deccan*?
    How are *drumlins* formed under ice?
    When did *stromatolites* first appear?
    How tilted is the axis of *Uranus*?
    What drives the *geysers* of *Enceladus*?
    What sets the critical temperature of *cuprate* *superconductors*?
    How are *muons* told from *pions* in a detector?
    How does *Grothendieck* define a *topos*?
    How stable are *perovskite* solar cells in humid air?
    Which catalyst speeds up the *hydroformylation* of *propene*?
    How fast does *rebar* corrode in bridges near the sea?
    How much *prestress* does a *girder* lose in ten years?
    How often must the *ballast* of a *railway* be renewed?
    Which *lichens* grow on *gravestones*?
    Where do *nightjars* spend the winter?
    What do *pangolins* eat in the dry season?
    How do *cuttlefish* hide among *seaweed*?
    How long do *tardigrades* survive in a vacuum?
    Which *moths* pollinate *orchids*?
    Which *fungicides* protect *vineyards* from *mildew*?
    Which dose of *warfarin* suits patients after hip surgery?
    How is *glaucoma* treated in dogs?
    How is *scabies* treated in infants?
    Which nerve is at risk in a *thyroidectomy*?
    How well does *hydroxyurea* prevent crises in *sickle* cell disease?
    How soon after a *cataract* operation can patients read?
    How does *backpropagation* train *convolutional* networks?
    How does *Kubernetes* restart a failed *container*?
    How does *quicksort* choose its *pivot*?
    How does a *compiler* assign *registers* to variables?
    Which *cipher* did *Bletchley* break last?
    How do *tariffs* change the exports of *textiles*?
    How do *kindergartens* teach children to share?
"""
_ABOUT = (
    "How does {name} work in the paper “{title}”?",
    "What does “{title}” say about {name}?",
    "Which results does {name} reach in “{title}”?",
    "Why was {name} chosen in “{title}”?",
    "What are the limits of {name} according to “{title}”?",
)
_SHAPES = ("{0}", "{1}", "{0}Net", "{0}-2")  # of a name: {0} is capitalised, {1} all capitals
_ONSETS = "b br d dr f g gl k l m n p pr r s st t tr v z".split()
_CODAS = "k l m n r t x".split()


def off_topic(is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """The written questions none of whose telling words is known to the library."""
    written = (line.strip() for line in _OFF_TOPIC.strip().splitlines())
    unanswerable = (line for line in written if not any(map(is_known, _TURNS_ON.findall(line))))
    return tuple(line.replace("*", "") for line in unanswerable)


def invented_names(titles: Sequence[str], is_known: Callable[[str], bool]) -> tuple[str, ...]:
    """A question for each title, about a method with a name that the library does not know."""
    random = Random(_SEED)
    questions = []
    for number, title in enumerate(titles):
        shape = _SHAPES[number % len(_SHAPES)]
        name = next(name for _ in count() if not is_known(name := _name(shape, random)))
        questions.append(_ABOUT[number % len(_ABOUT)].format(name=name, title=title))
    return tuple(questions)


def _name(shape: str, random: Random) -> str:
    root = "".join(random.choice(parts) for parts in (_ONSETS, "aeiou", _CODAS) * 2)
    return shape.format(root.capitalize(), root.upper())
