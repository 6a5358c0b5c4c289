"""What Streamlit is configured to do, wherever it is started from."""

from pathlib import Path

import pytest
from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed

import ui
from rag.cli.page import configuration

CACHED_FROM = "global.minCachedMessageSize"


def is_cached(size: float) -> bool:
    """Whether a browser would be sent the name alone of a message that it was sent before."""
    message = ForwardMsg()
    message.delta.new_element.markdown.body = "x" * 1_000_000
    config._set_option(CACHED_FROM, size, "a test")
    populate_hash_if_needed(message)
    return message.metadata.cacheable


@pytest.fixture(autouse=True)
def _as_before():
    before = config.get_option(CACHED_FROM)
    yield
    config._set_option(CACHED_FROM, before, "a test")


def test_the_browser_is_sent_every_message_whole():
    assert is_cached(10_000)
    assert not is_cached(configuration(Path(ui.__file__).parent)[CACHED_FROM])
