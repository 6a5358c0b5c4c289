"""Abbreviations of English that keep a full stop, without it, by what stands behind them."""

from __future__ import annotations

# A word or a name, always: they end no sentence.
BEFORE_WORD = frozenset(
    "e.g i.e eg ie cf vs viz dr mr mrs ms prof st mt messrs hon capt sgt rev incl esp ca approx pers univ dept var subsp"
    " ssp cv aff resp v c".split()
)
# A number, nearly always: Fig. 3, no. 4, Jan. 1.
BEFORE_NUMBER = frozenset(
    "fig figs eq eqs eqn eqns no nos p pp vol vols sec secs sect ref refs tab tabs tbl ch chap art thm prop lem cor def"
    " alg app ed n fol fols ver wk ser pt jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
# Anything: these may end a sentence.
OTHERS = frozenset(
    "al etc et inc ltd co corp llc jr sr sp spp gen wt equiv min max hr hrs yr yrs mo mos wks avg est temp diam conc freq"
    " pct mat suppl comm lit cit op cl add cal int natl assoc am j nat proc trans phys lett chem sci acad med engl biol"
    " soc clin eds deg mss".split()
)
