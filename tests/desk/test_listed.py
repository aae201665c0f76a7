"""What a list says of a document is what a person would say of it."""

from __future__ import annotations

from shop import NUMBERED, Shop

from congvan import Desk

EACH = """unit: thanh-tra
subject: mời {{ recipient.name }} dự họp
signer: giam-doc
per_recipient: true
to: [so-noi-vu, so-tai-chinh]
body: |
  Trân trọng mời {{ recipient.name }}.
copies: [nhu-tren]
"""


def test_what_differs_in_each_copy_is_a_gap_before_and_after_the_number(desk: Desk, shop: Shop) -> None:
    shop.write("moi", EACH)
    shop.write("a", NUMBERED.format(n=1))

    def subjects() -> dict[str, str]:
        listed = desk.circulars()
        assert listed.value is not None
        return {card.id: card.subject for card in listed.value if card.id in ("moi", "a")}

    before = subjects()
    assert before["moi"] == "mời … dự họp"
    done = desk.issue("moi")
    assert done.ok, done.diagnostics
    assert subjects() == before
