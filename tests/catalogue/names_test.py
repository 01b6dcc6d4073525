import pytest

from hubscan.catalogue.names import as_given, current_id, is_model_id, own_name


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


@pytest.mark.parametrize(
    ("written", "model_id"),
    [
        ("owner/name", "owner/name"),
        (" owner/name\n", "owner/name"),
        ("owner/name/", "owner/name"),
        ("https://huggingface.co/owner/name", "owner/name"),
        ("http://www.HuggingFace.co/owner/name/", "owner/name"),
        ("huggingface.co/owner/name/tree/main", "owner/name"),
        ("https://hf.co/owner/tree-model?library=x#use", "owner/tree-model"),
        ("https://huggingface.co/gpt2", "gpt2"),
        ("https://huggingface.co/gpt2/blob/main/README.md", "gpt2"),
        (
            "https://huggingface.co/datasets/owner/name",
            "https://huggingface.co/datasets/owner/name",
        ),
        ("https://example.org/owner/name", "https://example.org/owner/name"),
        ("https://huggingface.co/", "https://huggingface.co"),
        ("", ""),
    ],
)
def test_an_id_is_taken_from_what_a_person_wrote(written, model_id):
    assert as_given(written) == model_id


def test_the_own_name_has_no_owner_and_no_capitals():
    assert own_name("Qwen/Qwen3-0.6B") == own_name("Qwen3-0.6B") == "qwen3-0.6b"
