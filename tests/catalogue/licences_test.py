import pytest

from hubscan.cards.vocabularies import Name, vocabulary
from hubscan.catalogue.licences import (
    LicenceClass,
    licence_class,
    licence_classes,
    normal_licence,
    resolve,
)
from hubscan.errors import UsageError

WRITTEN = [
    ("apache-2.0", "apache-2.0"),
    ("Apache License 2.0", "apache-2.0"),
    ("['apache-2.0']", "apache-2.0"),
    ("MIT", "mit"),
    ("The MIT License", "mit"),
    ("GNU GPL 3.0", "gpl-3.0"),
    ("CC BY-SA 3.0", "cc-by-sa-3.0"),
    ("CC BY-NC-SA 4.0", "cc-by-nc-sa-4.0"),
    ("cc-by-4.0", "cc-by-4.0"),
    ("Llama 3.1", "llama3.1"),
    ("https://example.org/LICENSE", "other"),
    ("modified-mit", "other"),
    ("not specified", None),
    ("unknown", None),
    ("", None),
    (None, None),
]


@pytest.mark.parametrize(("written", "licence"), WRITTEN, ids=[str(w) for w, _ in WRITTEN])
def test_a_licence_is_brought_to_its_id(written, licence):
    assert normal_licence(written) == licence


CLASSES = [
    ("apache-2.0", LicenceClass.PERMISSIVE),
    ("gpl-3.0", LicenceClass.COPYLEFT),
    ("cc-by-nc-4.0", LicenceClass.NON_COMMERCIAL),
    ("llama3.1", LicenceClass.RESTRICTED),
    ("gemma", LicenceClass.RESTRICTED),
    ("other", LicenceClass.UNKNOWN),
    (None, LicenceClass.UNKNOWN),
    ("no-licence-at-all", LicenceClass.UNKNOWN),
]


@pytest.mark.parametrize(("licence", "kind"), CLASSES, ids=[str(i) for i, _ in CLASSES])
def test_a_licence_has_a_class(licence, kind):
    assert licence_class(licence) == kind


def test_the_classes_cover_the_closed_list():
    assert set(licence_classes()) == set(vocabulary(Name.LICENSES))


def test_a_class_means_all_its_licences():
    permissive = resolve("permissive")
    assert {"mit", "apache-2.0", "cc-by-4.0"} <= permissive
    assert not permissive & {"cc-by-nc-4.0", "llama3", "gpl-3.0", "other"}


def test_any_means_every_known_licence():
    assert resolve("any") == frozenset(licence_classes())


@pytest.mark.parametrize(("written", "licence"), [("MIT", "mit"), ("other", "other")])
def test_an_id_means_itself(written, licence):
    assert resolve(written) == {licence}


@pytest.mark.parametrize("written", ["gpl-99", "", "unheard-of", "unknown"])
def test_an_unknown_licence_is_a_usage_error(written):
    with pytest.raises(UsageError):
        resolve(written)
