"""The strategy map: level, portrait, small try and technique, drawn or as an outline, each box with its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET

from xinqiao.capabilities.assessments.planning import people_by_level
from xinqiao.capabilities.candidates.queries import groups
from xinqiao.capabilities.candidates.queries.listing import ids_of_pool
from xinqiao.domain.levels import UNMEASURED
from xinqiao.domain.small_counts import shown_counts, shown_total
from xinqiao.foundation.content.queries import own_texts, team_book
from xinqiao.foundation.workspaces.roles import Role
from xinqiao.playbook.own_words import places_of
from xinqiao.playbook.strategy_map import Column, Node, StrategyMap
from xinqiao.web.access.members import WRITERS, MemberRequest, member_page
from xinqiao.web.pages.desk import render_desk
from xinqiao.web.pages.team_book import spoken_language
from xinqiao.web.recruiter.badges import STONES
from xinqiao.web.recruiter.map_drawing import fields, on_the_way
from xinqiao.web.recruiter.own_text_words import shown
from xinqiao.web.recruiter.words import in_a_row, say, sentences

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xinqiao.capabilities.candidates.models import Pool
    from xinqiao.foundation.content.models import OwnText
    from xinqiao.playbook.book import Playbook
    from xinqiao.playbook.own_words import Place

# A pool by rule may mean anybody; beyond this its people are not gathered on the request path.
POOL_AT_MOST: Final = 20_000
HEADINGS: Final = (
    (gettext_lazy("Level"), gettext_lazy("by TOS-5")),
    (gettext_lazy("Portrait"), gettext_lazy("what matters to them")),
    (gettext_lazy("Small tries"), gettext_lazy("the light ones first")),
    (gettext_lazy("Techniques"), gettext_lazy("for a talk")),
)


@dataclass(frozen=True)
class Counts:
    """How many people of each level may be shown; None where too few. `people` is everybody, None below five."""

    by_level: dict[str, int | None]
    people: int | None


@dataclass(frozen=True)
class Box:
    """One node as plain values."""

    id: str
    label: str
    detail: str
    level: str
    stones: int
    people: str
    url: str
    is_chosen: bool
    is_on: bool


@dataclass(frozen=True)
class State:
    """What the address says; whoever opens it sees the same map, with counts of their own people."""

    pool: str
    node: str
    is_outline: bool

    def url(self, **changes: str) -> str:
        """The same page with something else chosen."""
        now = {"pool": self.pool, "view": "outline" if self.is_outline else "", "node": self.node, **changes}
        return "?" + urlencode({name: value for name, value in now.items() if value})


@member_page()
@require_GET
def strategy_map(request: MemberRequest) -> HttpResponse:
    """The map with a chosen box's text; counts for those who may see the planning list."""
    language = spoken_language()
    own = own_texts(language)
    book = team_book(language, own)
    drawn = StrategyMap.of(book)
    pools = groups.pools() if request.member.role in WRITERS else []
    state = _state(request, drawn, pools)
    counts = _counts(request, state, pools)
    chosen = drawn.node(state.node)
    boxes = _Boxes(book, drawn, state, chosen, counts)
    context = {
        "columns": [
            {"label": label, "note": note, "boxes": [boxes.of(node) for node in column]}
            for (label, note), column in zip(HEADINGS, drawn.columns, strict=True)
        ],
        "way": chosen.entry if chosen and chosen.column <= Column.PORTRAIT else "",
        "fields": fields(drawn, _known(counts), chosen),
        "outline": _outline(drawn, boxes) if state.is_outline else [],
        "is_outline": state.is_outline,
        "drawing_url": state.url(view=""),
        "outline_url": state.url(view="outline"),
        "pools": [(pool.public_id, pool.name) for pool in pools],
        "state": state,
        "everybody": _("Everybody") if request.member.role == Role.OWNER else _("All my people"),
        "pool_name": next((pool.name for pool in pools if pool.public_id == state.pool), ""),
        "clear_url": state.url(pool=""),
        "counts": counts,
        "samples": request.workspace.is_demo,
        "shares_no_counts": counts is not None and None in counts.by_level.values(),
        "too_many": counts is None and request.member.role in WRITERS,
        "address": request.build_absolute_uri(request.path + state.url()),
        "chosen": _panel(request, book, chosen, own, counts) if chosen else None,
        "printed_at": request.now,
    }
    return render_desk(request, "recruiter/strategy_map/map.html", context, nav="strategy_map")


def _state(request: MemberRequest, drawn: StrategyMap, pools: list[Pool]) -> State:
    pool, node = request.GET.get("pool", ""), request.GET.get("node", "")
    return State(
        pool=pool if pool in {one.public_id for one in pools} else "",
        node=node if drawn.node(node) else "",
        is_outline=request.GET.get("view") == "outline",
    )


def _counts(request: MemberRequest, state: State, pools: list[Pool]) -> Counts | None:
    """Of the people whose level this member may see, as on the planning list: docs/decisions/strategy-map.md."""
    if request.member.role not in WRITERS:
        return None
    among = None
    if state.pool:
        among = ids_of_pool(state.pool, limit=POOL_AT_MOST + 1, now=request.now)
        if len(among) > POOL_AT_MOST:
            return None
    kept_by = None if request.member.role == Role.OWNER else request.member.pk
    counts = people_by_level(kept_by=kept_by, among=among, samples=request.workspace.is_demo)
    return Counts(shown_counts(counts), shown_total(counts))


def _known(counts: Counts | None) -> dict[str, int]:
    shown_ones = counts.by_level if counts else {}
    return {level: people for level, people in shown_ones.items() if people is not None and level != UNMEASURED}


class _Boxes:
    """Nodes in words, in the state of this page."""

    def __init__(
        self, book: Playbook, drawn: StrategyMap, state: State, chosen: Node | None, counts: Counts | None
    ) -> None:
        self._book, self._state, self._chosen, self._counts = book, state, chosen, counts
        self._on = on_the_way(drawn, chosen) if chosen else frozenset()

    def of(self, node: Node) -> Box:
        """One box."""
        label, detail = box_words(self._book, node)
        is_level = node.column == Column.LEVEL
        return Box(
            id=node.id,
            label=label,
            detail=detail,
            level=node.entry if is_level else "",
            stones=STONES.get(node.entry, 0) if is_level else 0,  # type: ignore[call-overload]
            people=people_words(self._counts, node.entry) if is_level else "",
            url=self._state.url(node=node.id) + "#text",
            is_chosen=node == self._chosen,
            is_on=node in self._on,
        )


def box_words(book: Playbook, node: Node) -> tuple[str, str]:
    """A box's name, and the line under it."""
    if node.kind == "mechanisms":
        mechanism = book.mechanism(node.entry)
        return say(mechanism.label), say(mechanism.length)
    if node.kind == "techniques":
        technique = book.technique(node.entry)
        levels = [say(book.level(code).label) for code in technique.levels if code != UNMEASURED]
        everyone = len(levels) == len(book.levels) - 1
        return say(technique.label), _("everyone") if everyone else in_a_row(levels)
    if node.kind == "strategies":
        strategy = book.strategy(node.entry)
        return say(strategy.label), say(strategy.headline)
    level = book.level(node.entry)
    if node.is_portrait and level.portrait:
        return say(level.portrait.headline), say(level.portrait.worries[0])
    totals = f"{level.totals.least}–{level.totals.most}" if level.totals else ""
    return say(level.label), totals


def people_words(counts: Counts | None, level: str) -> str:
    """How many people, or that there are too few to say."""
    if counts is None:
        return ""
    people = counts.by_level[level]
    if people is None:
        return _("few")
    return ngettext("%d person", "%d people", people) % people


def _outline(drawn: StrategyMap, boxes: _Boxes) -> list[dict[str, Any]]:
    """The same as nested lists: level, portrait, what is offered, and the techniques of that way."""

    def below(node: Node, level: str) -> list[dict[str, Any]]:
        ends = [link.end for link in drawn.links if link.start == node and level in link.levels]
        return [{"box": boxes.of(end), "below": below(end, level)} for end in ends]

    return [{"box": boxes.of(node), "below": below(node, node.entry)} for node in drawn.columns[Column.LEVEL]]


def _panel(
    request: MemberRequest,
    book: Playbook,
    node: Node,
    own: Mapping[Place, OwnText],
    counts: Counts | None,
) -> dict[str, Any]:
    slug, language = request.workspace.slug, spoken_language()
    level = book.level(node.entry) if node.kind in ("levels", "strategies") else None
    is_level = node.column == Column.LEVEL
    label, detail = box_words(book, node)
    technique = book.technique(node.entry) if node.kind == "techniques" else None
    return {
        "label": label,
        "detail": detail if node.kind != "strategies" else "",
        "kind": str(HEADINGS[node.column][0]),
        "texts": [shown(book, place, own.get(place), language=language, slug=slug) for place in places_in(book, node)],
        "tempo": sentences(say(level.tempo), say(level.window_note)) if level and is_level else "",
        "claim": technique.claim if technique else None,
        "level_url": reverse("method_level", args=[slug, level.id]) if level else "",
        "people": people_words(counts, node.entry) if is_level else "",
        "planning_url": _planning_url(slug, node) if is_level and counts else "",
    }


def _planning_url(slug: str, node: Node) -> str:
    if node.entry == UNMEASURED:
        return ""
    return f"{reverse('planning', args=[slug])}?{urlencode({'level': node.entry})}"


def places_in(book: Playbook, node: Node) -> list[Place]:
    """The texts behind a box: a level stands for its strategy and for what the person reads with their result."""
    if node.kind != "levels":
        return list(places_of(book, node.kind, node.entry))
    of_level = places_of(book, "levels", node.entry)
    portrait = [place for place in of_level if place.field.startswith("portrait.")]
    if node.is_portrait:
        return [*portrait, *(place for place in of_level if place.field == "tell_candidate")]
    # What we tell them of their level stands with the portrait.
    result = [place for place in of_level if place not in portrait and place.field != "tell_candidate"]
    return [*places_of(book, "strategies", node.entry), *result]


urls: list[URLPattern] = [path("method/map/", strategy_map, name="strategy_map")]
