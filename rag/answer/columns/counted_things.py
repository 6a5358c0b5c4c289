"""Words for what is counted in studies: who is asked, treated or watched, and what is looked at."""

from __future__ import annotations

# What a sample may consist of, in families of words for the same: who is asked, treated or watched.
PEOPLE = """people persons participants patients subjects volunteers women men females males adults children infants neonates newborns
    adolescents students respondents individuals controls inpatients outpatients users annotators adults boys girls mothers fathers veterans
    residents employees workers nurses physicians caregivers survivors migraineurs smokers households families twins teachers pupils
    practitioners developers engineers players athletes drivers farmers humans"""
ANIMALS = """animals rats mice monkeys macaques dogs cats rabbits pigs piglets lambs sheep goats cows calves horses hamsters gerbils
    ferrets birds chickens fish zebrafish bees colonies hives flies larvae marmosets rodents"""
ITEMS = """images scans sentences documents questions instances records examples samples pairs videos clips sketches articles papers
    interviews specimens biopsies eyes teeth hearts sites plots farms schools hospitals projects companies reviews studies trials
    publications species sequences genomes questionnaires responses dialogues tweets recipes scenes objects games cells tumors tumours
    datapoints interactions entries observations"""
STUDIES = "studies trials publications papers articles reports reviews experiments"
# Those that name several without an s at their end.
NO_S = frozenset(word for word in f"{PEOPLE} {ANIMALS}".split() if not word.endswith("s")) | {"series", "data"}
