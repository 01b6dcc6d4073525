"""Small cards, each a trap of fences, of YAML or of editing, with what must come of it.

``hub`` is what js-yaml reads, ``python`` what PyYAML reads where that differs, ``edited`` the card
with emissions of 5 g written into it, ``refused`` the line that the refusal names. The traps are
those measured in huggingface_hub 2.4, PyYAML 6.0 and js-yaml 4.3.
"""

from __future__ import annotations

import datetime
import math
from dataclasses import dataclass

from hubscan.cards import DiagnosticId


@dataclass(frozen=True)
class Case:
    name: str
    card: bytes
    hub: dict[str, object]
    edited: bytes | None = None
    refused: int | None = None
    python: dict[object, object] | None = None
    found: tuple[tuple[DiagnosticId, int], ...] = ()

    @property
    def expected_python(self) -> dict[object, object] | dict[str, object]:
        return self.hub if self.python is None else self.python


CASES = (
    Case(
        name="norwegian",
        card=b"---\nlanguage: no\n---\n# Model\n",
        hub={"language": "no"},
        python={"language": False},
        found=((DiagnosticId.BOOLEAN_WORD, 2),),
        edited=b"---\nlanguage: no\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="norwegian in a list",
        card=b"---\nlanguage:\n- sv\n- no\n---\n# Model\n",
        hub={"language": ["sv", "no"]},
        python={"language": ["sv", False]},
        found=((DiagnosticId.BOOLEAN_WORD, 4),),
        edited=(b"---\nlanguage:\n- sv\n- no\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n"),
    ),
    Case(
        name="truth words in capitals",
        card=b"---\ninference: Off\nshared: YES\n---\n# Model\n",
        hub={"inference": "Off", "shared": "YES"},
        python={"inference": False, "shared": True},
        found=(
            (DiagnosticId.BOOLEAN_WORD, 2),
            (DiagnosticId.BOOLEAN_WORD, 3),
        ),
        edited=(
            b"---\ninference: Off\nshared: YES\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n"
        ),
    ),
    Case(
        name="exponent without a point",
        card=b"---\nco2_eq_emissions:\n  emissions: 1e-3\n---\n# Model\n",
        hub={"co2_eq_emissions": {"emissions": 0.001}},
        python={"co2_eq_emissions": {"emissions": "1e-3"}},
        found=((DiagnosticId.EXPONENT, 3),),
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="exponent as repr writes it",
        card=b"---\nco2_eq_emissions:\n  emissions: 1e-05\n---\n# Model\n",
        hub={"co2_eq_emissions": {"emissions": 1e-05}},
        python={"co2_eq_emissions": {"emissions": "1e-05"}},
        found=((DiagnosticId.EXPONENT, 3),),
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="exponent with a point",
        card=b"---\nco2_eq_emissions:\n  emissions: 1.0e-05\n---\n# Model\n",
        hub={"co2_eq_emissions": {"emissions": 1e-05}},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="capital exponent",
        card=b"---\nco2_eq_emissions: 1.5E+3\n---\n# Model\n",
        hub={"co2_eq_emissions": 1500.0},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="exponent without a sign",
        card=b"---\nco2_eq_emissions: 2.5e3\n---\n# Model\n",
        hub={"co2_eq_emissions": 2500.0},
        python={"co2_eq_emissions": "2.5e3"},
        found=((DiagnosticId.EXPONENT, 2),),
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="large exponent",
        card=b"---\nco2_eq_emissions: 1e+16\n---\n# Model\n",
        hub={"co2_eq_emissions": 1e16},
        python={"co2_eq_emissions": "1e+16"},
        found=((DiagnosticId.EXPONENT, 2),),
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="underscores in a number",
        card=b"---\nco2_eq_emissions: 12_345\n---\n# Model\n",
        hub={"co2_eq_emissions": "12_345"},
        python={"co2_eq_emissions": 12345},
        found=((DiagnosticId.UNDERSCORE, 2),),
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="thousands separator",
        card=b"---\nco2_eq_emissions: 1,234.5\n---\n# Model\n",
        hub={"co2_eq_emissions": "1,234.5"},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="unit",
        card=b"---\nco2_eq_emissions: 17 kg\n---\n# Model\n",
        hub={"co2_eq_emissions": "17 kg"},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="leading zero",
        card=b"---\nco2_eq_emissions: 010\n---\n# Model\n",
        hub={"co2_eq_emissions": 10},
        python={"co2_eq_emissions": 8},
        found=((DiagnosticId.OCTAL, 2),),
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="octal of YAML 1.2",
        card=b"---\nco2_eq_emissions: 0o10\n---\n# Model\n",
        hub={"co2_eq_emissions": 8},
        python={"co2_eq_emissions": "0o10"},
        found=((DiagnosticId.OCTAL, 2),),
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="minutes and seconds",
        card=b"---\nco2_eq_emissions: 1:30\n---\n# Model\n",
        hub={"co2_eq_emissions": "1:30"},
        python={"co2_eq_emissions": 90},
        found=((DiagnosticId.SEXAGESIMAL, 2),),
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="infinity",
        card=b"---\nco2_eq_emissions: .inf\n---\n# Model\n",
        hub={"co2_eq_emissions": math.inf},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="not a number",
        card=b"---\nco2_eq_emissions: .nan\n---\n# Model\n",
        hub={"co2_eq_emissions": math.nan},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="negative",
        card=b"---\nco2_eq_emissions: -5\n---\n# Model\n",
        hub={"co2_eq_emissions": -5},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="zero",
        card=b"---\nco2_eq_emissions: 0\n---\n# Model\n",
        hub={"co2_eq_emissions": 0},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="number beyond a double",
        card=b"---\nx: 1e999\n---\n# Model\n",
        hub={"x": "1e999"},
        edited=b"---\nx: 1e999\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="date",
        card=b"---\nreleased: 2024-01-02\n---\n# Model\n",
        hub={"released": datetime.date(2024, 1, 2)},
        edited=(b"---\nreleased: 2024-01-02\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n"),
    ),
    Case(
        name="date that is none",
        card=b"---\nreleased: 2024-13-45\n---\n# Model\n",
        hub={"released": "2024-13-45"},
        found=((DiagnosticId.PYTHON_CANNOT_READ, 2),),
        edited=(b"---\nreleased: 2024-13-45\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n"),
    ),
    Case(
        name="equals sign",
        card=b"---\nx: =\n---\n# Model\n",
        hub={"x": "="},
        found=((DiagnosticId.PYTHON_CANNOT_READ, 2),),
        edited=b"---\nx: =\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="version",
        card=b"---\nversion: 1.10\n---\n# Model\n",
        hub={"version": 1.1},
        edited=b"---\nversion: 1.10\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="emissions as a list",
        card=b"---\nco2_eq_emissions:\n- emissions: 7\n- source: x\n---\n# Model\n",
        hub={"co2_eq_emissions": [{"emissions": 7}, {"source": "x"}]},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="emissions without emissions",
        card=b"---\nco2_eq_emissions:\n  source: x\n---\n# Model\n",
        hub={"co2_eq_emissions": {"source": "x"}},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="emissions in flow style",
        card=b"---\nco2_eq_emissions: {emissions: 7, source: x} # by hand\n---\n# Model\n",
        hub={"co2_eq_emissions": {"emissions": 7, "source": "x"}},
        edited=b"---\nco2_eq_emissions: {emissions: 5} # by hand\n---\n# Model\n",
    ),
    Case(
        name="emissions with a comment",
        card=b"---\nco2_eq_emissions: 7 # guessed\nlicense: mit\n---\n# Model\n",
        hub={"co2_eq_emissions": 7, "license": "mit"},
        edited=(b"---\nco2_eq_emissions: # guessed\n  emissions: 5\nlicense: mit\n---\n# Model\n"),
    ),
    Case(
        name="emissions without a value",
        card=b"---\nco2_eq_emissions:   # to do\nlicense: mit\n---\n# Model\n",
        hub={"co2_eq_emissions": None, "license": "mit"},
        edited=(b"---\nco2_eq_emissions:   # to do\n  emissions: 5\nlicense: mit\n---\n# Model\n"),
    ),
    Case(
        name="duplicate key",
        card=b"---\nlicense: mit\nlicense: apache-2.0\n---\n# Model\n",
        hub={"license": "apache-2.0"},
        found=((DiagnosticId.DUPLICATE_KEY, 3),),
        refused=3,
    ),
    Case(
        name="duplicate tags",
        card=b"---\ntags:\n- a\n- a\n---\n# Model\n",
        hub={"tags": ["a", "a"]},
        edited=b"---\ntags:\n- a\n- a\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="anchor and alias",
        card=b"---\nbase: &b {a: 1}\ncopy: *b\n---\n# Model\n",
        hub={"base": {"a": 1}, "copy": {"a": 1}},
        edited=(
            b"---\nbase: &b {a: 1}\ncopy: *b\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n"
        ),
    ),
    Case(
        name="anchor on the emissions",
        card=b"---\nco2_eq_emissions: &e\n  emissions: 7\ncopy: *e\n---\n# Model\n",
        hub={"co2_eq_emissions": {"emissions": 7}, "copy": {"emissions": 7}},
        refused=2,
    ),
    Case(
        name="alias as the emissions",
        card=b"---\nbase: &e {emissions: 7}\nco2_eq_emissions: *e\n---\n# Model\n",
        hub={"base": {"emissions": 7}, "co2_eq_emissions": {"emissions": 7}},
        refused=3,
    ),
    Case(
        name="merge key",
        card=b"---\nd: &d\n  a: 1\ne:\n  <<: *d\n  b: 2\n---\n# Model\n",
        hub={"d": {"a": 1}, "e": {"a": 1, "b": 2}},
        edited=(
            b"---\nd: &d\n  a: 1\ne:\n  <<: *d\n  b: 2\nco2_eq_emissions:\n"
            b"  emissions: 5\n---\n# Model\n"
        ),
    ),
    Case(
        name="merge of no mapping",
        card=b"---\ne:\n  <<: 5\n---\n# Model\n",
        hub={"e": {}},
        found=((DiagnosticId.BAD_MERGE, 3),),
        refused=3,
    ),
    Case(
        name="alias inside itself",
        card=b"---\na: &a [*a]\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.TOO_DEEP, 2),),
        refused=2,
    ),
    Case(
        name="unknown tag",
        card=b"---\nx: !!python/tuple [1, 2]\n---\n# Model\n",
        hub={"x": [1, 2]},
        found=((DiagnosticId.UNKNOWN_TAG, 2),),
        refused=2,
    ),
    Case(
        name="standard tag",
        card=b"---\nx: !!str 5\n---\n# Model\n",
        hub={"x": "5"},
        edited=b"---\nx: !!str 5\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="tag that lies",
        card=b"---\nx: !!int five\n---\n# Model\n",
        hub={"x": "five"},
        found=((DiagnosticId.UNKNOWN_TAG, 2),),
        refused=2,
    ),
    Case(
        name="tab as indentation",
        card=b"---\na:\n\tb: 1\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.TAB, 3),),
        refused=3,
    ),
    Case(
        name="tab at the end of a value",
        card=b"---\nvalue: 1\t\n---\n# Model\n",
        hub={"value": 1},
        found=((DiagnosticId.TAB, 2),),
        refused=2,
    ),
    Case(
        name="tab behind a colon",
        card=b"---\nvalue:\t1\n---\n# Model\n",
        hub={"value": 1},
        found=((DiagnosticId.TAB, 2),),
        refused=2,
    ),
    Case(
        name="tab in quotes",
        card=b'---\nvalue: "a\tb"\n---\n# Model\n',
        hub={"value": "a\tb"},
        edited=b'---\nvalue: "a\tb"\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n',
    ),
    Case(
        name="number as a key",
        card=b"---\n1: a\n---\n# Model\n",
        hub={"1": "a"},
        python={1: "a"},
        found=((DiagnosticId.KEY_NOT_TEXT, 2),),
        edited=b"---\n1: a\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="truth word as a key",
        card=b"---\non: push\n---\n# Model\n",
        hub={"on": "push"},
        python={True: "push"},
        found=((DiagnosticId.KEY_NOT_TEXT, 2),),
        edited=b"---\non: push\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="null as a key",
        card=b"---\n~: a\n---\n# Model\n",
        hub={"null": "a"},
        python={None: "a"},
        found=((DiagnosticId.KEY_NOT_TEXT, 2),),
        edited=b"---\n~: a\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="empty key",
        card=b"---\n: a\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.YAML_ERROR, 2),),
        refused=2,
    ),
    Case(
        name="list as a key",
        card=b"---\n? [a, b]\n: c\n---\n# Model\n",
        hub={"(key at 2)": "c"},
        found=((DiagnosticId.COMPLEX_KEY, 2),),
        refused=2,
    ),
    Case(
        name="key called self",
        card=b"---\nself: x\n---\n# Model\n",
        hub={"self": "x"},
        edited=b"---\nself: x\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="key called ignore_metadata_errors",
        card=b"---\nignore_metadata_errors: true\n---\n# Model\n",
        hub={"ignore_metadata_errors": True},
        edited=(
            b"---\nignore_metadata_errors: true\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n"
        ),
    ),
    Case(
        name="key called eval_results",
        card=b"---\neval_results: hello\n---\n# Model\n",
        hub={"eval_results": "hello"},
        edited=(b"---\neval_results: hello\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n"),
    ),
    Case(
        name="key called model_name",
        card=b"---\nmodel_name: hello\n---\n# Model\n",
        hub={"model_name": "hello"},
        edited=b"---\nmodel_name: hello\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="two models in model-index",
        card=(
            b"---\nmodel-index:\n- name: a\n  results:\n  - task: {type: t}\n"
            b"    metrics: [{type: m, value: 1}]\n- name: b\n  results: []\n---\n# Model\n"
        ),
        hub={
            "model-index": [
                {
                    "name": "a",
                    "results": [{"task": {"type": "t"}, "metrics": [{"type": "m", "value": 1}]}],
                },
                {"name": "b", "results": []},
            ]
        },
        edited=(
            b"---\nmodel-index:\n- name: a\n  results:\n  - task: {type: t}\n"
            b"    metrics: [{type: m, value: 1}]\n- name: b\n  results: []\n"
            b"co2_eq_emissions:\n  emissions: 5\n---\n# Model\n"
        ),
    ),
    Case(
        name="list as the root",
        card=b"---\n- a\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.NOT_A_MAPPING, 2),),
        refused=2,
    ),
    Case(
        name="text as the root",
        card=b"---\nhello\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.NOT_A_MAPPING, 2),),
        refused=2,
    ),
    Case(
        name="flow mapping as the root",
        card=b"---\n{license: mit}\n---\n# Model\n",
        hub={"license": "mit"},
        edited=b"---\n{license: mit, co2_eq_emissions: {emissions: 5}}\n---\n# Model\n",
    ),
    Case(
        name="empty mapping as the root",
        card=b"---\n# from a template\n{}\n---\n# Model\n",
        hub={},
        edited=b"---\n# from a template\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="indented root",
        card=b"---\n  license: mit\n  tags: [a]\n---\n# Model\n",
        hub={"license": "mit", "tags": ["a"]},
        edited=(
            b"---\n  license: mit\n  tags: [a]\n  co2_eq_emissions:\n    emissions: 5\n"
            b"---\n# Model\n"
        ),
    ),
    Case(
        name="two documents",
        card=b"---\nlicense: mit\n--- \nlicense: mit\n...\nx\n---\n# Model\n",
        hub={"license": "mit"},
        found=((DiagnosticId.FENCE_BLANKS, 3),),
        edited=(
            b"---\nlicense: mit\nco2_eq_emissions:\n  emissions: 5\n--- \nlicense: mit\n"
            b"...\nx\n---\n# Model\n"
        ),
    ),
    Case(
        name="end of document",
        card=b"---\nlicense: mit\n...\n---\n# Model\n",
        hub={"license": "mit"},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\nlicense: mit\n...\n---\n# Model\n",
    ),
    Case(
        name="byte order mark",
        card="\ufeff---\nlicense: mit\n---\n# Model\n".encode(),
        hub={"license": "mit"},
        found=((DiagnosticId.BYTE_ORDER_MARK, 1),),
        edited=(
            "\ufeff---\nlicense: mit\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n"
        ).encode(),
    ),
    Case(
        name="CRLF",
        card=b"---\r\nlicense: mit\r\n---\r\n# Model\r\n",
        hub={"license": "mit"},
        edited=(
            b"---\r\nlicense: mit\r\nco2_eq_emissions:\r\n  emissions: 5\r\n---\r\n# Model\r\n"
        ),
    ),
    Case(
        name="CR",
        card=b"---\rlicense: mit\r---\r# Model\r",
        hub={},
        found=((DiagnosticId.CARRIAGE_RETURNS, 1),),
        refused=1,
    ),
    Case(
        name="mixed line endings",
        card=b"---\r\nlicense: mit\n---\n# Model\r\n",
        hub={"license": "mit"},
        edited=b"---\r\nlicense: mit\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\r\n",
    ),
    Case(
        name="blank lines before",
        card=b"\n\n---\nlicense: mit\n---\n# Model\n",
        hub={"license": "mit"},
        edited=b"\n\n---\nlicense: mit\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="indented fence",
        card=b"  ---\nlicense: mit\n---\n# Model\n",
        hub={"license": "mit"},
        edited=b"  ---\nlicense: mit\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="comment before",
        card=b"<!-- x -->\n---\nlicense: mit\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.TEXT_BEFORE_BLOCK, 2),),
        edited=(
            b"---\nco2_eq_emissions:\n  emissions: 5\n---\n<!-- x -->\n---\nlicense: mit\n"
            b"---\n# Model\n"
        ),
    ),
    Case(
        name="no metadata",
        card=b"# Model\n\ntext\n",
        hub={},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n\ntext\n",
    ),
    Case(
        name="nothing",
        card=b"",
        hub={},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n",
    ),
    Case(
        name="rules in the body",
        card=b"# Model\n\n---\n\ntext\n\n---\n",
        hub={},
        edited=(b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n\n---\n\ntext\n\n---\n"),
    ),
    Case(
        name="rule first",
        card=b"---\n\n# Model\n\n---\ntext\n",
        hub={},
        found=((DiagnosticId.EMPTY_BLOCK, 2),),
        edited=b"---\n\n# Model\n\nco2_eq_emissions:\n  emissions: 5\n---\ntext\n",
    ),
    Case(
        name="dashes in a block scalar",
        card=b"---\nx: |\n  ---\n  y\n---\n# Model\n",
        hub={"x": "---\ny\n"},
        python={"x": "---\ny"},
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\nx: |\n  ---\n  y\n---\n# Model\n",
    ),
    Case(
        name="fence inside quotes",
        card=b"---\nx: 'a\n---\n b'\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.YAML_ERROR, 3),),
        refused=3,
    ),
    Case(
        name="empty block",
        card=b"---\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.EMPTY_BLOCK, 1),),
        edited=b"---\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="blank block",
        card=b"---\n\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.EMPTY_BLOCK, 2),),
        edited=b"---\n\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="only a comment",
        card=b"---\n# c\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.EMPTY_BLOCK, 2),),
        edited=b"---\n# c\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="blanks after the closing fence",
        card=b"---\nlicense: mit\n---   \n# Model\n",
        hub={"license": "mit"},
        found=((DiagnosticId.FENCE_BLANKS, 3),),
        edited=b"---\nlicense: mit\nco2_eq_emissions:\n  emissions: 5\n---   \n# Model\n",
    ),
    Case(
        name="tab after the closing fence",
        card=b"---\nlicense: mit\n---\t\n# Model\n",
        hub={"license": "mit"},
        found=((DiagnosticId.FENCE_BLANKS, 3),),
        edited=b"---\nlicense: mit\nco2_eq_emissions:\n  emissions: 5\n---\t\n# Model\n",
    ),
    Case(
        name="blanks after the opening fence",
        card=b"--- \nlicense: mit\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.FENCE_BLANKS, 1),),
        refused=1,
    ),
    Case(
        name="four dashes",
        card=b"----\nlicense: mit\n----\n# Model\n",
        hub={},
        found=((DiagnosticId.FENCE_DASHES, 1),),
        refused=1,
    ),
    Case(
        name="dots close",
        card=b"---\nlicense: mit\n...\n# Model\n",
        hub={},
        found=((DiagnosticId.FENCE_DOTS, 1),),
        refused=1,
    ),
    Case(
        name="text after the closing fence",
        card=b"---\nlicense: mit\n---oops\n# Model\n",
        hub={},
        found=((DiagnosticId.UNCLOSED, 1),),
        refused=1,
    ),
    Case(
        name="no newline at the end",
        card=b"---\nlicense: mit\n---",
        hub={"license": "mit"},
        edited=b"---\nlicense: mit\nco2_eq_emissions:\n  emissions: 5\n---",
    ),
    Case(
        name="unclosed",
        card=b"---\nlicense: mit\n\n# Model\n",
        hub={},
        found=((DiagnosticId.UNCLOSED, 1),),
        refused=1,
    ),
    Case(
        name="LFS pointer",
        card=b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12\n",
        hub={},
        found=((DiagnosticId.LFS_POINTER, 1),),
        refused=1,
    ),
    Case(
        name="emoji",
        card="---\ntags:\n- 日本か👀\n---\n# 模型\n".encode(),
        hub={"tags": ["日本か👀"]},
        edited="---\ntags:\n- 日本か👀\nco2_eq_emissions:\n  emissions: 5\n---\n# 模型\n".encode(),
    ),
    Case(
        name="escaped nul",
        card=b'---\nx: "a\\0b"\n---\n# Model\n',
        hub={"x": "a\x00b"},
        edited=b'---\nx: "a\\0b"\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n',
    ),
    Case(
        name="control character",
        card=b"---\nx: a\x07b\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.YAML_ERROR, 2),),
        refused=2,
    ),
    Case(
        name="line separator",
        card="---\nx: a\u2028b\n---\n# Model\n".encode(),
        hub={"x": "a\u2028b"},
        python={},
        found=((DiagnosticId.LINE_SEPARATOR, 2),),
        refused=2,
    ),
    Case(
        name="long line with a blank at its end",
        card=(
            b"---\nx: word word word word word word word word word word word word word wo"
            b"rd word word \n---\n# Model\n"
        ),
        hub={
            "x": "word word word word word word word word word word word word word word word word"
        },
        edited=(
            b"---\nx: word word word word word word word word word word word word word wo"
            b"rd word word \nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n"
        ),
    ),
    Case(
        name="folded text",
        card=(
            b"---\nextra_gated_prompt: >-\n  You agree   to\n\n  this.\nlicense: other\n"
            b"---\n# Model\n"
        ),
        hub={"extra_gated_prompt": "You agree   to\nthis.", "license": "other"},
        edited=(
            b"---\nextra_gated_prompt: >-\n  You agree   to\n\n  this.\nlicense: other\n"
            b"co2_eq_emissions:\n  emissions: 5\n---\n# Model\n"
        ),
    ),
    Case(
        name="kept blank lines",
        card=b"---\nlicense: mit\nprompt: |+\n  text\n\n\n---\n# Model\n",
        hub={"license": "mit", "prompt": "text\n\n"},
        edited=(
            b"---\nco2_eq_emissions:\n  emissions: 5\nlicense: mit\nprompt: |+\n  text\n\n"
            b"\n---\n# Model\n"
        ),
    ),
    Case(
        name="text that ends the block",
        card=b"---\nlicense: mit\nprompt: |\n  text\n---\n# Model\n",
        hub={"license": "mit", "prompt": "text\n"},
        python={"license": "mit", "prompt": "text"},
        edited=(
            b"---\nco2_eq_emissions:\n  emissions: 5\nlicense: mit\nprompt: |\n  text\n"
            b"---\n# Model\n"
        ),
    ),
    Case(
        name="quotes",
        card=b"---\nlicense: \"mit\"\nx: 'y'\n---\n# Model\n",
        hub={"license": "mit", "x": "y"},
        edited=(
            b"---\nlicense: \"mit\"\nx: 'y'\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n"
        ),
    ),
    Case(
        name="comments",
        card=b"---\n# top\nlicense: mit # why\n# end\n---\n# Model\n",
        hub={"license": "mit"},
        edited=(
            b"---\n# top\nlicense: mit # why\n# end\nco2_eq_emissions:\n  emissions: 5\n"
            b"---\n# Model\n"
        ),
    ),
    Case(
        name="indented list",
        card=b"---\ntags:\n  - a\n  - b\n---\n# Model\n",
        hub={"tags": ["a", "b"]},
        edited=(b"---\ntags:\n  - a\n  - b\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n"),
    ),
    Case(
        name="flow list",
        card=b"---\ntags: [a, b]\n---\n# Model\n",
        hub={"tags": ["a", "b"]},
        edited=b"---\ntags: [a, b]\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="nulls",
        card=b"---\nlicense:\ntags: ~\n---\n# Model\n",
        hub={"license": None, "tags": None},
        edited=b"---\nlicense:\ntags: ~\nco2_eq_emissions:\n  emissions: 5\n---\n# Model\n",
    ),
    Case(
        name="template language in the body",
        card=b"---\nlicense: mit\n---\n{{ not_a_var }} {% raw %}\n",
        hub={"license": "mit"},
        edited=(
            b"---\nlicense: mit\nco2_eq_emissions:\n  emissions: 5\n---\n"
            b"{{ not_a_var }} {% raw %}\n"
        ),
    ),
    Case(
        name="not UTF-8 in the body",
        card=b"---\nlicense: mit\n---\nGr\xfc\xdfe\n",
        hub={"license": "mit"},
        found=((DiagnosticId.NOT_UTF8, 4),),
        edited=b"---\nlicense: mit\nco2_eq_emissions:\n  emissions: 5\n---\nGr\xfc\xdfe\n",
    ),
    Case(
        name="not UTF-8 in the metadata",
        card=b"---\nauthor: J\xfcrgen\n---\n# Model\n",
        hub={},
        found=((DiagnosticId.NOT_UTF8, 2),),
        refused=2,
    ),
    Case(
        name="not UTF-8 and no metadata",
        card=b"\xff\xfe#\x00",
        hub={},
        found=((DiagnosticId.NOT_UTF8, 1),),
        refused=1,
    ),
)
