"""A page of nothing but answers, for the tests of how they are drawn: what is done on them is written below."""

import json
import os
from dataclasses import asdict
from pathlib import Path

import streamlit as st

from rag.answer.suggest import Followup
from rag.conversations import from_json
from rag.text.markdown import escape_links
from ui.answer.component import answer_column, show_answer, show_next

ASK_NEXT = (Followup("What does “A moss” show?", ("moss",)),)
st.set_page_config(layout="wide")
kept = Path(os.environ["SHOWN_ANSWERS"]).read_text("utf-8").splitlines()
answers = [from_json(line) for line in kept]
if st.query_params.get("written"):
    with answer_column(searched=answers[0].standalone != answers[0].question):
        st.write_stream(map(escape_links, [answers[0].text]))
else:
    for number, answer in enumerate(answers):
        if act := show_answer(answer, f"answer-{number}"):
            st.session_state.setdefault("acts", []).append(asdict(act))
    if act := show_next(ASK_NEXT, "next"):
        st.session_state.setdefault("acts", []).append(asdict(act))
    st.text(json.dumps(st.session_state.get("acts", [])))
