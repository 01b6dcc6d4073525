"""Which encoder stands behind a name."""

from __future__ import annotations

from hubscan.search.encoder import Encoder


def load_encoder(name: str | None = None) -> Encoder:
    """Load the shipped encoder, or any sentence-transformers model by its name or folder."""
    if name is None:
        from hubscan.search.static_encoder import StaticEncoder

        return StaticEncoder.shipped()
    from hubscan.search.transformer_encoder import TransformerEncoder

    return TransformerEncoder.load(name)
