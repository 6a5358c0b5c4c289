"""The designs that studies have, and the words by which an abstract gives one to its study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.text.rules import Rule, rule

NOUN = (
    r"(?:stud(?:y|ies)|trials?|investigations?|comparisons?|designs?|interventions?|analys[ei]s|experiments?|evaluations?|surveys?|phases?"
    r"|protocols?|cohorts?|series|reviews?)"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A design in one spelling, the words that say so, and the family of those of which a study has one alone."""

    name: str
    words: Rule
    family: str = ""


def _kind(name: str, pattern: str, matches: Sequence[str], misses: Sequence[str], family: str = "") -> Kind:
    return Kind(name, rule(f"designs: {name}", pattern, matches=matches, misses=misses), family)


# Those that tell the most of a study come first. Of a review of trials it is not the trials' design that is asked for.
KINDS = (
    _kind(
        "meta-analysis",
        r"\b(?:this|a|an|our|in|network|through a(?: \w+)?|random-effects) meta-?analys[ei]s\b(?! (?:have|has|by)\b)|\bmeta-?analys[ei]s (?:was|were|of|included|estimat\w+)\b|\bmeta-?analy[sz]ed\b",
        ("We did a meta-analysis of tides.", "Meta-analysis was used to pool the risks.", "the trials in this meta-analysis"),
        ("A cohort was followed.", "the analysis of metals", "earlier meta-analyses"),
        "synthesis",
    ),
    _kind(
        "systematic review",
        r"\b(?:systematic(?:ally)?|scoping|umbrella|cochrane|rapid|integrative|mapping)(?: \w+)? (?:literature )?(?:review(?:ed|s)?|mapping)\b|\bsystematic mapping\b"
        r"|\bsystematically (?:searched|reviewed)\b",
        ("We conducted a systematic review.", "a systematic literature review of courts", "Databases were systematically searched."),
        ("We reviewed the letters.", "a systematic error", "systemic disease"),
        "synthesis",
    ),
    _kind(
        "review",
        r"\b(?:this|our|the present|the current|in a|brief|narrative|literature|critical) (?:\w+ )?review\b(?! of (?:the |each )?(?:patient|medical|case|record|chart)\w*)"
        r"|\bwe (?:\w+ ){0,2}?review(?!er)(?:ed)?\b(?! (?:\w+ )?(?:records|charts|files)\b)|\b(?:is|are|were) (?:\w+ly )?reviewed\b|\breviewed in this (?:paper|article|chapter)\b"
        r"|\bthis (?:paper|article|chapter) (?:\w+ly )?reviews\b|\b(?:descriptive|conceptual) review\b",
        ("In this review we consider tides.", "Five statutes are reviewed.", "We critically review the evidence.", "This article reviews bees."),
        ("after thorough review of the patient's history", "the court's review", "peer reviewers", "We review medical records of 12 men."),
        "synthesis",
    ),
    _kind(
        "survey of the literature",
        r"\b(?:this|in this|our) (?:\w+ )?survey\b(?! (?:data|respon))(?=.*\b(?:methods?|approach\w*|models?|research|literature|techniques|work|advances)\b)"
        r"|\bwe\b[^.]*\bsurvey (?:how|the|recent|existing|current|methods|work|approaches)\b",
        ("This survey covers methods of dating.", "We survey recent work on tides.", "We focus on two courts and survey how they rule."),
        ("We did a survey of 40 farmers.", "the geological survey", "surveyed land"),
        "synthesis",
    ),
    _kind(
        "randomised",
        rf"\brandomi[sz]ed?\b(?=(?:[\s,/-]+(?:and )?[\w-]+){{0,9}}?[\s,]+{NOUN}\b)"
        rf"|\b{NOUN}\b[^.;]{{0,25}}\b(?:was|were) (?:\w+,? (?:and )?){{0,3}}randomi[sz]ed\b"
        r"|\b(?:was|were|been|being) (?:\w+ly )?(?:\w+ and )?randomi[sz]ed\b|\brandomi[sz]ed,? (?:to|into|in a|either|between|double|for)\b"
        r"|\b(?:randomly|at random) (?:\w+ly )?(?:re)?(?:assigned|allocated|divided|distributed|received?)\b|\brandomly and \w+ly (?:assigned|allocated)\b"
        r"|\b(?:assigned|allocated|divided) (?:\w+ly )?(?:randomly|at random)\b|^randomi[sz]ed[,;]",
        ("a randomised, double-blind trial", "Women were randomly assigned to walk.", "Plots were randomized to lime or none.",
         "Randomized, prospective, controlled intervention.", "Men were randomized, double blind, to salt"),
        ("pixels are randomly dropped", "a random walk", "randomized smoothing of images", "Households were randomly selected."),
        "trial",
    ),
    _kind(
        "non-randomised",
        r"\b(?:non-?randomi[sz]ed|not randomi[sz]ed|quasi-?experiment(?:al)?|quasi-?randomi[sz]ed|without randomi[sz]ation)\b",
        ("a non-randomised comparison", "a quasi-experimental design", "Farms were not randomised."),
        ("a randomised trial", "random"),
        "observational",
    ),
    _kind("case-control", r"\b(?:nested )?case-?control(?:led)? (?:stud(?:y|ies)|design|analysis)\b", ("a nested case-control study",), ("controls", "a controlled study"), "observational"),
    _kind(
        "cohort",
        r"\b(?:cohort (?:stud(?:y|ies)|design|analysis)|(?:two|three|a|an|prospective|retrospective|birth|large|population-based|inception) (?:\w+ ){0,2}cohorts?"
        r"(?= (?:of|was|were|study|in)\b))",
        ("a prospective cohort of miners", "This cohort study followed nuns.", "on two occasions in two cohorts of farmers"),
        ("In this cohort, no bleaching was seen.", "the cohorts of Rome"),
        "observational",
    ),
    _kind("cross-sectional", r"\bcross-?sectional\b(?! (?:area|image|view|shape))", ("a cross-sectional survey of farms",), ("the cross-sectional area", "a section"), "observational"),
    _kind("case report", r"\bcase (?:reports?|series)\b|\bwe (?:report|describe|present) (?:a|the|two|three) (?:\w+ ){0,2}?(?:cases?|patients?)\b",
          ("We report a case of scurvy.", "a case series of bites"), ("We report the results.", "the case of the bridge"), "observational"),
    _kind("case study", r"\b(?:this|a|an|two|three|our|multiple|in|industrial|exploratory|through|as a|single) (?:\w+ )?case stud(?:y|ies)\b",
          ("in a case study of one mill", "two case studies of reefs"), ("the case was studied", "case law"), "observational"),
    _kind("field study", r"\b(?:field|user|usability) (?:stud(?:y|ies)|trial)\b|\bfield experiments?\b", ("In a field study we compared two traps.",), ("the field of study",)),
    _kind("interviews", r"\b(?:semi-?structured|in-?depth|qualitative|structured) interviews\b|\binterviews were (?:conducted|held)\b|\bwe interviewed\b",
          ("We interviewed 12 judges.", "semi-structured interviews with miners"), ("an interview with Gauss", "a review"), "observational"),
    _kind("questionnaire survey", r"\b(?:were|was) surveyed\b|\b(?:we|a|an|this|online|postal|telephone|national|web|mail|cross-sectional) (?:\w+ )?survey (?:was|among|with|study)\b"
          r"|\bwe surveyed\b|\bquestionnaires? (?:survey|study)\b",
          ("Farmers were surveyed in spring.", "We surveyed 40 judges.", "A postal survey was sent to mills."), ("a survey of methods in this field", "a land surveyor"), "observational"),
    _kind("surveillance", r"\b(?:post-?marketing )?surveillance (?:data|study|system)\b|\bregistry(?:-based)? (?:data|study)\b", ("yellow-card surveillance data were analysed",), ("video surveillance", "a registrar")),
    _kind("retrospective", rf"\bretrospective(?:ly)?\b(?=[\s,]+(?:\w+[\s,]+){{0,4}}?(?:{NOUN}|analy[sz]ed|reviewed|examined|evaluated|chart|data)\b)",
          ("a retrospective study of mills", "Charts were retrospectively reviewed."), ("in retrospect", "a retrospective of Klee"), "observational"),
    _kind("observational", rf"\b(?:observational|longitudinal|epidemiologic(?:al)?|ethnographic|naturalistic) (?:\w+ )?{NOUN}\b", ("an observational study of gulls", "a longitudinal study"), ("an observation",), "observational"),
    _kind("crossover", rf"\bcross-?over\b(?=[\s,]+(?:\w+[\s,]+){{0,4}}?{NOUN}\b)|\b{NOUN} (?:had|with|used) a cross-?over\b|\bcross-?over design\b", ("a double-blind crossover trial",), ("a crossover of genes", "the cross over the altar")),
    _kind("open-label", rf"\bopen[- ]label(?:led)?\b|\bopen(?=,? (?:prospective |controlled |clinical |pilot |multicent\w+ )?{NOUN}\b)|\bnon-?blinded\b", ("an open-label study", "a prospective, controlled, open study"), ("open access", "the open sea")),
    _kind("double-blind", r"\b(?:double|triple)[- ](?:blind(?:ed)?|masked|dummy)\b|\bblindly and randomly\b", ("a double-masked trial of lime",), ("blind mice", "a double bond")),
    _kind("single-blind", r"\bsingle[- ](?:blind(?:ed)?|masked)\b", ("a single-blind test",), ("a blind test",)),
    _kind("placebo-controlled", r"\bplacebo[- ]controlled\b|\b(?:sham|vehicle)[- ]controlled\b|\bversus placebo\b", ("a placebo-controlled study",), ("the placebo effect",)),
    _kind("prospective", rf"\bprospective(?:ly)?\b(?=[\s,-]+(?:[\w-]+[\s,]+){{0,5}}?(?:{NOUN}|enrolled|followed|collected|recruited)\b)", ("a prospective study of storks",), ("prospective buyers",)),
    _kind("multicentre", rf"\bmulti-?cent(?:er|re|ric)\b(?=[\s,]+(?:[\w-]+[\s,]+){{0,4}}?{NOUN}\b)", ("a multicentre study", "a multi-center, open trial"), ("in the centre",)),
    _kind("pilot study", r"\b(?:pilot|feasibility|exploratory|preliminary) (?:study|trial|studies)\b", ("In an exploratory study, ten men were asked.", "a pilot trial"), ("the pilot", "the study of pilots")),
    _kind("phase trial", r"\bphase[- ](?:[1-4]|i{1,3}v?|iv)(?:[ab]?|/[1-4]|/i+)(?: \w+)? (?:study|trial)\b", ("this phase II trial of lime",), ("a solid phase", "phase III development")),
    _kind("replication", r"\breplicat(?:ed?|es|ing|ions? of) (?:(?:the|a|an|this|earlier|previous|that) )*(?:[\w-]+ ){0,2}?(?:stud(?:y|ies)|experiments?|surveys?|trials?|results|findings|S\d)\b|\breplicat(?:ion|ed|ing) stud(?:y|ies)\b", ("We replicated the survey of 1936.", "a replication study"), ("DNA replication", "viral replicates", "replication of the virus")),
    _kind("controlled experiment", r"\bcontrolled (?:laboratory )?experiments?\b", ("a controlled experiment with students",), ("experiments", "a controlled fire")),
    _kind("test-retest", r"\btest[- ]retest (?:study|design)\b", ("a test-retest study of grip",), ("tested",)),
    _kind("empirical study", r"\b(?:an|this|our) empirical study\b", ("We describe an empirical study in a mill.",), ("empirical Bayes",)),
    _kind("in vitro", r"\bin vitro\b(?! fertili[sz]ation)", ("Cells were grown in vitro.",), ("in vitro fertilisation clinics", "vitreous")),
    _kind("in vivo", r"\bin vivo\b", ("It was studied in vivo.",), ("vivid",)),
)  # fmt: skip
