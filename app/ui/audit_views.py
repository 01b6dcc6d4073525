"""How audits are shown: one card in full, many side by side."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from hubscan.cards.audit import profiles
from hubscan.cards.audit.rates import completeness
from hubscan.cards.audit.uploads import UploadAudit
from hubscan.report.audit import Format, render
from hubscan.report.audit.report import Report, shown_counts, shown_score
from hubscan.report.audit.rows import finding_rows, heat_rows, point_rows, rate_rows, score_rows
from hubscan.report.charts.audits import state_chart

_WIDE = {
    "Finding": st.column_config.TextColumn(width="large"),
    "Fix": st.column_config.TextColumn(width="large"),
}


def ask_profile(key: str) -> str:
    """Ask for the profile: which fields earn how many points."""
    names = profiles.names()
    return st.selectbox("What earns points", names, names.index(profiles.DEFAULT), key=key)


def show_one(audited: UploadAudit) -> None:
    """Show score, findings, the fixed card and every point."""
    audit = audited.audit
    score, findings = st.columns(2)
    score.metric(f"Score, {audit.score.profile}", shown_score(audit), border=True)
    findings.metric("Found", shown_counts([audit]), border=True)
    st.subheader("Findings, by line", anchor=False)
    if audit.findings:
        st.dataframe(finding_rows(audit), hide_index=True, column_config=_WIDE)
    else:
        st.success("Nothing is wrong with this card.", icon=":material/check:")
    for rule in audit.not_checked:
        st.text(f"Not checked: {rule.rule}: {rule.reason}")
    _show_fixes(audited)
    st.subheader("Every point explained", anchor=False)
    st.dataframe(point_rows(audit), hide_index=True, column_config={"Why": _WIDE["Fix"]})
    _download_report([audited])


def show_many(audits: Sequence[UploadAudit]) -> None:
    """Show the cards side by side, and how complete they are together."""
    found = [one.audit for one in audits]
    st.subheader("Scores", anchor=False)
    st.dataframe(score_rows(found), hide_index=True, column_config=_SCORE)
    st.subheader("Which fields the cards fill", anchor=False)
    st.altair_chart(state_chart(heat_rows(found)), alt="State of each field in each card")
    st.subheader("How complete they are together", anchor=False)
    st.caption("Shares with 95 % intervals; beside them what others measured on the Hub.")
    st.dataframe(rate_rows(completeness(found)), hide_index=True)
    _download_report(audits)
    names = [one.audit.name for one in audits]
    chosen = st.selectbox(
        "Show one card in full", range(len(names)), index=None, format_func=names.__getitem__
    )
    if chosen is not None:
        show_one(audits[chosen])


def _show_fixes(audited: UploadAudit) -> None:
    st.subheader("The fixed card", anchor=False)
    fixed = audited.fixed
    for refused in fixed.refused:
        st.text(f"Not fixed: {refused}")
    if not fixed.done:
        st.caption("There is nothing that can be corrected without changing what the card says.")
        return
    st.caption("Only changes that change no meaning; every other byte stays.")
    st.code(audited.diff(), language=None, wrap_lines=True)
    st.download_button(
        "Download the fixed card",
        fixed.content,
        "README.md",
        "application/octet-stream",
        on_click="ignore",
        icon=":material/download:",
        key=f"fixed {audited.audit.name}",
    )


def _download_report(audits: Sequence[UploadAudit]) -> None:
    found = tuple(one.audit for one in audits)
    rates = completeness(found) if len(found) > 1 else ()
    report = Report(profiles.load(found[0].score.profile), found, rates)
    st.download_button(
        "Download the report as JSON",
        render(report, Format.JSON),
        "audit.json",
        "application/json",
        on_click="ignore",
        icon=":material/download:",
        key=f"report of {len(found)}: {found[0].name}",
    )


_SCORE = {
    "Score": st.column_config.ProgressColumn(min_value=0, max_value=100, format="%.0f of 100")
}
