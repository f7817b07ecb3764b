"""What a team writes itself: openings, its own words, the company card, stories, and what colleagues say to them."""

from xinqiao.foundation.content.models.colleague_links import ColleagueLink
from xinqiao.foundation.content.models.company_card import CardCheck, CompanyCard
from xinqiao.foundation.content.models.openings import Opening
from xinqiao.foundation.content.models.own_texts import OwnText
from xinqiao.foundation.content.models.stories import Story, StoryConsent

__all__ = ["CardCheck", "ColleagueLink", "CompanyCard", "Opening", "OwnText", "Story", "StoryConsent"]
