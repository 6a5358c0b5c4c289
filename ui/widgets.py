"""What Streamlit remembers of widgets."""

from __future__ import annotations

from contextlib import suppress

from streamlit.runtime.scriptrunner import get_script_run_ctx


def forget_those_gone() -> None:
    """Forget what describes widgets that the page no longer shows. A session keeps it for as long as it lasts, 3 kB for
    each: with every question there are seven more. Streamlit has no door to it; where it is kept otherwise, it stays."""
    context = get_script_run_ctx()
    with suppress(AttributeError):
        state = context.session_state._state  # type: ignore[union-attr]
        described, valued = state._new_widget_state.widget_metadata, state._new_widget_state.states
        for widget in described.keys() - valued.keys() - state._old_state.keys():
            del described[widget]
