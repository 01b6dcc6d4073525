import pytest
from hypothesis import given
from hypothesis import strategies as st

from hubscan.catalogue.quantization import (
    Method,
    Quantization,
    bits_per_weight,
    parse,
    read_quantization,
)

READ = [
    ("TheBloke/stable-code-3b-GPTQ", [], "gptq", None, True),
    ("TheBloke/stable-code-3b-GPTQ", ["4-bit", "gptq"], "gptq-4bit", 4, True),
    ("Qwen/Qwen1.5-0.5B-Chat-GPTQ-Int8", [], "gptq-8bit", 8, True),
    ("casperhansen/mixtral-instruct-awq", [], "awq", None, True),
    ("mlx-community/Llama-3.2-1B-Instruct-4bit", [], "mlx-4bit", 4, True),
    ("alexgusevski/LLaMA-Mesh-q8-mlx", [], "mlx-8bit", 8, True),
    ("mlx-community/quantized-gemma-2b-it", [], "mlx", None, True),
    ("mlx-community/Qwen3-4B-bf16", [], None, None, None),
    ("unsloth/gemma-3-4b-it-unsloth-bnb-4bit", [], "bnb-4bit", 4, True),
    ("ggml-org/gemma-1.1-7b-it-Q4_K_M-GGUF", [], "gguf-q4_k_m", 4, False),
    ("mradermacher/Any-7B-i1-GGUF", [], "gguf", None, False),
    ("Qwen/Qwen3-1.7B-FP8", [], "fp8", 8, False),
    ("nvidia/Llama-3.3-70B-Instruct-NVFP4", [], "fp4", 4, True),
    ("RedHatAI/whisper-quantized.w4a16", [], "compressed-tensors-4bit", 4, True),
    ("thing/foo-4.65bpw-h6-exl2", [], "exl2-4.65bit", 4.65, True),
    ("Intel/distilbert-int8-static-inc", [], "int8", 8, False),
    ("meta-llama/Llama-3.2-1B-SpinQuant_INT4_EO8", [], "int4", 4, True),
    ("google/gemma-2b", ["gguf"], "gguf", None, False),
    ("ReadyArt/Any-24B_EXL3_3.5bpw_H8", [], "exl3-3.5bit", 3.5, True),
    ("someone/any-6_5bpw-exl2", [], "exl2-6.5bit", 6.5, True),
    ("someone/any-7B", ["4-bit", "bitsandbytes"], "bnb-4bit", 4, True),
    ("someone/Any-7B-Q4_K_M", [], "gguf-q4_k_m", 4, False),
    ("Lightricks/gemma-qat-q4_0-unquantized", [], None, None, None),
    ("distilbert/distilbert-base-uncased", ["en"], None, None, None),
    ("google/mt5-base", [], None, None, None),
]


@pytest.mark.parametrize(
    ("name", "tags", "written", "bits", "packed"), READ, ids=[f"{r[0]}{r[1] or ''}" for r in READ]
)
def test_a_scheme_is_read_from_name_and_tags(name, tags, written, bits, packed):
    found = read_quantization(name, tags)
    if written is None:
        assert found is None
    else:
        assert (str(found), found.bits, found.is_packed) == (written, bits, packed)
        assert parse(written) == found


@given(
    method=st.sampled_from(sorted(set(Method) - {Method.GGUF})),
    bits=st.sampled_from([2, 3, 4, 4.5, 5, 6, 8]),
)
def test_what_is_written_is_read_again(method, bits):
    fixed = bits_per_weight(method)
    scheme = Quantization(method, fixed or bits)
    assert parse(str(scheme)) == scheme


@pytest.mark.parametrize("text", ["", "half", "gptqx", "4bit"])
def test_anything_else_is_no_scheme(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "bits"),
    [("gguf-q8_0", 8), ("gguf-iq2_xs", 2), ("gguf-f16", 16), ("gguf", None), ("awq-4bit", 4)],
)
def test_bits_are_read_from_the_written_form(text, bits):
    assert bits_per_weight(text) == bits
