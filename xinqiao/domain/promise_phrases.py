"""Phrases in our own words that promise something to a person, in Chinese and English.

For offering to record a promise, never for blaming anybody: what is found is put before the writer, who decides.
A promise is a commitment of ours to an act (or to leaving one alone) that lies ahead. Not promises: offers that wait
for the person's wish, questions, hedges ("perhaps", "尽量"), what has been done already, and what others promised us.
The rules stand in the two tables below; a sentence counts when a rule of its language finds something in one of its
clauses and no veto holds there.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final


@dataclass(frozen=True, slots=True)
class PromisePhrase:
    """One promise-like phrase: `text[start:end]`, the sentence around it, and the rule that found it."""

    start: int
    end: int
    sentence: str
    rule: str


def _any(words: str) -> str:
    """One of these words or patterns, separated by spaces; an underscore stands for a space."""
    return f"(?:{'|'.join(words.split())})".replace("_", " ")


_NUMBER: Final = r"(?:\d{1,3}|[一二两三四五六七八九十半几]{1,3})"
_ZH_WHEN: Final = _any(
    "今[天日晚早] 明[天日晚早] 后天 大后天 [上下]午 傍晚 稍后 稍晚 晚[点些] 回头 马上 立刻 立即 尽快 尽早 随后"
    " 第一时间 到时候?"
    " 会后 [聊谈面]完 下班前 过[几两]天 (?:[本这下]个?)?(?:周|星期|礼拜)[一二三四五六日天末]?内?"
    " (?:[本这下]个?)?月[初中底内]?"
    f" [年季]底 年前 {_NUMBER}个?(?:工作日|天|小时|分钟|周|月)(?:之?内|以内|之?后) {_NUMBER}[号日点] 之后"
)
_ZH_US: Final = _any("我们? 咱们? 我方 我司 本人")
_ZH_THEM: Final = r"(?:您|你|他|她|大家|对方)们?"
# 会 as "shall", not as a meeting (会议, 分享会).
_ZH_SHALL: Final = r"(?:(?<![年晚社机峰大享例])会(?![议后场员计面])|将(?!来))"
_ZH_ACT: Final = _any(
    "发 给 回[复话您你他她] 答复 反馈 寄 转[给告达发] 告诉 告知 通知 联系 电话 安排 提供 介绍 推荐 整理 准备"
    " 确认 核实 问 查"
    " 跟进 处理 更新 同步 删除 删掉 销毁 付 提醒 保密 带 写 补 交 约"
)
_ZH_LEFT_ALONE: Final = _any(
    "联系 打扰 打电话 告诉 透露 转[给告发] 外传 泄[露漏] 公开 提起 录音 催 占用 问 找 发 写 保留 留存 使用 收集"
    " 推销 骚扰 让"
)
_EN_WE_WILL: Final = r"\b(?:I|we)(?:'ll| will| shall|'m going to| am going to|'re going to| are going to)"
_EN_ADVERBS: Final = (
    r"(?:\s+(?:\w+ly|also|then|always|of course|certainly|in person|gladly|just|still|be|be sure to|first|soon))*"
)
_EN_ACT: Final = _any(
    "send sending share e-?mail mail post write call ring phone message text get come_back reply answer respond"
    " let tell"
    " keep update forward introduce arrange set_up schedule book check find_out find ask confirm prepare provide"
    " make_sure"
    " ensure see_to_it delete erase remove follow_up have bring give put pass report look_into return pay refund"
    " in_touch back_(?:with|to) explain show inform notify draft collect hand invite protect treat respect wait"
)
_EN_LEFT_ALONE: Final = _any(
    "write contact call ring phone share tell pass message bother disturb disclose mention reach use keep"
    " approach record"
    " publish forward reveal sell store push press chase ask give show let send"
)

# Tried on each clause of a Chinese sentence, in this order.
_ZH_RULES: Final = {
    # We say the word: promise, guarantee, agreed.
    "zh-word": (
        rf"(?:^|{_ZH_US}|电话里|当面|微信里|[和跟与向对]{_ZH_THEM})(?:也|都|已经?|再次|郑重|可以|{_ZH_WHEN})*"
        r"(?:答应|承诺|保证|担保|说好|讲好|约好)"
    ),
    # We leave something alone.
    "zh-not": (
        rf"(?:{_ZH_US}(?:这边)?(?:也|都)?|^)(?:不会|绝不会?|决不会?|不再|永远不会?)再?[^，]{{0,8}}?{_ZH_LEFT_ALONE}"
    ),
    # We will do it.
    "zh-will": (
        rf"{_ZH_US}(?:这边)?[^，]{{0,12}}?(?:{_ZH_SHALL}|来|去|一定|负责|务必|[帮替]{_ZH_THEM})[^，]{{0,24}}?{_ZH_ACT}"
    ),
    # We do it at a time, which stands after us or before us.
    "zh-when": rf"{_ZH_US}[^，]{{0,16}}?{_ZH_WHEN}[^，]{{0,20}}?{_ZH_ACT}",
    "zh-when-first": rf"{_ZH_WHEN}[^，他她您你]{{0,6}}{_ZH_US}[^，]{{0,24}}?{_ZH_ACT}",
    # Nobody is named: at a time, or surely, something goes to them.
    "zh-to-them": rf"{_ZH_WHEN}(?:之?前|之?内)?[^，我他她您你]{{0,24}}?{_ZH_ACT}[^，我]{{0,4}}?{_ZH_THEM}",
    "zh-surely": rf"^(?:都|也|必|一定|就)?(?:{_ZH_SHALL}|一定)[^，我]{{0,16}}?{_ZH_ACT}[^，我]{{0,4}}?{_ZH_THEM}",
    "zh-owe": rf"欠{_ZH_THEM}",
}
# Tried on the whole English sentence, in this order.
_EN_RULES: Final = {
    "en-word": (
        r"\b(?:I|we)(?: hereby| \w+ly| have|'ve)?"
        r" (?:promised?|guaranteed?|commit(?:ted)?|undert(?:ake|ook)|pledged?|assured?)\b"
    ),
    "en-my-word": r"\byou have (?:my|our) word\b|\b(?:my|our) word on\b|\brest assured,?(?: that)? (?:I|we)\b",
    # Notes leave "I" out.
    "en-note": r"^(?:have |has |I've |we've )?(?:promised|agreed|committed|undertook) (?:to|that|her|him|them)\b",
    "en-note-will": rf"^(?:will|shall){_EN_ADVERBS} {_EN_ACT}\b",
    "en-told": (
        r"\b(?:(?:told|assured|promised) (?:her|him|them|you)|I told \w+)(?: that)? (?:I|we)(?:'d|'ll| would| will)\b"
    ),
    "en-not": (
        r"\b(?:I|we)(?: won't| will not| will never| shall not| shall never|'ll not|'ll never)(?: \w+ly| ever)?"
        rf" {_EN_LEFT_ALONE}\b"
    ),
    "en-will": rf"{_EN_WE_WILL}{_EN_ADVERBS} {_EN_ACT}\b",
    "en-hear": (
        r"\byou(?:'ll| will| shall) (?:hear|get|receive|have)\b.*\b(?:from (?:me|us)\b|by \w+|tomorrow|today|within)"
    ),
    "en-expect": r"\bexpect\b.*\bfrom (?:me|us)\b",
    "en-owe": r"\b(?:I|we) owe (?:you|her|him|them)\b",
}
_ZH_FINDERS: Final = tuple((rule, re.compile(pattern)) for rule, pattern in _ZH_RULES.items())
_EN_FINDERS: Final = tuple((rule, re.compile(pattern, re.IGNORECASE)) for rule, pattern in _EN_RULES.items())

# What takes a promise out of a clause or sentence: others promised, it is done, it is hedged, it hangs on their wish.
_ZH_VETO: Final = re.compile(
    r"(?:不能|无法|没法|不敢|难以|不便|没有?|未|不)(?:答应|承诺|保证|担保)"
    r"|(?:[他她您你]们?|对方|候选人)(?:也|都|已经?|会|说|曾)*(?:答应|承诺|保证)"
    r"|(?:答应|承诺|说好)过?(?:了)?[^，]{0,6}的(?:[^，]{0,8})?$"
    r"|可能|也许|或许|尽量|打算|希望|想[要听请和跟问了知]|可以(?!告诉|保证)|能不能|未必|不一定|争取"
    r"|(?:给|发|回复|告诉|通知|寄给|转给|打给)我"
)
_ZH_DONE: Final = re.compile(r"已经?|昨[天日晚]|前天|上个?[周月]|刚[才刚]?|[发给寄转问过]了|了$|过了")
_ZH_CONDITION: Final = re.compile(r"如果|要是|假如|若是?您|倘若|的话|除非|只要您")
_ZH_QUESTION: Final = re.compile(r"[？?]$|[吗呢][。]?$")
_EN_VETO: Final = re.compile(
    r"\bif (?:you|she|he|they)\b|\bin case you\b|\bshould you\b|\bwhenever you\b"
    r"|\bonce you (?:agree|decide|say|have)\b|\?\s*$|\b(?:perhaps|maybe|possibly|probably)\b|\btry to\b|\bhope to\b",
    re.IGNORECASE,
)
# These tell of what was said, so they hold also where the clause speaks of the past.
_SAID_IT: Final = frozenset({"zh-word", "zh-owe", "zh-not"})

_SENTENCE: Final = re.compile(r"(?:[^。！？!?；;\n.]|\.(?!\s|$))+[。！？!?；;.\n]*")
_CLAUSE: Final = re.compile(r"[^，,：:]+")
_PLAIN: Final = str.maketrans({"’": "'", "ʼ": "'", "\u00a0": " ", "\t": " "})


def find_promises(text: str) -> tuple[PromisePhrase, ...]:
    """Promise-like phrases in order, at most one a sentence; offsets count characters of `text` as given."""
    plain = text.translate(_PLAIN)
    return tuple(found for sentence in _SENTENCE.finditer(plain) if (found := _in_sentence(text, sentence)))


def _in_sentence(text: str, sentence: re.Match[str]) -> PromisePhrase | None:
    words = sentence.group().rstrip()
    lead = len(words) - len(words.lstrip())
    first = sentence.start() + lead
    found = next(chain(_english(words.lstrip()), _chinese(words.lstrip())), None)
    if found is None:
        return None
    rule, start, end = found
    return PromisePhrase(first + start, first + end, text[first : sentence.start() + len(words)], rule)


def _english(words: str) -> Iterator[tuple[str, int, int]]:
    if _EN_VETO.search(words):
        return
    for rule, pattern in _EN_FINDERS:
        if found := pattern.search(words):
            yield rule, *found.span()


def _chinese(words: str) -> Iterator[tuple[str, int, int]]:
    if _ZH_QUESTION.search(words) or _ZH_CONDITION.search(words):
        return
    for clause in _CLAUSE.finditer(words):
        stripped = clause.group().strip("。！；;.! ")
        if stripped and not _ZH_VETO.search(stripped):
            offset = clause.start() + clause.group().index(stripped)
            yield from ((rule, offset + start, offset + end) for rule, start, end in _in_clause(stripped))


def _in_clause(clause: str) -> Iterator[tuple[str, int, int]]:
    is_done = _ZH_DONE.search(clause) is not None
    for rule, pattern in _ZH_FINDERS:
        if is_done and rule not in _SAID_IT:
            continue
        if found := pattern.search(clause):
            yield rule, *found.span()
