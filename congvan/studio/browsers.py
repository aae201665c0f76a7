"""How people call a browser that names itself in words of its own."""

from __future__ import annotations

_BROWSERS = {
    "Edg/": "Edge", "OPR/": "Opera", "coc_coc_browser/": "Coc Coc", "Firefox/": "Firefox", "Chrome/": "Chrome",
    "Safari/": "Safari",
}  # fmt: skip
"""What stands in a browser's name for itself, those first that name another one, too."""
_SYSTEMS = {
    "Windows": "Windows", "Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Mac OS X": "macOS",
    "Linux": "Linux",
}  # fmt: skip


def browser(agent: str) -> str:
    """A browser as it names itself → as people call it: ``Firefox, Windows``; what is none of them as it is."""
    name = next((name for sign, name in _BROWSERS.items() if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS.items() if sign in agent), "")
    return ", ".join(filter(None, (name, system))) if name else agent
