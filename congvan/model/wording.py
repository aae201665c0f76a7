"""Fixed wording of the decree, as loaded from ``standard/nd30.yaml``; no stage holds such a string itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wording:
    """Each field is printed as is; braces are filled by the stage that prints it."""

    state_name: str
    motto: str
    number_label: str
    subject_prefix: str
    addressee_label: str
    recipients_label: str
    as_above: str
    archive_label: str
    archive_first: str
    end_mark: str
    edition: str
    annex_label: str
    annex_origin: str
    urgency: Mapping[str, str]
    authority: Mapping[str, str]
    authority_names: Mapping[str, str]
    ground_leads: tuple[str, ...] = ("Căn cứ",)  # the first is put before a ground that begins with none of them
    proposal_leads: tuple[str, ...] = ("Theo đề nghị của",)
    as_article: str = "Như Điều {n}"
    reply_subject: str = ""  # trích yếu of an answer that is drafted
    reply_lead: str = ""  # and its first words
