import pytest

from hubscan.cards.audit import profiles
from hubscan.cards.audit.profiles import Applies, Kind
from hubscan.errors import UsageError

OWN = """\
title = "Ours"
source = "https://example.org"

[[field]]
name = "contact"
points = 60
evidence = ["section:Model Card Contact", "label:Contact"]

[[field]]
name = "license"
points = 40
applies = "trained"
evidence = ["key:license"]
"""


def test_the_shipped_profiles():
    assert profiles.names() == ["annotated-card", "emissions", "eu-ai-act", "hub-checklist"]


def test_a_profile_of_ones_own(tmp_path):
    path = tmp_path / "ours.toml"
    path.write_text(OWN)
    loaded = profiles.load(str(path))
    assert (loaded.name, loaded.title) == ("ours", "Ours")
    contact, license = loaded.fields
    assert [place.text for place in contact.evidence] == [
        "section:model card contact",
        "label:contact",
    ]
    assert (license.points, license.applies) == (40, Applies.TRAINED)
    assert license.evidence[0].kind is Kind.KEY


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "at least one"),
        ("field = 3", "at least one"),
        ("[[field]]\npoints = 1", "needs a name"),
        ("[[field]]\nname = 'a'\npoints = 0\nevidence = ['key:a']", "positive number"),
        ("[[field]]\nname = 'a'\npoints = true\nevidence = ['key:a']", "positive number"),
        ("[[field]]\nname = 'a'\npoints = nan\nevidence = ['key:a']", "positive number"),
        ("[[field]]\nname = 'a'\npoints = 1\n", "list of places"),
        ("[[field]]\nname = 'a'\npoints = 1\nevidence = ['keys:a']", "is none of key"),
        ("[[field]]\nname = 'a'\npoints = 1\nevidence = ['key']", "need a name"),
        ("[[field]]\nname = 'a'\npoints = 1\nevidence = ['emissions:x']", "take none"),
        ("[[field]]\nname = 'a'\npoints = 1\nevidence = ['key:a']\napplies = 'x'", "is none of"),
        ("= broken", "not valid TOML"),
    ],
    ids=range(12),
)
def test_a_file_that_is_no_profile_is_refused(tmp_path, content, message):
    path = tmp_path / "own.toml"
    path.write_text(content)
    with pytest.raises(UsageError, match=message) as caught:
        profiles.load(str(path))
    assert str(path) in str(caught.value)


@pytest.mark.parametrize("name", ["nonsense", "missing.toml", "../hub-checklist"])
def test_an_unknown_profile_is_refused(name):
    with pytest.raises(UsageError):
        profiles.load(name)


@pytest.mark.parametrize("name", profiles.names())
def test_no_field_stands_twice(name):
    fields = [field.name for field in profiles.load(name).fields]
    assert len(set(fields)) == len(fields)
