"""How we promise in English: the tables that `promise_phrases` tries on each sentence, without regard to case."""

import re
from typing import Final


def _any(words: str) -> str:
    """One of these words or patterns, separated by spaces; an underscore stands for a space."""
    return f"(?:{'|'.join(words.split())})".replace("_", " ")


_THEM: Final = r"(?:you|your|yours|her|him|them|the candidate)"
_WILL: Final = r"(?:'ll| will| shall|'m going to| am going to|'re going to| are going to|'m gonna)"
_ADVERBS: Final = (
    r"(?:,?\s+(?:(?!only\b)\w+ly|also|then|always|of course|certainly|in person|gladly|just|still|be sure to|first"
    r"|soon|next|make time to"
    r"|now|at once|again|at least|both|all|either way|in turn|and (?:will|shall)|ask \w+ to),?)*"
)
_TIME: Final = _any(
    r"by_(?!the_way|email|mail|post|phone|then|now)\w+ today tonight tomorrow this_(?:morning|afternoon|evening"
    r"|week|month|weekend) next_\w+ within_\w+ before_\w+"
    r" after_\w+ later_(?:today|this_week) first_thing on_(?:mon|tues|wednes|thurs|fri|satur|sun)day in_(?:the_)?"
    r"(?:morning|evening|afternoon)"
    r" in_(?:\d+|an?|two|three|a_few)_(?:hours?|days?|minutes?|weeks?) end_of_\w+ eod cob shortly right_away"
    r" straight_away immediately"
    r" (?:mon|tues|wednes|thurs|fri|satur|sun)day as_soon_as the_(?:moment|minute|day) until no_later_than soon asap"
)
# Done for somebody, whoever is named.
_ACT: Final = _any(
    r"send sending share e-?mail mail post write_(?:to|back|up|down|it|you|her|him|your|the) call ring phone text"
    r" get_back get_hold message come_back reply"
    r" answer respond circle_back revert let_(?:you|her|him|them|everyone)_(?:know|have) tell keep update forward"
    r" introduce arrange set_up set_aside"
    r" schedule book check double-check find_out find_(?:you|her|him|a|time|someone) ask(?!_myself) confirm prepare"
    r" provide make_(?:sure|certain|time|a_note|the|an?_intro\w*|it_happen)"
    r" ensure see_to see_that delete erase remove destroy shred wipe follow_up bring give hand put_(?!off) pass"
    r" report look_(?:into|up|after) return pay"
    r" refund reimburse cover transfer wire be_in_touch be_back_(?:with|to) be_(?:honest|open|frank|straight)_with"
    r" be_(?:sending|calling|writing|emailing|getting|back) explain show inform notify draft"
    r" collect invite protect treat respect wait_(?:for|until|with|to) sort chase fix line_up connect loop copy cc"
    r" ping drop_(?!out) shoot walk_(?:you|her|him)"
    r" go_(?:back|over|through|and_\w+) run_(?:it|this|that|your) talk_to speak_(?:to|with) have_(?!to\b|been\b|two"
    r"|three|a_new|an?_opening|lunch|fun) raise dig note_ remind hold_(?!a_meeting) save reserve honou?r"
    r" stick_to stand_by limit refrain stop stay_away step_back leave_(?:you|her|him|it_out|your|that_out)"
    r" anonymi[sz]e redact blur review read_your clarify summari[sz]e"
    r" list_ flag take_(?:it|care|this|that|your|her|his|you)  see_you pick_(?:up|you) do_(?:it|that|so|this"
    r"|everything) work_on deal_with handle"
    r" push_for credit process get_(?:the|it|that|this|a|an|you|her|him|them|your|on_to|onto|our|my|in_touch"
    r"|answers|someone) pull put_together publish block"
    r" warn meet_(?:you|her|him) join_you print scan upload attach thank_(?!you) settle compensate hear_back_from"
)
# Nothing that is done for anybody, even with "you" behind it.
_NO_ACT: Final = _any(
    r"be see know love miss need like want think admit agree hear meet understand remember learn hire move have use"
    r" trust hope wait say assume enjoy look"
    r" require expect never not bet find always continue_to_grow let_you_decide guess wonder appreciate value stay"
    r" become consider assume recall"
    r" start end win lose take try do_my_best do_our_best ask_myself come grow benefit welcome"
)
_LEFT_ALONE: Final = _any(
    "write contact call ring phone share tell pass message bother disturb disclose mention reach use keep approach"
    " record publish forward reveal sell store"
    " push press chase ask give show let send e-?mail text discuss talk speak repeat pressure rush follow hold add"
    " put take hide surprise waste forget"
    " involve post copy save breathe leave raise interrupt ghost hand retain quote name spam go_behind go_to"
)
_OF_OURS: Final = (
    r"(?:(?:our|my) (?:\w+[ -]){0,4}?\w+|someone|somebody|a colleague|one of (?:us|our \w+|my \w+)|(?<!your )"
    r"(?<!\bor )\b(?!(?:he|she|they|you|it|who|that|which|this|there|what|"
    r"company|employer|manager|boss|bank|landlord|recruiters?|friends?|i|we|nobody|nothing|one)\b)\w+(?: from "
    r"(?:our |my |the )?\w+(?: \w+)?| in \w+)?)"
)
_DONE_TO: Final = _any(
    "sent e-?mailed mailed posted paid transferred deleted erased destroyed removed refunded reimbursed returned"
    " kept forwarded confirmed shared anonymi[sz]ed treated"
    " covered wiped answered held with_(?:you|her|him|them) (?:there|ready|waiting)_for_(?:you|her|him) in_(?:your"
    "|her|his)_\\w+ on_(?:your|her|his|its)_\\w+ shredded delivered"
)

# Tried in this order.
RULES: Final = {
    "en-word": (
        r"\b(?:I|we)(?: hereby| \w+ly| have|'ve| can| do| did)?"
        r" (?:promised?|guaranteed?|commit(?:ted)?|undert(?:ake|ook)|pledged?|assured?|sworn?|vow(?:ed)?)\b(?! of |"
        r" by )"
    ),
    "en-my-word": (
        r"\byou have (?:my|our) word\b|\b(?:my|our) (?:word|promise|commitment) (?:on|to|that|is)\b|\brest"
        r" assured,?(?: that)? (?:I|we|your|nobody|no one|nothing|it)\b"
        r"|\b(?:gave|give|given) (?:her|him|them|you|\w+) (?:my|our) word\b|\bthat(?:'s| is) a promise\b|\b(?:cross"
        r" my heart|I swear)\b"
        r"|\bmade (?:her|him|them|you|\w+) a promise\b|\bon my honou?r\b"
    ),
    "en-count-on-us": (
        r"\b(?:you can|please|do) (?:count|rely|depend|bank) on (?:me|us|it|a|an|hearing|having|getting|our|my"
        r"|that)\b|^count on (?:me|us|it|hearing)\b"
        r"|\b(?:leave|leaving) (?:it|that|this|everything|all that|the \w+(?: \w+)?) (?:with|to) (?:me|us)\b"
        r"|\bconsider it done\b|\b(?:it's|that's|this one's|this is) on (?:me|us)\b"
        r"|\b(?:I'm|I am|we're|we are) on it\b|\bI've got (?:you|this|it|that)(?: covered)?\b|\bI(?:'ll| will) take"
        r" (?:it|that|this) from here\b"
        r"|\b(?:consider|treat) (?:it|that|this) (?:done|settled|sorted|arranged)\b|\b(?:is|it's) on my (?:list"
        r"|desk|plate)\b|\bin my (?:diary|calendar)\b|\btrust (?:me|us) to\b"
        r"|\bwithout fail\b|\byou won't have to (?:chase|ask|remind)\b|\bI(?:'ll| will) be (?:your|there)\b"
    ),
    # Notes leave "I" out.
    "en-note": (
        r"^(?:have |has |I've |we've |also |verbally )?(?:promised|agreed|committed|undertook|pledged|guaranteed"
        r"|offered and agreed)\b(?! with (?:his|her|their) )"
    ),
    "en-note-will": (
        rf"^(?:so |then |also )?(?:will|shall|need to|must|have to|has to|to(?= \w+(?: \w+)?(?: with| to)? (?:her"
        rf"|him|them|you)\b)|got to|gotta|going to|remember to"
        rf"|todo:?|to do:?|action:?|next:?){_ADVERBS} {_ACT}\b"
    ),
    "en-note-mid": (
        rf"^(?:(?!\b(?:she|he|they|you|who|it|i|we)\b)[^.])*?(?:,| and|[:–—-]) (?:will|shall|need to|must|to)(?!"
        rf" be\b){_ADVERBS} {_ACT}\b.*\b{_THEM}\b"
    ),
    "en-note-thing": (
        rf"^(?:\w+ )?(?:feedback|answer|reply|decision|word|update|outcome|result|summary|figures?|numbers?|notes"
        rf"|call back|callback|response|confirmation)\b(?: (?!was|were|has|have|had|is|are)\w+)* (?:to|for|with) "
        rf"(?:{_THEM}|[A-Z]\w+)\b[^,]*\b{_TIME}"
    ),
    "en-told": (
        r"(?:(?:^|\b(?:I|we|and|have|also|had) )(?:told|assured|promised|said(?: to)?|confirmed(?: to)?|wrote(?:"
        r" to)?|texted|let|messaged|e-?mailed|agreed with)"
        r"(?: (?:her|him|them|you|\w+)(?: know)?)?(?: on \w+| today| yesterday| again)?:?(?: that)?"
        r" (?:(?:I|we)(?:'d|'ll| would| will|'re going to|'m going to)\b(?! (?:like|love|prefer|be (?:glad|happy)"
        r"|think|need|see|have to))|(?:she|he|they|you)(?:'d| would|'ll| will) (?:get|have|hear|receive|know)\b"
        r"|no one|nobody|nothing))"
    ),
    # We leave something alone.
    "en-not": (
        r"\b(?:I|we)(?: won't| will not| will never| shall not| shall never| shan't|'ll not|'ll never| will no"
        r" longer|'d never| would never|'m not going to|'re not going to| are not going to| am not going to)(?:"
        r" \w+ly| ever| even)?"
        rf" {_LEFT_ALONE}\b"
    ),
    "en-not-you": (
        r"\b(?:I|we)(?: won't| will not| will never|'ll never) (?!be\b|need|have|say|pretend|know|see|miss|deny"
        r"|lie\b|make|judge|hold it)\w+ [^,]*\b(?:you|your)\b"
    ),
    "en-note-not": rf"^(?:will not|won't|will never|must not|not to) {_LEFT_ALONE}\b",
    "en-we-do-not": (
        r"\b(?:I|we)(?: do not| don't| never) (?:\w+ly |ever )?(?:share|pass|sell|record|keep|store|contact"
        r"|disclose|publish|forward|call|tell)\b[^,]*\b(?:you|your|anyone|it|anybody)\b"
    ),
    "en-nobody": (
        r"\b(?:nobody|no one|none of (?:us|it|this|that|what)|no-one|nothing(?: \w+){0,4}?|not a word(?:"
        r" \w+){0,4}?)(?: \w+){0,6}? (?:will|is going to|'ll|goes|leaves)\b"
        r"(?! happen| change).{0,40}?\b(?:you|your|hear|learn|know|see|leave|leaves|shared|stored|kept|published"
        r"|passed|recorded|goes|go|told|find out|contact|call)\b"
    ),
    "en-secret": (
        r"\b(?:between (?:us|you and me|the two of us|ourselves)|goes no further|go no further|lips are sealed"
        r"|won't leave this|will not leave this|strictest confidence|stays? (?:with me|with us|in this room|here"
        r"|confidential|private|between)"
        r"|(?:will|'ll) (?:stay|remain) (?:with me|with us|confidential|private|between|secret|anonymous|in this|in"
        r" confidence)|mum's the word)\b"
    ),
    "en-will": rf"\b(?:I|we){_WILL}{_ADVERBS} {_ACT}(?:\b|(?<= ))",
    "en-will-you": rf"\b(?:I|we){_WILL}{_ADVERBS} (?!{_NO_ACT}\b)[a-z-]+ [^,.]{{0,40}}?\b{_THEM}\b",
    "en-sending": (
        r"\b(?:I'm|I am|we're|we are)(?: also| now)? (?:sending|getting|having|putting|setting up|sharing|calling"
        r"|ringing|passing|arranging|transferring|posting|asking|checking|speaking|meeting|talking|chasing"
        r"|booking)\b"
        rf"[^,]*\b{_TIME}"
    ),
    "en-let-me": (
        r"\blet (?:me|us)(?: just| first| quickly)? (?:get back|come back|check|find out|look into|look that up"
        r"|look it up|confirm|see what I can|ask (?!you|a\b|one)|speak (?:to|with)|talk to|send|take (?:that|this"
        r"|it) (?:up|to|away|back)|dig|chase|circle back|get you|run (?:it|this|that)|sort|double-check|follow"
        r" up)\b"
    ),
    "en-give-me": (
        r"\bgive (?:me|us) (?:until|till|a (?:day|week|couple)|two|three|some days)\b.*\b(?:and|I'll|you'll"
        r"|we'll)\b"
    ),
    # What they will hear, get or have.
    "en-hear": (
        r"\byou(?:'ll| will| shall|'re going to| are going to) (?:\w+ly |also |still |both |then )?(?:hear|get"
        r"|receive|have|be (?:the first|told|paid|informed|notified|among the first|kept|contacted|reimbursed|sent)"
        r"|find it in|see it in)\b"
        rf"(?<!first).*?\b(?:from (?:me|us|our|my|\w+ (?:in|from))\b|{_TIME}|the first\b|first to|either way"
        rf"|whatever|in writing|before anyone|a (?:clear|straight|written|full|proper|final|real) (?:answer|reply"
        rf"|list|yes)|without having|every|in full|informed|posted|in the loop)"
        r"|\byou(?:'ll| will) be (?:among )?(?:the )?first to (?:know|hear)\b"
    ),
    "en-will-not-hear": (
        r"\byou(?:'ll| will)(?: not| never) (?:hear|get|receive|be (?:called|contacted|asked|recorded))\b|\byou"
        r" won't (?:hear|get|receive|be (?:called|contacted|asked|recorded))\b"
    ),
    "en-they-get": (
        rf"\b(?:she|he|they|you|\w+) (?:gets?|receives?|hears?|will have|will get|will hear|will receive|has|have"
        rf"|is to get|are to get)\b [^,]*\bfrom (?:me|us)\b[^,]*(?:{_TIME})"
    ),
    "en-expect": (
        rf"(?<!not )(?<!n't )\bexpect\b.*\b(?:from (?:me|us)|in your (?:inbox|mail))\b|^expect (?:the|a|an|my|our)"
        rf" .*\b{_TIME}"
    ),
    # It is done to something of theirs, or arrives.
    "en-is-done": (
        rf"\b(?!(?:he|she|they|you|who)\b)\w+(?:'ll| will| shall| is going to| are going to)(?: all| both| also| be"
        rf" \w+ly| always)? (?:be|get|stay) (?:\w+ly |all |back )?{_DONE_TO}\b.*?(?:\b(?:{_THEM}|for|out|secret"
        rf"|confidential|private|anonymous|full)\b|\b{_TIME}|(?<=(?:you|her|him))|$)"
    ),
    "en-arrives": (
        r"(?:'ll| will| shall) (?:follow|reach|arrive|land|come|go out|go to)\b"
        rf"(?<!\bhe will come)(?<!\bshe will come)(?<!they will come)(?<!you will come)[^,]*\b{_TIME}"
        rf"|\b\w+ (?:follows|is coming your way)\b[^,]*\b{_TIME}"
    ),
    # One of ours will do it, towards the person.
    "en-our-side": rf"{_OF_OURS}(?:'ll| will| shall| is going to){_ADVERBS} {_ACT}[^,]*?\b(?:you|your|her|him)\b",
    "en-owe": (
        r"(?:\b(?:I|we) (?:still )?|^(?:still )?)owe (?:you|her|him|them|[A-Z]\w+)\b(?!.{0,12}\b(?:apology|thanks"
        r"|coffee|lunch|drink|one|beer)\b)"
    ),
}

_LATER: Final = ("ll", "going to")
_NOT: Final = ("n't", "not", "never", "longer")
# Without one of these in the sentence, in small letters, the rule is not tried, which is quicker.
NEEDS: Final = {
    "en-my-word": ("word", "assured", "promise", "commitment", "heart", "swear", "honour", "honor"),
    "en-count-on-us": (
        *("count", "rely", "depend", "bank", "leav", "done", "settled", "sorted", "arranged", "trust", "without fail"),
        *(
            " on me",
            " on us",
            " on it",
            "i've got",
            " from here",
            "on my ",
            "in my ",
            "chase",
            "to ask",
            "remind",
            "i'll be ",
        ),
    ),
    "en-our-side": _LATER,
    "en-is-done": _LATER,
    "en-arrives": (*_LATER, "follows", "is coming"),
    "en-hear": _LATER,
    "en-will": _LATER,
    "en-will-you": _LATER,
    "en-they-get": (" from me", " from us"),
    "en-word": ("promis", "guarant", "commit", "undert", "pledg", "assur", "sw", "vow"),
    "en-told": ("told", "said", "assured", "promised", "confirm", "wrote", "text", "let ", "messag", "mail", "agreed"),
    "en-not": _NOT,
    "en-not-you": _NOT,
    "en-note-not": _NOT,
    "en-we-do-not": _NOT,
    "en-will-not-hear": _NOT,
    "en-nobody": ("nobody", "no one", "none", "no-one", "nothing", "not a word"),
    "en-secret": ("between", "further", "lips", "leave", "confiden", "stay", "remain", "mum"),
    "en-note-mid": (" her", " him", " them", " you"),
    "en-expect": ("expect",),
    "en-owe": ("owe",),
    "en-let-me": ("let ",),
    "en-give-me": ("give ",),
    "en-sending": ("ing",),
}

# Before a match: asked, thought or said by somebody, so not promised here.
BEFORE: Final = re.compile(
    r"(?:\b(?:whether|if|how|when|why|where|what|who|which|unless|in case|asked|than|because|until)|\b(?:I|we)(?:'m"
    r"| am| do)? (?:think|hope|guess|doubt|suspect|wish|imagine|believe|afraid|wonder|hoping|not sure|don't think)"
    r"(?: that)?"
    r"|\b(?:she|he|they|you|candidate|who|manager|everyone)(?: \w+ly| also|'s|'re)? (?:asked?s?|wants?(?: to know)?"
    r"|hopes?|thinks?|believes?|expects?|expected|worri\w+|fears?|feared|says?|said|wrote|assumed?s?|hoped|thought"
    r"|believed|suggest\w+|joked|heard|insist\w*|demand\w*|told (?:me|us)|wonder\w*|prefer\w*|remember\w*|claim\w*"
    r"|understood)(?: (?:me|us))?(?: that| once)?"
    r"|\b(?:assume|pretend|suppose|imagine|say|claim|rumou?r|fear)(?: that)?|\bas (?:though|if))[ ,:]*$",
    re.IGNORECASE,
)
# What stands before these does not matter: "what you told me stays with me".
UNASKED: Final = frozenset({"en-secret"})
# In the clauses of a match: hedged, usual, or done.
HEDGE: Final = re.compile(
    r"\b(?:perhaps|maybe|possibly|probably|presumably|might|may be able|usually|normally|typically|generally|as a"
    r" rule|in general|most of the time|if possible|if (?:I|we) (?:can|could|may)|should be able"
    r"|try (?:to|and)|hope to|hopefully|(?:do|my|our) (?:my |our |very )?best|see (?:if|whether) (?:I|we) can|would"
    r" have|had hoped|could have|ideally|every year|no promises?|not promise|depending on)\b",
    re.IGNORECASE,
)
DONE: Final = re.compile(
    r"(?:\b(?:and|which|so|then|but) (?:I |we |have |I've |we've )?(?:already |later |duly |since |also )?(?:did"
    r"|sent|kept it|kept that|delivered|done so|have done)\b|\b(?:as|like) (?:I|we) (?:did|have done)\b|\balready "
    r"(?:sent|done|went|did|paid|answered|kept)\b"
    r"|\bpromised\b.*\b(?:went out|was sent|has been sent|arrived|is done|were sent)\b|, (?:she|he|they) (?:said"
    r"|joked|wrote|added|laughed|told me|asked|wondered)\b|\bused to\b)",
    re.IGNORECASE,
)
# In the whole sentence: it hangs on what they wish, or asks.
CONDITION: Final = re.compile(
    r"(?<!even )(?<!ask )(?<!know )(?<!check )(?<!sure )(?<!asked )(?<!out )(?<!see )(?<!ask him )(?<!ask her )\bif"
    r" (?:you|she|he|they|the candidate)\b(?! (?:do not hear|don't hear|hear nothing))"
    r"|(?<!even )\bif (?:so|useful|helpful|of (?:use|help|interest)|needed|wanted|desired|necessary|required"
    r"|interested|convenient"
    r"|(?:it|that|this)(?:'s| is|'d be| would be)? (?:helps?|suits|works|easier|ok|okay|fine|better|useful|helpful"
    r"|of (?:use|help|interest)|would help|interests?|appeals?|all right|sounds))\b"
    r"|\bin case (?:you|she|he)\b|\bshould (?:you|she|he|they)\b|\bwhenever (?:you|she|he)\b|\bwhen(?:ever)? you"
    r"(?:'re| are) (?:ready|free|back)\b|\bwhen you (?:want|like|decide|wish|feel|have (?:time|decided))\b"
    r"|\b(?:once|as soon as|the moment|after) (?:you|she|he)(?:'ve|'s)? (?:agrees?|decides?|says?|has|have|decided"
    r"|confirms?|are ready|is ready|tell|tells|give|gives|want)\b(?! (?:heard|seen|read|signed|finished))|\bwith"
    r" your (?:permission|consent|agreement)\b"
    r"|\b(?:let (?:me|us) know|tell (?:me|us)|say the word|just say|drop (?:me|us)|ping (?:me|us)|just ask|just"
    r" reply|reply|text me|say so|say yes|sign up|click)\b.*\b(?:and|then) (?:I|we)(?:'ll| will|'d| can)\b"
    r"|\bwould you (?:like|prefer|want)\b|\bas you (?:like|prefer|wish)\b|\b(?:happy|glad) to\b|\?[\s\"”')]*$",
    re.IGNORECASE,
)
CLAUSE_END: Final = re.compile(r"[,;:—–]|\bbut\b")
