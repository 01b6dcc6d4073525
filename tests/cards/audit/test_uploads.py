from __future__ import annotations

from datetime import date

import pytest

from hubscan.cards.audit.runner import Options
from hubscan.cards.audit.uploads import audit_uploads
from hubscan.cards.uploads import LARGEST_CARD_BYTES
from hubscan.errors import CardError, UsageError
from tests.cards.audit.cases import CASES

OPTIONS = Options(today=date(2026, 11, 20))
FIXABLE = b"---\r\nlicence: mit\r\n---\r\n# M\r\n"
FIXED = b"---\r\nlicense: mit\r\n---\r\n# M\r\n"


def test_uploads_are_audited_in_their_order_and_fixed_beside():
    seen = []
    bad, good = audit_uploads({"b.md": FIXABLE, "a.md": FIXED}, OPTIONS, lambda: seen.append(1))

    assert [bad.audit.name, good.audit.name] == ["b.md", "a.md"]
    assert (bad.content, bad.fixed.content) == (FIXABLE, FIXED)
    assert bad.fixed.done == ("rename `licence` to `license`",)
    assert bad.diff().startswith("--- a/b.md\n+++ b/b.md\n")
    assert (good.fixed.content, good.diff()) == (FIXED, "")
    assert len(seen) == 2


# an upload does not tell the model's own id
WITHOUT_ID = [case for case in CASES if not case.rule.endswith("-self")]


@pytest.mark.parametrize("case", WITHOUT_ID, ids=str)
def test_an_upload_has_the_findings_of_a_file(case):
    cards = {"wrong.md": case.wrong.encode(), "right.md": case.right.encode()}
    wrong, right = audit_uploads(cards, OPTIONS)

    assert (case.rule, case.line) in {(found.rule, found.line) for found in wrong.audit.findings}
    assert case.rule not in {found.rule for found in right.audit.findings}


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"---\n" * 1000, b"{{7*7}}<script>"])
def test_any_bytes_are_audited(content):
    (audited,) = audit_uploads({"x.md": content}, OPTIONS)
    assert audited.audit.findings
    assert audited.fixed.content == content


def test_a_card_that_is_too_large_is_refused_before_any_is_read():
    seen = []
    with pytest.raises(CardError, match=r"large\.md: .* bytes"):
        audit_uploads(
            {"a.md": FIXED, "large.md": b"x" * (LARGEST_CARD_BYTES + 1)},
            OPTIONS,
            lambda: seen.append(1),
        )
    assert seen == []


def test_an_unknown_profile_is_refused():
    with pytest.raises(UsageError):
        audit_uploads({"a.md": FIXED}, Options(profile="nothing"))
