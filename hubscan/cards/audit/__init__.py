"""Audits model cards: what is missing, only a placeholder, or wrong, with a score by profile.

card = hubscan.cards.parse(content)
audit = audit_card(card, "README.md", profile=profiles.load("emissions"), today=date.today())
audit.findings      # Finding(rule, severity, message, line, fix, field)
audit.score.value   # 0 to 100, each point explained by audit.score.fields
audit.not_checked   # rules that apply and had nothing to compare with

audit_places(discovery.find(["folder"]), Options(profile="hub-checklist"))
"""
