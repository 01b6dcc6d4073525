"""Addresses on the Hub."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from hubscan.report.hub import model_url

CASES = {
    "a model": ("a/b", None, "https://huggingface.co/a/b"),
    "another Hub": ("a/b", "https://hub.example", "https://hub.example/a/b"),
    "a query": ("a/b?x=1#y", None, "https://huggingface.co/a/b%3Fx%3D1%23y"),
    "markup": ('a/"><script>', None, "https://huggingface.co/a/%22%3E%3Cscript%3E"),
}


@pytest.mark.parametrize(("model_id", "endpoint", "url"), CASES.values(), ids=CASES)
def test_an_id_stays_in_the_path(model_id, endpoint, url):
    assert model_url(model_id, endpoint) == url


@pytest.mark.parametrize("model_id", ["@elsewhere.example/x", "//elsewhere.example", "..", ":80/x"])
def test_no_id_leads_to_another_host(model_id):
    assert urlsplit(model_url(model_id)).netloc == "huggingface.co"
