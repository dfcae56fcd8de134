"""The word rule of 003-06 on invented sentences: it must catch descriptions and leave evaluations alone."""

from __future__ import annotations

import pytest

from sef2si.advice.evaluative import is_descriptive, plain

EVALUATIVE = (
    "By Year 4 most pupils read fluently, and the gap between boys and girls has closed since 2024.",
    "Attendance rose from 93.1% to 95.4% after we introduced breakfast club.",
    "Pupils can explain what they learned last term in history, because lessons return to it often.",
    "We moved phonics to small groups, and fewer children now need to catch up in Year 2.",
    "Behaviour is calm in lessons but too many pupils say lunchtimes are noisy.",
    "Only 45% of pupils say that other children behave well.",
    "Teachers use the same routines in every class, so pupils settle quickly and lose little time.",
    "Disadvantaged pupils achieve as well as others by the end of Year 6.",
    "Writing in Year 5 is weaker than reading: sentences are not yet accurate.",
    "Our weekly reading slot has helped: 38 of 45 pupils moved up at least one band.",
    "Children with special educational needs make strong progress in mathematics and less in writing.",
    "Leaders know which pupils are absent, yet the persistent absence rate has not fallen.",
    "Staff have been trained in the new scheme, but its use varies from class to class.",
    "Pupils feel safe and know whom to turn to.",
    "Coaching has changed teaching: questions now reach quiet pupils, who answer more often.",
    "Early years children talk confidently in full sentences by the summer.",
    "Results in mathematics are above the national average for the third year.",
    "Pupils take part in many clubs, though those eligible for free school meals rarely do.",
    "The new marking policy saves teachers time without any loss for pupils.",
    "Homework is set regularly, but a third of pupils do not hand it in.",
    "Sixth formers leave for courses that match their plans; nobody was without a place in 2026.",
    "Governors ask hard questions, which led to an earlier look at attendance.",
    "Parents say that they hear early when something goes wrong.",
    "Transition is good: Year 7 settles within two weeks.",
    "Boys' writing",
    "Reading fluency in Year 3",
    "Pupils do not read for pleasure at home.",
    "Too few teachers are confident in French.",
    "Parents of pupils with SEND would like to hear from us earlier.",
    "Plans were bought, and few teachers use them.",
    "Writing is practised in English lessons alone.",
    "Boys in Years 3 and 4 choose to read less than girls, and their comprehension scores show it.",
    "Following work on vocabulary, the proportion of pupils at the expected standard went up by nine points.",
    "Exclusions are down by half.",
    "Our newest pupils settle within days; parents remark on it.",
    "Science lessons excite pupils and their books show growing precision.",
    "The most able are not stretched in mathematics.",
    "Children who join with little English speak confidently after two terms.",
    "Pupils with SEND access the full curriculum and their progress matches that of others.",
    "Handwriting deteriorates when pupils write at length.",
    "Marking takes teachers many hours and changes little for pupils.",
    "Pupils remember key facts but connect them poorly.",
    "Bullying is uncommon and pupils trust adults to deal with it.",
    "Leaders' visits to lessons give accurate pictures, and teaching of fractions got better after them.",
    "Phonics screening: 88, up from 74 two years ago.",
    "Parents of pupils in Year 9 find options advice confusing.",
    "Punctuality on Mondays needs work: 60 pupils arrive late.",
    "The gap for disadvantaged pupils has halved.",
    "Staff turnover unsettled Year 5 and their mathematics suffered.",
    "Pupils' attitudes to learning are positive; they persevere with hard tasks.",
    "Teaching assistants' questions make pupils think for themselves.",
    "Early reading is the strength of the school: almost every child passes the check.",
    "Teachers check understanding as they go, so misconceptions are caught early.",
    "Girls' participation in sport doubled once we offered dance and football.",
    "Lunchtime incidents went from 40 a month to 12.",
    "Reading at home has dropped off in Year 7.",
    "Pupils' recall of number bonds slows them in Year 3.",
    "Trips bring topics to life, and pupils' writing afterwards is richer.",
    "Children's speech on entry has declined, and staff catch it up by Christmas.",
    "Year 9 sets leave lower attainers without strong models.",
    "Uniform disputes eat into tutor time.",
    "Pupils speak warmly of their teachers.",
    "Music brings every child on stage by Year 6.",
    "In geography, fieldwork is thin and pupils guess rather than measure.",
    "Detentions land mostly on boys eligible for free school meals.",
    "The new lunch rota ended queues and pupils have time to play.",
    "Cover lessons waste learning in science.",
    "Mentoring keeps pupils at risk of exclusion in school: five of six stayed.",
    "Spelling in Year 2 holds back confident storytellers.",
)
DESCRIPTIVE = (
    "We hold weekly assemblies for all pupils.",
    "All staff have received safeguarding training.",
    "There is a wide range of after-school clubs.",
    "A new phonics scheme was introduced in September.",
    "Teachers plan together every week.",
    "Subject leaders monitor planning and books regularly.",
    "The school has a clear marking policy in place.",
    "100% of teachers have been trained in the new scheme.",
    "Governors visit the school each term and meet the headteacher.",
    "We have appointed two learning mentors to improve attendance.",
    "Pupils have access to tablets in every classroom.",
    "Introduce a new spelling programme across Key Stage 2.",
    "The school improvement plan is reviewed termly by leaders.",
    "Parents are invited to two consultation evenings a year.",
    "Our behaviour policy has been updated and shared with all staff.",
    "Teaching assistants deliver interventions in small groups.",
    "We use a range of assessment tools to track progress.",
    "Pupils receive homework every week.",
    "The curriculum is planned carefully by subject leaders and is broad and balanced.",
    "Leaders carry out learning walks and book looks.",
    "Staff meetings are held on Tuesdays.",
    "We celebrate achievement in a Friday assembly.",
    "Develop the role of middle leaders.",
    "Pupil progress meetings take place every half term.",
    "Year 6 pupils go on a residential visit.",
    "Mental health training has been provided for pastoral staff.",
    "The school council meets fortnightly.",
    "We provide breakfast club and an after-school club.",
    "Every class has a reading corner.",
    "Interventions run three afternoons a week.",
    "The SENCO meets with class teachers half-termly to review provision maps.",
    "Displays around the school promote our values.",
    "We are members of a local network of schools.",
    "Learning walks focus on the school's priorities.",
    "A new timetable has been implemented.",
    "Teachers' planning is scrutinised by the deputy head.",
    "An anti-bullying week takes place in November.",
    "Staff follow the agreed lesson structure.",
    "Safeguarding records are kept on an electronic system.",
    "The PSHE curriculum covers relationships, health and online safety.",
    "Pupils wear uniform with pride and are taught British values.",
    "All classrooms are equipped with interactive whiteboards.",
    "Leaders have a clear vision for the school which is shared with all stakeholders.",
    "Purchase a new reading scheme and train all staff to deliver it.",
    "Work with the local authority adviser on writing.",
    "Targets are set for all pupils and tracked each half term.",
    "Homework club runs on Wednesdays.",
    "CPD is linked to appraisal and the improvement plan.",
    "Subject leaders have release time to monitor their subjects.",
    "We will continue to raise standards in writing.",
    "Visitors come in to talk about careers.",
    "Forest school is offered to Year 1 and Year 2.",
    "Phonics is taught daily in Reception and Key Stage 1.",
    "The deputy head oversees assessment.",
    "We buy into the county music service.",
    "Three new staff joined in September.",
    "Books are marked in green pen against the learning objective.",
    "Our website explains the curriculum for each subject.",
    "Teachers have begun to use retrieval quizzes at the start of lessons.",
    "The attendance officer contacts families on the first day of absence.",
    "An after-school tuition programme was put on for Year 11.",
    "Design a new reporting system for parents.",
    "Staff absence is covered by cover supervisors.",
    "Assemblies follow a theme linked to our values.",
    "Provision maps are drawn up by the SENCO.",
)
# Known silences: a wrong remark costs more trust than a missing one.
NOT_CAUGHT = (
    "All pupils learn an instrument in Year 4.",
    "Collective worship reflects our Christian ethos.",
    "We are a Rights Respecting School.",
)


@pytest.mark.parametrize("text", EVALUATIVE)
def test_evaluative_sentences_are_left_alone(text: str) -> None:
    """003-06."""
    assert is_descriptive(text) is False


@pytest.mark.parametrize("text", DESCRIPTIVE)
def test_descriptive_sentences_are_noticed(text: str) -> None:
    """003-06."""
    assert is_descriptive(text) is True


@pytest.mark.parametrize("text", NOT_CAUGHT)
def test_what_the_rule_does_not_know_it_leaves_alone(text: str) -> None:
    assert is_descriptive(text) is False


def test_both_lists_are_long_enough_to_mean_something() -> None:
    assert len(EVALUATIVE) >= 60
    assert len(DESCRIPTIVE) >= 60


@pytest.mark.parametrize(
    ("intention", "effect"),
    [
        ("We hold a club to improve reading.", "We hold a club, and reading has improved."),
        ("100% of staff have been trained in phonics.", "Staff have been trained, and 88% of pupils pass the check."),
        ("The improvement plan is shared with staff.", "The plan is shared, and lessons are improving."),
        ("Teachers mark books every week.", "Teachers mark books every week, but pupils do not act on it."),
    ],
)
def test_an_intention_or_a_share_of_staff_is_no_effect(intention: str, effect: str) -> None:
    """003-06."""
    assert (is_descriptive(intention), is_descriptive(effect)) == (True, False)


@pytest.mark.parametrize("text", ["", "   ", "👍🏽", "قراءة", "<img src=x onerror=alert(1)>", "=1+1", "Reading"])
def test_text_it_can_not_read_is_left_alone(text: str) -> None:
    assert is_descriptive(text) is False


def test_typography_makes_no_difference() -> None:
    assert plain("Pupils’  well-being –\n95.4%!") == "pupils' well being 95.4%"


@pytest.mark.parametrize("text", ["we " * 7_000, "pupils are " * 2_000, "1 of " * 4_000, "a" * 20_000])
def test_the_longest_text_is_read_at_once(text: str) -> None:
    """Linear: a rule of this kind that backtracks would take minutes, and this test never end."""
    assert is_descriptive(text) is False
