"""Signature fields, signatures and their verification: the only home of pyHanko and of PKCS#11."""

from __future__ import annotations

import logging

# What goes wrong is told in our own words; the libraries' logs would repeat it with a trace.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)
