"""What calls of models cost: chat models by the price list that travels in genai-prices, embedders by one here."""

from __future__ import annotations

from dataclasses import replace

from rag.records import Usage
from rag.setup.settings import Settings

# OpenAI's embedders: dollars a million tokens, as of PRICED.
_EMBEDDERS = {
    "openai:text-embedding-3-small": 0.02,
    "openai:text-embedding-3-large": 0.13,
    "openai:text-embedding-ada-002": 0.10,
}
PRICED = "May 2026"
TYPICAL_PROMPT, _TYPICAL_ANSWER = 1_200, 400  # tokens of a question's prompt, and of its answer


def cost(settings: Settings, tokens_in: int, tokens_out: int) -> float | None:
    """Dollars for that many tokens of the model that is set; None where its price is not known."""
    from genai_prices import Usage as Tokens
    from genai_prices import calc_price

    provider, _, name = (settings.model or "").rpartition(":")
    at = {"provider_api_url": settings.base_url} if settings.base_url else {"provider_id": provider or None}
    try:
        price = calc_price(Tokens(input_tokens=tokens_in, output_tokens=tokens_out), name, **at)
    except LookupError:
        return None
    return float(price.total_price)


def typical_cost(settings: Settings) -> float | None:
    """Dollars for a question as most are; None where the model's price is not known."""
    return cost(settings, TYPICAL_PROMPT, _TYPICAL_ANSWER)


def priced(usage: Usage, settings: Settings) -> Usage:
    """The usage with its cost."""
    if not usage.calls:
        return usage
    return replace(usage, cost_usd=cost(settings, usage.input_tokens, usage.output_tokens))


def embedding_price(name: str, settings: Settings) -> float | None:
    """Dollars a million tokens, as of PRICED; None where it is not known."""
    return None if settings.base_url else _EMBEDDERS.get(name)
