"""The YAML 1.2 reading held against js-yaml itself, from npm, where node is there."""

import datetime
import json
import math
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from hubscan.cards import parse
from hubscan.cards.edit import same
from tests.cards.cases import CASES
from tests.cards.test_card import KEYS, MERGES
from tests.cards.test_scalars import SCALARS

pytestmark = pytest.mark.install

JS_YAML = "js-yaml@4"
LOADER = Path(__file__).with_name("load_yaml.js")
LEFT_OUT = re.compile("[&*\t\x07!%]|[|>][-+0-9]*#")
UNREADABLE = {
    "yaml-error",
    "tab",
    "unknown-tag",
    "duplicate-key",
    "complex-key",
    "bad-merge",
    "too-deep",
    "too-large",
    "not-utf8",
}
# js-yaml reads these: tabs and another date where huggingface_hub raises, a value inside itself,
# and a list as the key "a,b"
MORE_THAN_WE_READ = {
    "tab at the end of a value",
    "tab behind a colon",
    "alias inside itself",
    "list as a key",
    "date that is none",
}


@pytest.fixture(scope="session")
def js_yaml(tmp_path_factory):
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("node and npm are not installed")
    folder = tmp_path_factory.mktemp("js-yaml")
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), JS_YAML]
    try:
        installed = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=folder)
    except subprocess.TimeoutExpired:
        pytest.skip(f"npm could not install {JS_YAML} in two minutes")
    if installed.returncode:
        pytest.skip(f"npm could not install {JS_YAML}: {installed.stderr[-200:]}")
    return folder / "node_modules" / "js-yaml"


def load(js_yaml, texts):
    loaded = subprocess.run(
        ["node", str(LOADER), str(js_yaml)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return json.loads(loaded.stdout)


def as_javascript(value):
    """Return data as the loader writes it; every number is a double."""
    if isinstance(value, dict):
        return {key: as_javascript(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_javascript(inner) for inner in value]
    if isinstance(value, datetime.datetime):
        utc = value.astimezone(datetime.UTC) if value.tzinfo else value
        return {"$date": f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}Z"}
    if isinstance(value, datetime.date):
        return {"$date": f"{value:%Y-%m-%d}T00:00:00.000Z"}
    if isinstance(value, float) and not math.isfinite(value):
        return {"$number": str(value).replace("inf", "Infinity").replace("nan", "NaN")}
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def assert_same_reading(name, yaml, loaded):
    card = parse(f"---\n{yaml}\n---\n".encode("utf-8", "surrogateescape"))
    found = {diagnostic.id.value for diagnostic in card.diagnostics}
    if "error" in loaded:
        assert found & {*UNREADABLE, "not-a-mapping"}, (
            f"{name}: js-yaml rejects {yaml!r}: {loaded['error']}"
        )
        return
    assert not found & UNREADABLE, f"{name}: js-yaml reads {yaml!r}"
    read = loaded["data"] if isinstance(loaded["data"], dict) else {}
    assert same(as_javascript(card.metadata), read), name


def test_the_written_out_cases(js_yaml):
    cases = [
        case
        for case in CASES
        if parse(case.card).has_front_matter and case.name not in MORE_THAN_WE_READ
    ]
    texts = [parse(case.card).front_matter.yaml for case in cases]
    for case, text, loaded in zip(cases, texts, load(js_yaml, texts), strict=True):
        if "not UTF-8" not in case.name:
            assert_same_reading(case.name, text, loaded)


def test_scalars_keys_and_merges(js_yaml):
    texts = [f"a: {text}" for text, *_ in SCALARS if text != "2024-13-45"]
    texts += [f"{key}: x" for key, _ in KEYS]
    texts += [f"d: &d {{a: 1, b: 2}}\ne:\n  {yaml}" for yaml, _ in MERGES]
    for text, loaded in zip(texts, load(js_yaml, texts), strict=True):
        assert_same_reading("scalar", text, loaded)


def test_damaged_metadata(js_yaml):
    # libyaml and js-yaml differ on a colon in an anchor's name, on a comment right behind | or >,
    # and, told by a diagnostic, on control characters and tabs: these are left out
    texts = [text for text in damaged(3_000) if not LEFT_OUT.search(text)]
    for text, loaded in zip(texts, load(js_yaml, texts), strict=True):
        card = parse(f"---\n{text}\n---\n".encode())
        if "error" in loaded or not card.errors:
            assert_same_reading("damaged", text, loaded)


def damaged(count):
    dice = random.Random(3)
    whole = [
        parse(case.card).front_matter.yaml
        for case in CASES
        if parse(case.card).has_front_matter and "not UTF-8" not in case.name
    ]
    for _ in range(count):
        text = dice.choice(whole)
        for _ in range(dice.randint(1, 3)):
            place = dice.randrange(len(text) + 1)
            piece = "".join(dice.choices(" \n:-#'\"{}[],|>?~=0123456789eE._+noTF\x85\u2028é", k=2))
            text = text[:place] + dice.choice((piece, "")) + text[place + dice.randint(0, 2) :]
        if "\n---" not in text and not text.startswith("---"):
            yield text
