"""Commands and environments of LaTeX by what they do to running text."""

from __future__ import annotations

HEADINGS = frozenset(
    "part chapter section subsection subsubsection paragraph subparagraph title subtitle addchap".split()
)
# Their argument is text that stands beside the paragraph.
ASIDES = frozenset(
    "footnote footnotetext endnote sidenote marginpar marginnote thanks caption subcaption captionof caption* tablenote"
    " tnote footnoteA footnoteB".split()
)
# Their first argument is no text; what follows is.
NO_TEXT = frozenset(
    "label ref eqref autoref cref Cref pageref nameref vref Vref namecref includegraphics includepdf bibliographystyle"
    " usepackage RequirePackage documentclass vspace hspace vspace* hspace* color textcolor colorbox fcolorbox index"
    " hypersetup graphicspath pagestyle thispagestyle setcounter addtocounter setlength addtolength newlength newcounter"
    " geometry hyphenation pagenumbering date todo href hyperlink hypertarget url path nolinkurl footnotemark nocite"
    " stepcounter refstepcounter phantomsection addcontentsline markboth citestyle setcitestyle defcitealias institute"
    " affiliation email address orcid orcidlink keywords tikzset pgfplotsset lstset sisetup newtheorem theoremstyle"
    " linespread selectlanguage raisebox rule multicolumn multirow cmidrule cline resizebox scalebox adjustbox"
    " definecolor crefname Crefname acrodef newacronym newglossaryentry glsreset printbibliography bibdata".split()
)
# Further arguments of these that are no text.
MORE_NO_TEXT = {
    **{
        "setcounter": 1,
        "addtocounter": 1,
        "setlength": 1,
        "addtolength": 1,
        "multicolumn": 1,
        "multirow": 1,
        "rule": 1,
    },
    **{"addcontentsline": 2, "markboth": 1, "newtheorem": 1, "resizebox": 1, "definecolor": 2, "defcitealias": 1},
    **{"crefname": 2, "Crefname": 2, "acrodef": 1, "newacronym": 2, "newglossaryentry": 1, "fcolorbox": 1},
}
INCLUDES = frozenset("input include subfile InputIfFileExists".split())
INCLUDES_FROM = frozenset(
    "import subimport includefrom subincludefrom inputfrom subinputfrom".split()
)  # {folder}{file}
BREAKS = frozenset("par item bibitem newpage clearpage maketitle appendix tableofcontents cleardoublepage".split())
# Environments.
FORMULAS = frozenset(
    "equation align gather multline eqnarray displaymath math flalign alignat array subequations dmath IEEEeqnarray"
    " aligned gathered split".split()
)
UNREAD = frozenset(
    "tikzpicture pgfpicture algorithmic algorithm2e lstlisting verbatim comment picture forest prooftree filecontents"
    " titlepage CCSXML".split()
)
TABLES = frozenset("tabular tabularx tabulary longtable tabu tblr supertabular xltabular".split())
INLINE = frozenset(
    "document quotation em small center flushleft flushright minipage sloppypar spacing otherlanguage".split()
)
