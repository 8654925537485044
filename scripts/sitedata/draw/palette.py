"""Colours and markers: a framework keeps both in every figure, and a marker always says what a colour says.

Figures are drawn in stand-in colours (``#0100NN``), which drawings and pictures replace with the light colour. A style
sheet turns an attribute with that colour into the role's CSS variable, so that a drawing follows light and dark mode;
without the style sheet it still has its colours.
"""

from __future__ import annotations

import re

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif"
ROLES: dict[str, tuple[str, str]] = {
    # role: (light, dark); text and marks have a contrast of 4.5:1 and 3:1 with the page in both
    "ink": ("#1d2330", "#e8eaf0"),
    "muted": ("#565e6e", "#a9b0bf"),
    "grid": ("#e2e5eb", "#333a48"),
    "band": ("#eceff4", "#272e3a"),
    "surface": ("#ffffff", "#151922"),
    "tensorflow": ("#b45309", "#fdba74"),
    "pytorch": ("#4f46e5", "#a5b4fc"),
    "keras": ("#be123c", "#fda4af"),
    "jax": ("#0f766e", "#5eead4"),
    "good": ("#15803d", "#86efac"),
    "fair": ("#a16207", "#fde047"),
    "ended": ("#6b7280", "#9ca3af"),
    "dated": ("#0369a1", "#7dd3fc"),
    "against": ("#b91c1c", "#fca5a5"),
}
STAND_IN = {role: f"#0100{number:02x}" for number, role in enumerate(ROLES, start=16)}
MARKER = {
    "tensorflow": "circle",
    "pytorch": "diamond",
    "keras": "square",
    "jax": "triangle-up",
    "good": "circle",
    "fair": "diamond",
    "ended": "x",
}

GLYPHS = {
    "holds": "●",
    "partly": "◐",
    "outdated": "◷",
    "contradicted": "✕",
    "tie": "=",
    "unclear": "±",
    "untested": "?",
    "opinion": "○",
}
"""The mark of a verdict, as in site.css: a picture says it without colour too."""
VERDICT_ROLES = {"holds": "good", "partly": "fair", "outdated": "dated", "contradicted": "against"}


def variable(role: str) -> str:
    return f"--fig-{role}"


def declarations(scheme: int) -> str:
    """Every role's variable: 0 for light, 1 for dark."""
    return "".join(f"{variable(role)}:{colours[scheme]};" for role, colours in ROLES.items())


def marks() -> str:
    """Rules from the colours in a drawing's attributes to variables. No two roles share a light colour."""
    return "".join(
        f'[{part}="{light}"]{{{part}:var({variable(role)})}}'
        for role, (light, _) in ROLES.items()
        for part in ("fill", "stroke")
    )


def forced(page: str) -> str:
    """Where the reader's system forces its colours, its scheme decides, not the page's: the ground is the system's."""
    forces = "@media screen and (forced-colors:active) and"
    return "".join(
        f"{forces} (prefers-color-scheme:{name}){{{page}{{{declarations(scheme)}}}}}"
        for scheme, name in enumerate(("light", "dark"))
    )


def stylesheet() -> str:
    """CSS variables for both schemes of the theme. Paper is light, whatever the screen was."""
    dark = f"@media screen{{[data-md-color-scheme=slate]{{{declarations(1)}}}}}"
    return f":root{{{declarations(0)}}}\n{dark}\n{forced('[data-md-color-scheme]')}\n{marks()}\n"


def embed_stylesheet() -> str:
    """The same for a page of its own: the reader's system decides, unless the page says ``data-scheme``."""
    dark = declarations(1)
    return (
        f":root{{{declarations(0)}}}@media(prefers-color-scheme:dark){{:root:not([data-scheme=light]){{{dark}}}}}"
        f":root[data-scheme=dark]{{{dark}}}{forced(':root:root')}{marks()}\n"
    )


def drawing_stylesheet() -> str:
    """The same for a drawing that is opened on its own, which can only ask the reader's system."""
    return (
        f"svg{{{declarations(0)}background:var(--fig-surface)}}"
        f"@media(prefers-color-scheme:dark){{svg{{{declarations(1)}}}}}{marks()}\n"
    )


def light(value: str) -> str:
    """``rgb(1, 0, 16)`` and ``var(--fig-ink)`` become ``#1d2330``."""
    roles = list(ROLES)
    match = re.fullmatch(r"rgb\(1, 0, (\d+)\)|var\(--fig-([a-z]+)\)", value)
    return ROLES[match[2] or roles[int(match[1]) - 16]][0] if match else value


def to_light(figure_json: str) -> str:
    """Stand-ins replaced with the colours of the light scheme."""
    for role, stand_in in STAND_IN.items():
        figure_json = figure_json.replace(stand_in, ROLES[role][0])
    return figure_json
