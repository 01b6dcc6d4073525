import pytest

from hubscan.catalogue.names import current_id, is_model_id, own_name


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("bert-base-uncased", "google-bert/bert-base-uncased"),
        ("gpt2", "openai-community/gpt2"),
        ("xlm-roberta-base", "FacebookAI/xlm-roberta-base"),
        ("CohereForAI/aya-23-8B", "CohereLabs/aya-23-8B"),
        ("meta-llama/Meta-Llama-3.1-8B", "meta-llama/Llama-3.1-8B"),
        ("someone/bert-base-uncased", "someone/bert-base-uncased"),
        ("unheard-of", "unheard-of"),
    ],
)
def test_old_ids_lead_to_those_of_today(old, new):
    assert current_id(old) == new
    assert current_id(new) == new


@pytest.mark.parametrize(
    ("text", "is_id"),
    [
        ("a/b", True),
        ("Qwen/Qwen2.5-0.5B_x", True),
        ("gpt2", False),
        ("mlx-community/QwQ-32B-{quantization}", False),
        ("Cohere/embed (output_dtype=int8)", False),
        ("a/b/c", False),
        ("../etc", False),
        ("", False),
    ],
)
def test_ids_are_told_from_other_texts(text, is_id):
    assert is_model_id(text) == is_id


def test_the_own_name_has_no_owner_and_no_capitals():
    assert own_name("Qwen/Qwen3-0.6B") == own_name("Qwen3-0.6B") == "qwen3-0.6b"
