"""A candidate's pages, below /c/<token>/. The decorator of each view consumes the token."""

from __future__ import annotations

from django.urls import URLPattern, path

from xinqiao.web.candidate import (
    about,
    answers,
    company,
    door,
    hold_back,
    paper,
    promises,
    questionnaire,
    reach,
    result,
    stop,
    three_taps,
)

urlpatterns: list[URLPattern] = [
    path("", door.door, name="door"),
    path("permission/", door.permission, name="permission"),
    path("undo/", door.undo, name="undo"),
    path("why/", about.why, name="why"),
    path("held/", about.held, name="held"),
    path("facts/", about.facts, name="facts"),
    path("company/", company.company, name="company"),
    path("stories/<str:story_id>/", company.story, name="story_to_read"),
    path("stories/<str:story_id>/video/", company.story_video, name="story_to_read_video"),
    path("stories/<str:story_id>/captions.vtt", company.story_captions, name="story_to_read_captions"),
    path("questions/", questionnaire.questions, name="questions"),
    path("paper/", paper.paper, name="paper"),
    path("begin/", questionnaire.begin, name="begin"),
    path("q/<int:item>/", questionnaire.question, name="question"),
    path("finish/", questionnaire.finish, name="finish"),
    path("one-more/", hold_back.hold_back, name="hold_back"),
    path("result/", result.result, name="result"),
    path("answers/", answers.answers, name="answers"),
    path("answers/answers.csv", answers.answers_table, name="answers_table"),
    path("answers/answers.svg", answers.answers_drawing, name="answers_drawing"),
    path("decide/", result.decide, name="decide"),
    path("card/", three_taps.card, name="card"),
    path("card/take-back/", three_taps.card_take_back, name="card_take_back"),
    path("reach/", reach.reach, name="reach"),
    path("reach/reach.txt", reach.reach_text, name="reach_text"),
    path("promised/", promises.promised, name="promised"),
    path("promised/open/", promises.open_promised, name="open_promised"),
    path("promised/you-promised-me/", promises.report, name="report_promise"),
    path("promised/written-privately/", promises.report_private, name="report_private"),
    path("promised/decide/", promises.decide_promise, name="decide_promise"),
    path("promised/take-back/", promises.take_back_report, name="take_back_report"),
    path("stop/", stop.stop, name="stop"),
    path("delete/", stop.delete_answers, name="delete_answers"),
    path("leave/", stop.leave, name="leave"),
]
