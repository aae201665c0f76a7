"""Liberation Serif → what Vietnamese letters need of it, as web fonts of the studio's preview (``make studio-fonts``).

Same advance widths as Times New Roman, so that a browser breaks lines as the PDF does. SIL Open Font License 1.1.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fontTools import subset

from congvan.render import fonts

OUT = Path(__file__).resolve().parents[1] / "congvan/studio/static/fonts"
NAMES = {
    (False, False): "serif",
    (True, False): "serif-bold",
    (False, True): "serif-italic",
    (True, True): "serif-bold-italic",
}
RANGES = [(0x20, 0x17F), (0x1A0, 0x1B0), (0x300, 0x323), (0x1EA0, 0x1EF9), (0x2010, 0x203A), (0x20AB, 0x20AC),
          (0x2070, 0x2089), (0x2190, 0x2193), (0x2212, 0x2265), (0x25A0, 0x25CF), (0x2200, 0x2206)]  # fmt: skip


def main() -> None:
    """Write the four files, the same bytes each time."""
    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=[], notdef_outline=True, recalc_timestamp=False
    )
    for look, path in fonts.find().faces.files.items():
        font = subset.load_font(str(path), options)
        making = subset.Subsetter(options)
        making.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
        making.subset(font)
        subset.save_font(font, str(OUT / f"{NAMES[look]}.woff2"), options)


if __name__ == "__main__":
    main()
