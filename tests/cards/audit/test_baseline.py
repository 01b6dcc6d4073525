import json
from collections import Counter

import pytest

from hubscan.cards.audit import baseline
from hubscan.cards.audit.findings import CardAudit, Finding, Score
from hubscan.cards.diagnostics import Severity
from hubscan.errors import UsageError


def audited(name, *rules, line=1):
    findings = tuple(
        Finding(rule, Severity.ERROR, f"line {line}", line, field=field) for rule, field in rules
    )
    return CardAudit(name, findings, Score("p", ()))


OLD = audited("a/README.md", ("license-unknown", "license"), ("key-near-miss", "licence"))


def rules_of(audits):
    return [found.rule for audit in audits for found in audit.findings]


def test_what_was_written_is_known(tmp_path):
    path = tmp_path / "known.json"
    assert baseline.write(path, [OLD]) == 2
    assert rules_of(baseline.only_new([OLD], baseline.read(path))) == []


@pytest.mark.parametrize(
    ("now", "new"),
    [
        (audited("a/README.md", ("license-unknown", "license"), line=99), []),
        (audited("b/README.md", ("license-unknown", "license")), ["license-unknown"]),
        (audited("a/README.md", ("license-unknown", "other")), ["license-unknown"]),
        (audited("a/README.md", ("emissions-unit", None)), ["emissions-unit"]),
        (
            audited("a/README.md", ("license-unknown", "license"), ("license-unknown", "license")),
            ["license-unknown"],
        ),
    ],
    ids=["moved", "another card", "another field", "another rule", "once more"],
)
def test_only_what_is_new_is_left(tmp_path, now, new):
    path = tmp_path / "known.json"
    baseline.write(path, [OLD])
    assert rules_of(baseline.only_new([now], baseline.read(path))) == new


def test_the_known_findings_are_not_used_up_by_reading_twice():
    known = Counter({("a/README.md", "license-unknown", "license"): 1})
    one = audited("a/README.md", ("license-unknown", "license"))
    assert rules_of(baseline.only_new([one], known)) == []
    assert rules_of(baseline.only_new([one], known)) == []


def test_a_baseline_reads_the_same_every_time(tmp_path):
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    other = audited("b", ("x", None))
    baseline.write(first, [OLD, other])
    baseline.write(second, [other, OLD])
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"findings": 3}',
        '{"findings": [3]}',
        '{"findings": [{"card": "a"}]}',
        json.dumps({"findings": [{"card": "a", "rule": "b", "field": "", "count": "many"}]}),
        "\x00",
    ],
    ids=range(8),
)
def test_a_file_that_is_no_baseline_is_refused(tmp_path, content):
    path = tmp_path / "known.json"
    path.write_text(content)
    with pytest.raises(UsageError, match="not a baseline"):
        baseline.read(path)


def test_a_baseline_that_is_missing_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        baseline.read(tmp_path / "nowhere.json")
