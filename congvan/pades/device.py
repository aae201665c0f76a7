"""A key on a PKCS#11 device that is in the middle of its work: what the device says then, as a fault of the machine."""

from __future__ import annotations

from typing import Any

from pkcs11.exceptions import PKCS11Error
from pyhanko.sign.pkcs11 import PKCS11Signer

from congvan.machine.said import named
from congvan.problems import MachineFault


class OnDevice(PKCS11Signer):  # type: ignore[misc]
    """The library's signer of a token of that label."""

    def __init__(self, label: str, *args: Any, **more: Any) -> None:
        self._label = label
        super().__init__(*args, **more)

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """The raw signature over ``data``. Errors: MachineFault CV631 the device was pulled out, or gives none."""
        try:
            made: bytes = await super().async_sign_raw(data, digest_algorithm, dry_run=dry_run)
        except PKCS11Error as error:
            kind = type(error).__name__
            raise MachineFault("CV631", token=self._label, reason=named(f"PKCS11_{kind}", kind)) from error
        return made
