"""The colours of the desk and of the candidate pages, measured again from the style sheets."""

import re
from itertools import combinations
from math import dist
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
LEVELS = ("open", "cautious", "guarded", "reserved")
THEMES = ("light", "dark")
BACKGROUNDS = ("paper", "surface", "sunken")

Colour = tuple[float, float, float]
Matrix = tuple[Colour, Colour, Colour]

# Machado, Oliveira and Fernandes 2009, IEEE TVCG 15(6), severity 1.0, for linear RGB.
DEFICIENCIES: dict[str, Matrix] = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
# sRGB to CIE XYZ, IEC 61966-2-1, and the white point D65.
XYZ: Matrix = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE: Colour = (0.95047, 1.0, 1.08883)


def blocks(sheet: str) -> dict[str, dict[str, str]]:
    """The colour tokens of a sheet by theme; `auto` is what the system's dark preference gives."""
    text = (CSS / sheet).read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", text):
        colours = dict(re.findall(r"--([\w-]+):\s*(#[0-9A-F]{6});", body))
        if "paper" not in colours:
            continue
        theme = "dark" if '"dark"' in selector else "auto" if '"auto"' in selector else "light"
        found[theme] = colours
    return found


TOKENS = blocks("tokens.css")


def linear(colour: str) -> Colour:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def times(matrix: Matrix, colour: Colour) -> Colour:
    first, second, third = (sum(a * b for a, b in zip(row, colour, strict=True)) for row in matrix)
    return first, second, third


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    lights = sorted(sum(w * c for w, c in zip(XYZ[1], linear(colour), strict=True)) for colour in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def lab(colour: Colour) -> Colour:
    """CIE L*a*b* of a linear RGB colour."""
    clipped: Colour = (clip(colour[0]), clip(colour[1]), clip(colour[2]))
    steps = [value / white for value, white in zip(times(XYZ, clipped), WHITE, strict=True)]
    x, y, z = (s ** (1 / 3) if s > 216 / 24389 else (24389 / 27 * s + 16) / 116 for s in steps)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def clip(value: float) -> float:
    return min(1.0, max(0.0, value))


def distance(one: Colour, other: Colour) -> float:
    """The colour difference of CIE 1976."""
    return dist(lab(one), lab(other))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize("text", ["ink", "ink2", "ink3", "pri", "alert"])
def test_text_stands_out_from_every_background(theme: str, background: str, text: str) -> None:
    assert contrast(TOKENS[theme][text], TOKENS[theme][background]) >= 4.8


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("text", "background"), [("pri", "pri-tint"), ("ink", "pri-tint"), ("ink2", "pri-tint"), ("alert", "alert-tint")]
)
def test_text_stands_out_from_its_tint(theme: str, text: str, background: str) -> None:
    assert contrast(TOKENS[theme][text], TOKENS[theme][background]) >= 4.8


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", ["on-bar", "on-bar-2", "bar-link"])
def test_toasts_and_the_batch_bar_can_be_read(theme: str, text: str) -> None:
    assert contrast(TOKENS[theme][text], TOKENS[theme]["bar"]) >= 4.8


@pytest.mark.parametrize("theme", THEMES)
def test_button_text_stands_out_from_the_filled_button(theme: str) -> None:
    assert contrast(TOKENS[theme]["on-pri"], TOKENS[theme]["pri"]) >= {"light": 7.8, "dark": 9.5}[theme]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("level", LEVELS)
def test_level_words_stand_out_from_their_tint(theme: str, level: str) -> None:
    assert contrast(TOKENS[theme][f"{level}-text"], TOKENS[theme][f"{level}-tint"]) >= 5.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("mark", [*(f"{level}-mark" for level in LEVELS), "control"])
def test_marks_and_borders_stand_out_from_a_sheet(theme: str, mark: str) -> None:
    assert round(contrast(TOKENS[theme][mark], TOKENS[theme]["surface"]), 1) >= 3.3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("deficiency", DEFICIENCIES)
@pytest.mark.parametrize(("one", "other"), list(combinations(LEVELS, 2)))
def test_level_marks_stay_apart_for_every_kind_of_sight(theme: str, deficiency: str, one: str, other: str) -> None:
    first, second = (times(DEFICIENCIES[deficiency], linear(TOKENS[theme][f"{level}-mark"])) for level in (one, other))
    assert distance(first, second) >= 14


@pytest.mark.parametrize("sheet", ["tokens.css", "candidate.css"])
def test_the_automatic_theme_equals_the_dark_one(sheet: str) -> None:
    assert blocks(sheet)["auto"] == blocks(sheet)["dark"]


def test_candidate_pages_use_the_same_colours_as_the_desk() -> None:
    for theme, colours in blocks("candidate.css").items():
        assert colours.items() <= TOKENS[theme].items()


def test_every_token_that_a_sheet_uses_exists() -> None:
    desk = "".join(
        (CSS / name).read_text(encoding="utf-8") for name in ("tokens.css", "desk.css", "parts.css", "forms.css")
    )
    candidate = (CSS / "candidate.css").read_text(encoding="utf-8")
    for text in (desk, candidate):
        assert set(re.findall(r"var\(--([\w-]+)", text)) <= set(re.findall(r"--([\w-]+):", text))
