"""Those who may read and not write, in Chromium at the real server: no control, no forged message, no private byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect

from sef2si.domain.activities import Activity
from sef2si.domain.impact import ImpactCheck
from sef2si.domain.needs import Need, NeedSource
from sef2si.domain.notes import Note
from sef2si.domain.sharing import Level
from sef2si.journey import JOURNEY
from tests.browser.conftest import browser  # noqa: F401
from tests.browser.visiting import HEADS, Standing, Visit, person, standing, visit

pytestmark = pytest.mark.browser

NOTE, NEED, ACTIVITY, CHECK = (f"canary-{what}-7f3a9c" for what in ("note", "need", "activity", "check"))
CANARIES = {NOTE, NEED, ACTIVITY, CHECK}
READERS = [("Ruth Pemberton", "900001"), ("Joseph Amankwah", "900002")]
EXPORTS = ("map.xlsx", "map.csv?for=excel", "map.csv?for=exact", "map.json", "map.html", "map.svg")
STEPS = tuple(step.key for step in JOURNEY)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """A demo in which the heads of two schools have private notes, and a need that may be about one person."""
    with standing(tmp_path_factory.mktemp("readers")) as one:
        for urn in {urn for _, urn in READERS}:
            head, plan = one.gateway(HEADS[urn]), one.plan(urn)
            need = Need(what=NEED, people=1, source=NeedSource.APPRAISAL)
            activity = Activity(what=ACTIVITY, need_ids=(need.id,))
            check = ImpactCheck(activity_id=activity.id, found=CHECK)
            head.write(plan.id, save=[Note(text=NOTE, judgement_id=plan.judgements[0].id), need, activity, check])
            # One of these schools shares a summary alone at first.
            leader, sharings = person(HEADS[urn]), one.planner.sharings
            sharings.share(leader, sharings.sharing(leader, urn).model_copy(update={"level": Level.FULL}))
        yield one


class Ear:
    """Every byte that a browser receives, but for our own assets, which are the same for all."""

    def __init__(self, at: Visit) -> None:
        self.at = at
        self.frames: list[bytes] = []
        self.bodies: list[bytes] = []
        at.page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: self.frames.append(data if isinstance(data, bytes) else data.encode()))

    def get(self, path: str) -> None:
        answer = self.at.context.request.get(f"{self.at.house.address}{path}")
        body = answer.body()
        self.bodies.append(body)
        if body.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(body)) as members:
                self.bodies += [members.read(name) for name in members.namelist()]

    def shown(self) -> None:
        self.bodies.append(self.at.page.content().encode())

    def heard(self) -> set[str]:
        everything = b"\n".join(self.frames + self.bodies)
        return {canary for canary in CANARIES if canary.encode() in everything}


def walk(at: Visit, urn: str) -> Ear:
    """Everything this person can look at and take away."""
    ear = Ear(at)
    at.open(f"/schools/{urn}/workbook#school")
    for step in STEPS:
        at.go(step)
        at.page.evaluate("() => document.querySelectorAll('details.card').forEach((each) => { each.open = true; })")
        ear.shown()
    ask_for_states(at.page)
    at.open(f"/schools/{urn}/dashboard")
    ear.shown()
    for path in ("workbook", "dashboard", "documents", "years", *(f"documents/{name}" for name in EXPORTS)):
        ear.get(f"/schools/{urn}/{path}")
    ear.get(f"/service/v1/schools/{urn}/plan")
    ear.get(f"/service/v1/plans/{urn}-2026/history/judgements/{at.house.plan(urn).judgements[0].id}")
    ear.get("/")
    assert len(ear.frames) > 10
    assert all(f"{urn}".encode() in b"".join(part) for part in (ear.frames, ear.bodies))
    return ear


def ask_for_states(page: Page) -> None:
    """Jupyter's own way to read every widget of a kernel, the ones never shown too."""
    page.evaluate(
        """async () => {
          const comm = window.jupyterapp.widgetManager.kernel.createComm("jupyter.widget.control");
          const answered = new Promise((done) => { comm.onMsg = done; });
          comm.open({});
          comm.send({ method: "request_states" });
          await Promise.race([answered, new Promise((done) => setTimeout(done, 3000))]);
        }"""
    )


@pytest.mark.parametrize(("name", "urn"), READERS)
def test_nothing_private_reaches_a_reader(browser: Browser, house: Standing, name: str, urn: str) -> None:  # noqa: F811
    with visit(browser, house, name) as at:
        assert walk(at, urn).heard() == set()


def test_what_was_planted_reaches_the_head(browser: Browser, house: Standing) -> None:  # noqa: F811
    """The control of the test above: the same walk, by one who may."""
    with visit(browser, house, HEADS["900002"]) as at:
        assert walk(at, "900002").heard() == CANARIES


def test_no_export_holds_what_is_private_even_for_the_head(browser: Browser, house: Standing) -> None:  # noqa: F811
    with visit(browser, house, HEADS["900002"]) as at:
        ear = Ear(at)
        for name in EXPORTS:
            ear.get(f"/schools/900002/documents/{name}")
        assert (ear.heard(), len(ear.bodies) > len(EXPORTS)) == (set(), True)


@pytest.mark.parametrize(("name", "urn"), READERS)
def test_a_reader_sees_no_control_that_edits(browser: Browser, house: Standing, name: str, urn: str) -> None:  # noqa: F811
    with visit(browser, house, name) as at:
        at.open(f"/schools/{urn}/workbook#school")
        for step in STEPS:
            at.go(step)
            at.page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            main = at.page.locator("main")
            assert main.locator("input, textarea, select, [contenteditable]").count() == 0
            asks = {"Ask a question, or leave a word of praise"} if name == "Joseph Amankwah" else set()
            assert {text.split("\n")[0] for text in main.get_by_role("button").all_inner_texts()} == {"Close"} | asks
            expect(at.page.get_by_role("button", name="Undo")).to_be_hidden()
        at.plain(f"/schools/{urn}/years")
        assert at.page.locator("main form").count() == 0


# Sends messages as the form would, and the traits of the widgets, by the page's own connection to the kernel.
FORGE = """async (messages) => {
  const manager = window.jupyterapp.widgetManager;
  const models = await Promise.all(Object.values(manager._models ?? Object.fromEntries(manager._modelsSync ?? [])));
  const forms = models.filter((model) => model.get("view"));
  for (const model of forms) {
    model.set("view", { ...model.get("view"), may_edit: true });
    model.save_changes();
    for (const message of messages) model.send(message);
  }
  const stranger = manager.kernel.createComm("sef2si.form");
  stranger.open({});
  for (const message of messages) stranger.send({ method: "custom", content: message });
  await new Promise((done) => setTimeout(done, 1500));
  return forms.length;
}"""


def forgeries(house: Standing, urn: str) -> list[dict[str, object]]:
    """One message for each way to change a plan, each good if it came from one who may."""
    plan = house.plan(urn)
    priority, point = plan.priorities[0], plan.points_to_improve[0]
    one: dict[str, object] = {"kind": "priorities", "id": priority.id}
    says: list[dict[str, object]] = [
        {"do": "go", "step": "priorities"},
        {"do": "edit", **one, "field": "title", "typed": "Forged", "seen": priority.title},
        {"do": "keep_mine", **one, "field": "title", "typed": "Forged too"},
        {"do": "press", **one, "press": "park", "choice": ""},
        {"do": "press", "kind": "points", "id": point.id, "press": "not_this_year", "choice": ""},
        {"do": "move", **one, "by": 1},
        {"do": "add", "section": "priorities", "parent": ""},
        {"do": "make", "kind": "activities", "id": plan.activities[0].id, "field": "need_ids"},
        {"do": "ignore", **one, "hint": "x"},
        {"do": "remove", **one},
        {"do": "undo"},
        {"do": "history", "kind": "judgements", "id": plan.judgements[0].id},
    ]
    return [{**message, "seq": 9000 + n} for n, message in enumerate(says)]


@pytest.mark.parametrize(("name", "urn"), READERS)
def test_a_readers_forged_messages_change_nothing(browser: Browser, house: Standing, name: str, urn: str) -> None:  # noqa: F811
    before = house.plan(urn)
    with visit(browser, house, name) as at:
        ear = Ear(at)
        at.open(f"/schools/{urn}/workbook#priorities")
        assert at.page.evaluate(FORGE, forgeries(house, urn)) == 1
        assert b"".join(ear.frames).count(b"does not let you change the plan") >= 3
        assert ear.heard() == set()
        # The kernel lives and answers.
        at.go("needs")
    assert house.plan(urn) == before


def test_the_same_messages_of_one_who_may_do_change_the_plan(browser: Browser, house: Standing) -> None:  # noqa: F811
    """The control of the test above; the message that removes and the one that undoes cancel each other out."""
    urn = "900002"
    before = house.plan(urn)
    with visit(browser, house, HEADS[urn]) as at:
        at.open(f"/schools/{urn}/workbook#priorities")
        assert at.page.evaluate(FORGE, forgeries(house, urn)) == 1
    after = house.plan(urn)
    assert after.seq > before.seq
    assert "Forged too" in [priority.title for priority in after.priorities]
