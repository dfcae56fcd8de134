"""The workbook: what the form says is done through the gateway; the answer is drawn from the plan that comes back.

No step watches another. A draft (a record just added, nothing written in it yet) is all that is kept here; the rest is
in the database, so a reload shows the same.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sef2si.advice.hints import ignoring
from sef2si.domain.cycle import academic_year
from sef2si.domain.leading import theirs
from sef2si.domain.people import Deed, may
from sef2si.domain.plan import KINDS
from sef2si.domain.record import Record
from sef2si.errors import Conflict, Invalid, NotFound, Sef2siError, Unavailable
from sef2si.gateway.protocol import Gateway
from sef2si.journey import JOURNEY, sections
from sef2si.journey.progress import next_step
from sef2si.journey.saying import field_of, in_words
from sef2si.journey.step import Field, Section, Where
from sef2si.widgets.form import Form
from sef2si.widgets.opening import opening
from sef2si.widgets.past import history_row
from sef2si.widgets.talks import ACTS, Talking
from sef2si.widgets.typed import sentence_of, value_from
from sef2si.widgets.unkept import Unkept
from sef2si.widgets.view import Json, Scene, offered, patch, place, view

GONE = "This is no longer in the plan: somebody has removed it. Please reload the page; nothing else is affected."

# The pages beside the workbook that are not for everybody.
_DOORS = (Deed.EXPORT, Deed.COMPARE, Deed.RESTORE)


def open_workbook(gateway: Gateway | None = None, urn: str | None = None, year: str | None = None) -> Form:
    """The workbook of one school, ready to show.

    In a served page everything comes from the kernel's environment. In JupyterLab pass a gateway and a URN:
    ``open_workbook(LocalGateway(planner, person), "100492")``.
    """
    door = opening(gateway, urn, year)
    return Workbook(door.gateway, door.urn, door.year, served=door.served).form


class Workbook:
    """Answers a form's messages. ``today`` is passed in so that tests can choose the day."""

    def __init__(
        self,
        gateway: Gateway,
        urn: str,
        year: str | None = None,
        *,
        served: bool = False,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._gateway = gateway
        self._today = today
        self.plan = gateway.load(urn, year)
        person = gateway.person()
        self._led = None if may(person, Deed.EDIT, urn) else person.led_at(urn)
        is_past = self.plan.year < academic_year(today())
        self._may_edit = self._led is None or (bool(self._led) and not is_past and may(person, Deed.EDIT_OWN, urn))
        self._reader, self._doors = person.id, frozenset(deed for deed in _DOORS if may(person, deed, urn))
        # An older year's pages lead to one another.
        self._pages = f"/schools/{urn}/{{}}{f'?year={year}' if year else ''}" if served else ""
        self._unkept = Unkept()
        self._talking = Talking(gateway, urn)
        self._talking.look()
        self._step = next_step(self.plan, today())
        self._shown = view(self._scene())
        self.form = Form(view=self._shown)
        self.form.on_message(self.receive)
        self._does: dict[str, Callable[[Json], None]] = {
            "ready": self._go,
            "go": self._go,
            "edit": self._edit,
            "keep_mine": self._edit,
            "add": self._add,
            "make": self._make,
            "remove": self._remove,
            "move": self._move,
            "press": self._press,
            "ignore": self._ignore,
            "undo": self._undo,
            "history": self._history,
            "weigh": self._weigh,
            "choose": self._choose,
            **dict.fromkeys(ACTS, self._talk),
        }

    def receive(self, message: Json) -> None:
        """Do what the form asks; a refusal is a sentence beside the field, and what was typed stays there."""
        doing = self._does.get(str(message.get("do")))
        if doing is None:
            return
        try:
            doing(message)
        except Conflict as error:
            self._refuse(message, error.sentence, theirs=self._their_words(error, message))
            self._reload()
        except Sef2siError as error:
            self._refuse(message, _first_sentence(error, message), retry=isinstance(error, Unavailable))
        except Exception:
            # Ours to mend: the person is told, the text stays, and the kernel's log has the rest.
            self._refuse(
                message, "Something went wrong on our side, so this is not saved. Please reload and try again."
            )
            raise

    # What the form can ask for.

    def _go(self, message: Json) -> None:
        step = next((step for step in JOURNEY if step.key == message.get("step")), None)
        if message["do"] == "ready" and step in (None, self._step):
            # The first view is the one wanted: an answer without words tells the form that somebody listens.
            self.form.say({"is": "saved", "seq": message.get("seq"), "at": "", "say": ""})
            return
        self._step = step or self._step
        self.plan = self._gateway.load(self.plan.urn, self.plan.year)
        self._talking.load()
        self._shown = view(self._scene())
        self.form.say({"is": "view", "view": self._shown})

    def _edit(self, message: Json) -> None:
        record = self._record(message)
        section_and_field = field_of(str(message["kind"]), str(message.get("field")))
        if section_and_field is None:
            raise Invalid("This box is not part of the workbook. Please reload the page.")
        field = section_and_field[1]
        try:
            changed = record.having(**{field.name: value_from(field, message.get("typed"))})
        except ValueError as error:
            self._refuse(message, sentence_of(error, field))
            return
        self._refuse_unseen(message, record, field, getattr(changed, field.name))
        if changed != record or not record.version:
            self._write(message, changed)
        else:
            self._saved(message)

    def _refuse_unseen(self, message: Json, record: Record, field: Field, mine: Any) -> None:
        """Somebody else's words may have reached this kernel after the person began to type and before they arrived."""
        if message["do"] == "keep_mine" or "seen" not in message:
            return
        try:
            seen = getattr(record.having(**{field.name: value_from(field, message["seen"])}), field.name)
        except ValueError:
            return  # what they saw was their own refused text: nobody else's words are in it
        if getattr(record, field.name) in (seen, mine):
            return
        kind, name = self._kind(record), field.name
        # Whoever may not read the past is told of somebody else, without a name.
        changes = self._gateway.history(self.plan.id, kind, record.id) if self._led is None else ()
        by = next((c.by_name for c in changes if (c.before or {}).get(name) != (c.after or {}).get(name)), "")
        raise Conflict(
            f"{by or 'Someone'} changed this after you opened it. Yours is not saved yet: please keep one of the two.",
            kind,
            record.id,
            {name: record.model_dump(mode="json")[name]},
            by,
        )

    def _add(self, message: Json) -> None:
        section = self._section(str(message.get("section")))
        parent = {section.parent: str(message.get("parent"))} if section.parent else {}
        self._draft(message, KINDS[section.kind].model_validate({**self._ties(section), **section.preset, **parent}))

    def _ties(self, section: Section) -> Json:
        """What a new record of a priority lead hangs on from the first: the first of theirs that it can."""
        if self._led is None:
            return {}
        own = theirs(self.plan, self._led)
        for name, link in KINDS[section.kind].links().items():
            found = next((each.id for each in self.plan.records(link.kind) if (link.kind, each.id) in own), None)
            if found:
                is_many = isinstance(KINDS[section.kind].model_fields[name].default, tuple)
                return {name: (found,) if is_many else found}
        return {}

    def _make(self, message: Json) -> None:
        """A linked record made on the spot is kept at once, with the link, so that it can be found again."""
        record = self._record(message)
        section_and_field = field_of(str(message["kind"]), str(message.get("field")))
        if section_and_field is None or not section_and_field[1].makes:
            raise Invalid("Nothing new can be made from here. Please reload the page.")
        field = section_and_field[1]
        made = KINDS[field.makes]()
        before = getattr(record, field.name)
        linked = record.having(**{field.name: (*before, made.id) if isinstance(before, tuple) else made.id})
        self._write(message, made, linked)
        self._focus(field.makes, made.id)

    def _remove(self, message: Json) -> None:
        record = self._record(message)
        if not record.version:
            self._unkept.forget(str(message["kind"]), record.id)
            self._redraw()
            self._saved(message, say="Removed")
            return
        self.plan = self._gateway.write(self.plan.id, remove=[record])
        self._redraw()
        self._saved(message, say="Removed. Undo brings it back.")

    def _move(self, message: Json) -> None:
        """Up or down among its neighbours: all that stand elsewhere now are renumbered in one act."""
        record = self._record(message)
        section = next((s for s in sections(self._step) if s.kind == message["kind"] and s.movable), None)
        if section is None or not record.version:
            raise Invalid("This has no place among others yet. Please write something in it first.")
        order = [each for each in offered(self._scene(), section) if each.version]
        old = order.index(record)
        new = max(0, min(len(order) - 1, old + (1 if message.get("by") == 1 else -1)))
        order.insert(new, order.pop(old))
        moved = [each.having(position=at) for at, each in enumerate(order, 1) if each.position != at]
        if moved:
            self._write(message, *moved, say=f"Moved to place {new + 1}")
        else:
            self._saved(message)

    def _press(self, message: Json) -> None:
        record = self._record(message)
        kind, key = message["kind"], message.get("press")
        found = [p for s in sections(self._step) if s.kind == kind for p in s.presses if p.key == key]
        if not found or not found[0].label(self.plan, record):
            raise Invalid("This can't be done just now: the plan has changed. Please look again.")
        press, choice = found[0], str(message.get("choice") or "")
        if press.choose and choice not in {option.value for option in press.choose(self.plan, record)}:
            raise Invalid("Please choose one of the list first.")
        made = press.act(self.plan, record, choice, self._today())
        new = next((each for each in made if not each.version and each.id != record.id), None)
        if new is not None and len(made) == 1:
            self._draft(message, new)
            return
        self._write(message, *made)
        if new is not None:
            self._focus(self._kind(new), new.id)

    def _ignore(self, message: Json) -> None:
        """Waved away where it is said; what is said once of several cards, on all of them in one act."""
        scene, hint, kind = self._scene(), str(message.get("hint")), str(message.get("kind"))
        together = next((n.about for n in scene.notes(kind) if any(each.key == hint for each in n.about)), ())
        those = [(each.record_id, each.key) for each in together if scene.may_wave_away(each)]
        found = [ignoring(self.plan, self._record({"kind": kind, "id": each}), key) for each, key in those]
        if not those:
            found = [ignoring(self.plan, self._record(message), hint)]
        if changed := [each for each in found if each is not None]:
            self._write(message, *changed)

    def _undo(self, message: Json) -> None:
        self.plan = self._gateway.undo(self.plan.id)
        self._redraw()
        self._saved(message, say="Undone")

    def _history(self, message: Json) -> None:
        kind, record_id = str(message["kind"]), str(message["id"])
        rows = [history_row(self.plan, change) for change in self._gateway.history(self.plan.id, kind, record_id)]
        self.form.say({"is": "history", "kind": kind, "id": record_id, "rows": rows})

    def _weigh(self, message: Json) -> None:
        """All the ways for what a card waits to meet; what can't be read of the filters is said beside them."""
        about = {"is": "weighed", "kind": str(message.get("kind")), "id": str(message.get("id"))}
        try:
            found = self._scene().ways.in_full(self._record(message), message)
        except Invalid as error:
            found = {"refused": error.sentence}
        self.form.say({**about, **found})

    def _choose(self, message: Json) -> None:
        """A way becomes the activity, in one act; "Undo" takes it back."""
        made = self._scene().ways.chosen(self._record(message), str(message.get("way")))
        self._write(message, made, say="Chosen and written down. Undo takes it back.")
        self._focus("activities", made.id)

    def _talk(self, message: Json) -> None:
        """Something is asked, answered or settled: the screen keeps what was typed until it hears so."""
        told, said = self._talking.heard(message, self.plan)
        self.form.say(told)
        if said:
            self._redraw()
            self._saved(message, say=said)

    # How it is answered.

    def _scene(self) -> Scene:
        own = theirs(self.plan, self._led) if self._may_edit and self._led is not None else None
        seen = (self.plan, self._step, self._today(), self._may_edit, self._unkept.drafts, self._pages)
        return Scene(*seen, own, self._doors, self._reader, self._talking.view(self.plan))

    def _write(self, message: Json, *records: Record, say: str = "") -> None:
        self.plan = self._gateway.write(self.plan.id, save=[*self._unkept.parents(self.plan, records), *records])
        self._unkept.forget_kept(self.plan)
        self._saved(message, say=say)
        self._redraw()

    def _record(self, message: Json) -> Any:
        kind, record_id = str(message.get("kind")), str(message.get("id"))
        found = None
        if kind in KINDS:
            found = self.plan.find(kind, record_id) or self._unkept.find(self.plan, kind, record_id)
        if found is None:
            raise NotFound(GONE)
        return found

    def _section(self, name: str) -> Section:
        found = next((section for section in sections(self._step) if section.name == name), None)
        if found is None or found.fixed or not found.adds:
            raise Invalid("Nothing can be added here. Please reload the page.")
        return found

    def _kind(self, record: Record) -> str:
        return next(kind for kind, cls in KINDS.items() if type(record) is cls)

    def _draft(self, message: Json, record: Record) -> None:
        kind = self._kind(record)
        self._unkept.add(kind, record)
        self._saved(message, say="Added. It is kept as soon as you write in it.")
        self._redraw()
        self._focus(kind, record.id)

    def _focus(self, kind: str, record_id: str) -> None:
        where = place(Where(kind, record_id), self._step)
        self._show_step(where["step"])
        self.form.say({"is": "focus", "where": where})

    def _show_step(self, key: str) -> None:
        if key != self._step.key:
            self._step = next(step for step in JOURNEY if step.key == key)
            self._shown = view(self._scene())
            self.form.say({"is": "view", "view": self._shown})

    def _redraw(self) -> None:
        fresh = view(self._scene())
        changed = patch(self._shown, fresh)
        self._shown = fresh
        if changed:
            self.form.say({"is": "patch", **changed})

    def _reload(self) -> None:
        try:
            self.plan = self._gateway.load(self.plan.urn, self.plan.year)
            self._redraw()
        except Sef2siError:
            return  # the refusal already says what to do, and the next act loads the plan anyway

    def _saved(self, message: Json, say: str = "") -> None:
        at = f"{datetime.now().astimezone():%H:%M}"
        self.form.say({"is": "saved", "seq": message.get("seq"), "at": at, "say": say or f"Saved {at}"})

    def _refuse(self, message: Json, sentence: str, *, theirs: Json | None = None, retry: bool = False) -> None:
        self.form.say(
            {
                "is": "refused",
                "seq": message.get("seq"),
                "kind": message.get("kind", ""),
                "id": message.get("id", ""),
                "field": message.get("field", ""),
                "sentence": sentence,
                "theirs": theirs,
                "retry": retry,
            }
        )

    def _their_words(self, error: Conflict, message: Json) -> Json | None:
        name = str(message.get("field"))
        section_and_field = field_of(error.kind, name)
        if section_and_field is None or name not in error.theirs:
            return None
        field = section_and_field[1]
        value = error.theirs[name]
        record = KINDS[error.kind].model_validate({**self._record(message).model_dump(), name: value})
        return {"text": in_words(self.plan, field, record), "by": error.by}


def _first_sentence(error: Sef2siError, message: Json) -> str:
    """The sentence about the very field that was typed in, where the refusal has one."""
    faults = error.faults if isinstance(error, Invalid) else ()
    return next((fault.sentence for fault in faults if fault.field == message.get("field")), error.sentence)
