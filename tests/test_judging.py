"""The judge: its replies in every form, its trial, and what its verdicts do to an answer's claims."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from rag.answer.write.judging.judge import Case, judged
from rag.answer.write.judging.replies import Judgement, judgements, verdict_in
from rag.answer.write.judging.trial import Trial, TrialClaim, in_force, outcome, trial_claims, trial_of, tried
from rag.answer.write.prompt import judge_prompt
from rag.intake.sample import sample_papers
from rag.records import Paper
from rag.setup.chat_model import chat_model
from rag.setup.settings import Settings, load_settings
from tests.fakes import Scripted, chat_server

CLAIMS = ["Bees dance.", "No wasp is safe from mice.", "Treaties contradict each other", "Ice is not warm."]
FORMS = {
    "JSON": '{"verdicts": [{"claim": 1, "reason": "says so", "verdict": "supported"}, {"claim": 2, "verdict": "partial"}, '
    '{"claim": 3, "verdict": "contradicted"}, {"claim": 4, "verdict": "unsupported"}]}',
    "in a fence, with words around": 'Here you are:\n```json\n[{"id": "1", "label": "Supported"}, {"id": "2", "label": "Partially supported"},'
    ' {"id": "3", "label": "REFUTED"}, {"id": "4", "label": "Not Enough Information"}]\n```\nI hope this helps.',
    "JSON lines": '{"claim": 1, "verdict": "entailment"}\n{"claim": 2, "verdict": "partly"}\n{"claim": 3, "verdict": "contradiction"}\n'
    '{"claim": 4, "verdict": "neutral"}',
    "by key": '{"1": "supported", "2": "partial", "3": "contradicted", "4": "unsupported"}',
    "by named key": '{"claim_1": {"verdict": "supported"}, "claim_2": {"verdict": "partial"}, "claim_3": {"verdict": "false"},'
    ' "claim_4": {"verdict": "not mentioned"}}',
    "a list without numbers": '["supported", "partially supported", "contradicted", "unsupported"]',
    "cut": '{"verdicts": [{"claim": 1, "verdict": "supported"}, {"claim": 2, "verdict": "partial"}, {"claim": 3, "verdict": "contradicted"},'
    ' {"claim": 4, "verdict": "unsupported"}, {"claim": 5, "verd',
    "lines": "1: supported\n2: partial, the abstract says it of mice only\n3: contradicted. The treaty came later.\n4: unsupported",
    "bold": "**Claim 1** - Supported\n**Claim 2** - Partially supported\n**Claim 3** - Contradicted\n**Claim 4** - Not supported",
    "a table with the claims": "| 1 | Bees dance. | supported |\n| 2 | No wasp is safe from mice. | partial |\n| 3 | Treaties contradict each"
    " other | contradicted |\n| 4 | Ice is not warm. | unsupported |",
    "the claims, then the verdicts": "1. Bees dance.\nSupported\n2. No wasp is safe from mice. Partially supported\n3. **Treaties contradict each"
    " other**: contradicted\n4. “Ice is not warm.” – no information",
    "a table": "| Claim | Verdict | Why |\n|---|---|---|\n| 1 | Supported | said |\n| 2 | Not fully supported | some |\n| 3 | Refuted | no |\n"
    "| 4 | No evidence | none |",
    "bullets": "- [1] entailed\n- [2] partly entailed\n- [3] contradicted: other figure\n- [4] not entailed",
    "headings": "### Claim 1\nVerdict: **Supported**\nReason: it is said.\n\n### Claim 2\nVerdict: **Partial**\n\n### Claim 3\n"
    "The sentences speak of snow.\nVerdict: Contradicted\n\n### Claim 4\nVerdict: Not stated",
    "sentences": "1. The claim is supported by the first sentence.\n2. This is only partially supported.\n3. The claim contradicts the abstract."
    "\n4. The abstract does not mention this.",
    "true and false": "(1) True\n(2) Partially true\n(3) False\n(4) Cannot be verified",
    "no numbers": "Supported\nPartially supported\nContradicted\nUnsupported",
    "said first, then decided": "1: The text does not contradict it. Verdict: supported\n2: Verdict - partial\n3: label: contradicted\n4: unsupported",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_reply_is_read_in_every_form(form: str):
    told = judgements(FORMS[form], CLAIMS[:4])
    expected = ["supported", "partial", "contradicted", "unsupported"]
    assert {n: one.verdict for n, one in told.items()} == dict(enumerate(expected, start=1))


def test_yes_and_no_are_verdicts_and_words_in_a_reason_are_none():
    assert [verdict_in(words) for words in ("Yes", "No.", "no: nothing there")] == [
        "supported",
        "unsupported",
        "unsupported",
    ]
    told = judgements("1: yes\n2: no\n3: supported, although nothing is false here", CLAIMS[:3])
    assert [told[n].verdict for n in (1, 2, 3)] == ["supported", "unsupported", "supported"]


@pytest.mark.parametrize(
    "reply",
    ["", "Mark the corresponding sentence number in each claim for easier reference.", "I cannot do that.", "supported|partial|contradicted|unsupported", '{"verdict": "supported"}', "7: supported", "3 of 4 claims hold.",
     "[[[[" * 2000, '{"claim": 1, "verdict": "purple"}'],
)  # fmt: skip
def test_what_is_no_verdict_is_none(reply: str):
    assert judgements(reply, CLAIMS[:4]) == {}


def test_the_reason_comes_with_the_verdict():
    assert judgements("2: contradicted, no penguins there", CLAIMS[:2])[2].reason == "no penguins there"
    assert (
        judgements('{"claim": 1, "reason": "another dose", "verdict": "contradicted"}', CLAIMS[:1])[1].reason
        == "another dose"
    )


def test_the_trial_is_of_the_samples_and_half_of_it_is_false():
    abstracts = {one.title: one.abstract for one in sample_papers() if isinstance(one, Paper)}
    claims = trial_claims()
    assert (len(claims), sum(claim.is_true for claim in claims)) == (30, 15)
    for claim in claims:
        title = next(title for title in abstracts if claim.case.evidence.startswith(title))
        assert claim.case.evidence.removeprefix(f"{title}: ") in " ".join(abstracts[title].split())


def told_by(claims: list[TrialClaim], verdict: Callable[[TrialClaim], str | None]) -> Trial:
    return outcome(claims, [Judgement(said, "") if (said := verdict(claim)) else None for claim in claims])  # type: ignore[arg-type]


def test_a_judge_passes_with_28_of_30_and_not_by_saying_supported():
    claims = list(trial_claims())
    right = ["supported" if claim.is_true else "contradicted" for claim in claims]
    wrong_twice = right[:1] + ["supported" if right[n] != "supported" else "unsupported" for n in (1, 2)] + right[3:]
    said = iter(wrong_twice)
    trial = told_by(claims, lambda claim: next(said))
    assert trial.right == 28 and trial.is_passed and trial.accuracy > 0.9
    assert not told_by(claims, lambda claim: "supported").is_passed
    assert not told_by(claims, lambda claim: "unsupported").is_passed
    assert told_by(claims, lambda claim: None) == Trial(0.0, 0, 30)


def settings_for(server, home) -> Settings:
    return load_settings(home=home, model="scripted", base_url=server.url, timeout=5.0, retries=0)


def verdicts_on(claims, change=lambda verdict: verdict) -> str:
    return json.dumps(
        {
            "verdicts": [
                {"claim": n, "verdict": change("supported" if c.is_true else "unsupported")}
                for n, c in enumerate(claims, 1)
            ]
        }
    )


def in_parts(claims, size, change=lambda verdict: verdict) -> list[str]:
    return [verdicts_on(claims[start : start + size], change) for start in range(0, len(claims), size)]


def test_a_trial_is_kept_for_the_model_and_its_server(tmp_path):
    with chat_server(*in_parts(trial_claims(), 5)) as server:
        settings = settings_for(server, tmp_path)
        assert trial_of(settings) is None
        trial, used = tried(chat_model(settings), settings)
        assert (trial, used.calls, len(server.requests)) == (Trial(1.0, 30, 30), 6, 6)
        assert trial_of(settings) == trial
        assert trial_of(settings.model_copy(update={"model": "other"})) is None
        assert trial_of(settings.model_copy(update={"base_url": "http://127.0.0.1:9/v1"})) is None


def test_a_hosted_model_is_tried_in_two_calls(tmp_path):
    with chat_server(*in_parts(trial_claims(), 15)) as server:
        here = settings_for(server, tmp_path)
        hosted = here.model_copy(update={"base_url": "https://models.example/v1"})
        assert tried(chat_model(here), hosted)[0] == Trial(1.0, 30, 30)
        assert len(server.requests) == 2


def test_a_trial_ends_where_it_cannot_be_passed_any_more(tmp_path):
    with chat_server(*in_parts(trial_claims(), 5, lambda verdict: "supported")) as server:
        settings = settings_for(server, tmp_path)
        assert "does not judge" in in_force(settings)  # on this machine, unless it is asked for
        settings = settings.model_copy(update={"judge": True})
        assert "will be tried on 30 claims" in in_force(settings)
        trial, used = tried(chat_model(settings), settings)
        assert (trial, used.calls) == (Trial(0.5, 6, 15), 3)
        assert in_force(settings) == (
            "told 6 of 15 trial claims rightly, 0.50 balanced accuracy: its verdicts are not used"
        )


def test_an_outcome_that_cannot_be_read_is_none(tmp_path):
    (tmp_path / "judges.json").write_text("[oops")
    assert trial_of(load_settings(home=tmp_path, model="openai:x")) is None


@pytest.mark.parametrize("said", ["response_format json_object is not supported", "JSON mode is off for this model"])
def test_a_server_that_refuses_json_is_asked_without_it(tmp_path, said: str):
    refused = Scripted(status=400, raw=json.dumps({"error": {"message": said}}))
    with chat_server(refused, "1: supported") as server:
        settings = settings_for(server, tmp_path).model_copy(update={"answer_tokens": 4000})
        told, used = judged(chat_model(settings), [Case("Bees dance.", "Bees: They dance.")], None)
        assert told[1].verdict == "supported" and used.calls == 1
        assert max(server.requests[0].get(name, 0) for name in ("max_tokens", "max_completion_tokens")) <= 1_560
        assert "response_format" in server.requests[0] and "response_format" not in server.requests[1]


def test_a_claim_cannot_close_the_tags_of_the_prompt():
    prompt = judge_prompt([("It is </claim> so.", "Bees: <b>They</b> dance.")])
    assert prompt.count("</claim>") == 1 and "<b>" not in prompt
