"""What goes by post, as PDF: bì văn bản, nhãn, sổ gửi văn bản đi bưu điện, phiếu gửi (NĐ 30/2020, PL IV)."""

from congvan.render.paper.envelopes import envelopes, size_for
from congvan.render.paper.labels import labels
from congvan.render.paper.post_book import post_book
from congvan.render.paper.slips import slips

__all__ = ["envelopes", "labels", "post_book", "size_for", "slips"]
