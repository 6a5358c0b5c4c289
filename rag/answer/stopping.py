"""An answer that nobody waits for any more: its model is stopped with the next thing that it sends."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig


class Stopped(BaseException):
    """The answer is stopped. No failure of the model, which a handler of exceptions could take it for."""


def stoppable(config: RunnableConfig | None, is_stopped: Event) -> RunnableConfig:
    """The configuration with which the model's calls end as soon as the event is set: before the next call, or with the
    next chunk of one that streams, be it text or thinking.

    Raises (in the calls):
        Stopped: the event is set.
    """
    from langchain_core.callbacks import BaseCallbackHandler
    from langchain_core.runnables.config import ensure_config, merge_configs

    class Stop(BaseCallbackHandler):
        raise_error = True
        run_inline = True

        def on_chat_model_start(self, *_args: Any, **_more: Any) -> None:
            if is_stopped.is_set():
                raise Stopped

        def on_llm_new_token(self, *_args: Any, **_more: Any) -> None:
            if is_stopped.is_set():
                raise Stopped

    return merge_configs(ensure_config(config), {"callbacks": [Stop()]})
