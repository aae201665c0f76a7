"""The mailboxes of an office and of whom it writes to, judged by ``check`` with the words of ``send``."""

from __future__ import annotations

from congvan.model.source import Agency, Issuer, Recipients
from congvan.problems import Problems
from congvan.text.addresses import normal, same, shown, suggested


def judge(issuer: Issuer, recipients: Recipients, problems: Problems) -> None:
    """Errors: CV801 no address that mail can be sent to, CV812 none to send from; warning CV886 one box twice."""
    for agency in recipients.agencies.values():
        for address in agency.email:
            if normal(address) is None:
                refuse(agency, address, problems)
        _once(agency, problems)
    smtp = issuer.delivery.smtp
    if smtp is not None and smtp.sender and normal(smtp.sender) is None:
        problems.error("CV812", smtp.span, at="delivery.smtp.from", value=shown(smtp.sender))
    own = issuer.keys.get("email", issuer.span)
    others = [(issuer.email, own, "email"), (smtp.bounces, smtp.span, "bounces")] if smtp is not None else []
    for typed, place, name in others:
        if typed and normal(typed) is None:
            problems.error("CV801", place, at=name, slug=name, value=shown(typed), near=suggested(typed))


def refuse(agency: Agency, address: str, problems: Problems) -> None:
    """Errors: CV801."""
    index = agency.email.index(address)
    place = agency.boxes[index] if index < len(agency.boxes) else agency.span
    at = f"agencies.{agency.slug}" + (".email" if agency.boxes else "")
    problems.error("CV801", place, at=at, slug=agency.slug, value=shown(address), near=suggested(address))


def _once(agency: Agency, problems: Problems) -> None:
    seen: dict[str, str] = {}
    for index, address in enumerate(agency.email):
        if same(address) not in seen:
            seen[same(address)] = address
            continue
        place = agency.boxes[index] if index < len(agency.boxes) else agency.span
        problems.warning("CV886", place, at=f"agencies.{agency.slug}.email", slug=agency.slug,
                         one=shown(seen[same(address)]), two=shown(address))  # fmt: skip
