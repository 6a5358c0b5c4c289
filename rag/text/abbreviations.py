"""Abbreviations of English that keep a full stop, without it, by what stands behind them."""

from __future__ import annotations

# A word or a name, always: they end no sentence.
BEFORE_WORD = frozenset(
    "e.g i.e eg ie cf vs viz dr mr mrs prof st mt messrs hon capt sgt rev incl esp ca approx pers univ dept var subsp"
    " ssp cv aff resp v c".split()
)
# A number, nearly always: Fig. 3, no. 4, Jan. 1.
BEFORE_NUMBER = frozenset(
    "fig figs eq eqs eqn eqns no nos p pp vol vols secs sect ref refs tab tabs tbl ch chap thm prop lem cor def"
    " alg app ed n fol fols ver ser pt jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
# Anything: these may end a sentence, and units often do.
UNITS = frozenset("min sec hr hrs wk wks mo mos yr yrs deg".split())
OTHERS = frozenset(
    "al etc et inc ltd co corp llc jr sr sp spp gen wt equiv max avg est temp diam conc freq pct mat suppl comm lit cit op"
    " cl add cal int natl assoc am j nat proc trans phys lett chem sci acad med engl biol soc clin eds mss".split()
)
