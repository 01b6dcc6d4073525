"""What a fill comes to: the figure, the diff, the download, the pull request."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from hubscan.cards.fill import Plan
from hubscan.cards.uploads import Told, elsewhere, plan_upload
from hubscan.report.escaping import escape_markdown
from hubscan.report.filling import headline_of, lines_of
from ui.errors import told_errors
from ui.region_view import show_ranking


def show_plan(card: bytes, told: Told, training_type: str | None) -> None:
    """Show the figure with its interval, the exact diff, and what can be done with the card."""
    told = replace(told, training_type=training_type)
    plan = plan_upload(card, told)
    if plan.conflict and st.checkbox(
        "Overwrite the emissions that the card reports already", key="fill_force"
    ):
        plan = plan_upload(card, replace(told, force=True))
    _show_figures(plan)
    for line in lines_of(plan, written=False):
        st.text(line)
    if plan.card_changes:
        _show_change(plan)
    ranking = elsewhere(plan.figures, told)
    if ranking is not None:
        st.subheader("The same training elsewhere", anchor=False)
        show_ranking(ranking, limit=15, key="fill")


def _show_figures(plan: Plan) -> None:
    headline = headline_of(plan.figures)
    for column, (name, value) in zip(st.columns(len(headline)), headline.items(), strict=True):
        column.metric(name, value, border=True)
    st.caption(escape_markdown(f"Source: {plan.figures.source}"))


def _show_change(plan: Plan) -> None:
    st.subheader("The exact change", anchor=False)
    st.code(plan.diff(), language=None, wrap_lines=True)
    st.download_button(
        "Download the card",
        plan.after,
        plan.card.name,
        "application/octet-stream",
        on_click="ignore",
        icon=":material/download:",
    )
    with st.expander("Open a pull request on the Hub", icon=":material/merge:"):
        _ask_for_pull_request(plan)


def _ask_for_pull_request(plan: Plan) -> None:
    with st.form("pull_request", clear_on_submit=True, border=False):
        model_id = st.text_input("Model", placeholder="owner/name", max_chars=200)
        token = st.text_input(
            "Your token, with the right to write",
            type="password",
            autocomplete="off",
            max_chars=200,
            help="It is used for this one request, kept in memory only, and never shown.",
        )
        asked = st.form_submit_button("Open the pull request")
    if asked:
        with told_errors(), st.spinner("Asking the Hub"):
            _propose(plan, model_id.strip(), token.strip())


def _propose(plan: Plan, model_id: str, token: str) -> None:
    from hubscan.catalogue.proposal import propose_card  # huggingface_hub is an extra of its own

    url = propose_card(model_id, plan.before or b"", plan.after, token=token)
    st.success("The pull request is open.", icon=":material/check:")
    st.code(url, language=None)
