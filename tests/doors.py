"""Every door of the product, and which deed it asks: addresses, methods of the services, what a form can send.

A door that is missing here fails ``tests/contract/test_every_door.py``: whoever adds one says here what it asks.
``ANYONE`` may come before they are signed in; ``SELF`` is what somebody does with their own account or sees of their
own schools; ``TOKEN`` opens with a secret in the address; ``INNER`` is called by our own code, or asks by another name.
"""

from __future__ import annotations

from sef2si.domain.people import Deed

ANYONE, SELF, TOKEN, INNER = "anyone", "one's own", "whoever holds the token", "our own code"
Asked = Deed | str | tuple[Deed, ...]
"""Several deeds: one of them is enough where roles differ, or all are asked on the way."""

_READ, _EDIT, _EXPORT = Deed.READ, Deed.EDIT, Deed.EXPORT
_PERSONAL, _STAFF, _LOG = Deed.SEE_PERSONAL_DATA, Deed.MANAGE_STAFF, Deed.READ_ACCESS_LOG
S = "/schools/<urn>"

ROUTES: dict[str, dict[str, Asked]] = {
    "/": {"GET": SELF, "POST": SELF},  # what is new: ``telling`` asks for NOTIFY
    "/demo": {"GET": ANYONE, "POST": ANYONE},
    "/sign-in": {"GET": ANYONE, "POST": ANYONE},
    "/sign-in/code": {"GET": ANYONE, "POST": ANYONE},
    "/sign-in/with/<key>": {"POST": ANYONE},
    "/sign-in/with/<key>/back": {"GET": ANYONE},
    "/sign-out": {"POST": SELF},
    "/signed-out": {"GET": ANYONE},
    "/second-factor": {"GET": SELF, "POST": SELF},
    "/forgotten": {"GET": ANYONE, "POST": ANYONE},
    "/link": {"GET": TOKEN, "POST": TOKEN},
    "/link/<token>": {"GET": TOKEN},
    "/account": {"GET": SELF, "POST": SELF},
    "/news/stop/<token>": {"GET": TOKEN, "POST": TOKEN},
    "/privacy": {"GET": ANYONE},
    "/health": {"GET": ANYONE},
    "/assets/<version>/<name>": {"GET": ANYONE},
    "/advisers": {"GET": SELF},  # a line for each school they serve, as far as it shares
    "/advisers/schools.<form>": {"GET": SELF},
    "/operator": {"GET": Deed.RUN_SERVER, "POST": Deed.RUN_SERVER},
    "/service/v1/<path>": {"GET": SELF, "POST": SELF},  # each of its own paths asks: METHODS
    "/api/kernels/<kernel_id>": {"GET": SELF},
    "/api/kernels/<kernel_id>/channels": {"GET": SELF},
    "/voila/api/shutdown/<kernel_id>": {"POST": SELF},
    S + "/people": {"GET": Deed.LIST_PEOPLE, "POST": Deed.MANAGE_PEOPLE},
    S + "/leads": {"GET": _EDIT, "POST": _EDIT},
    S + "/workbook": {"GET": _READ},
    S + "/dashboard": {"GET": _READ},
    S + "/bring": {"GET": _EDIT, "POST": _EDIT},
    S + "/bring/done": {"GET": _EDIT, "POST": _EDIT},
    S + "/bring/<name>": {"GET": _EDIT, "POST": _EDIT},
    S + "/frameworks": {"GET": _EDIT, "POST": _EDIT},
    S + "/frameworks/done": {"GET": _EDIT, "POST": _EDIT},
    S + "/frameworks/examples/<example>.csv": {"GET": _EDIT},
    S + "/frameworks/<name>": {"GET": _EDIT, "POST": _EDIT},
    S + "/archive.zip": {"GET": (_PERSONAL, Deed.READ_ALL)},
    S + "/documents": {"GET": _EXPORT},
    S + "/documents/templates": {"GET": _EXPORT, "POST": _EDIT},
    S + "/documents/templates/starter.docx": {"GET": _EXPORT},
    S + "/documents/<document>.<form>": {"GET": _EXPORT},
    S + "/years": {"GET": _READ, "POST": _EDIT},
    S + "/search": {"GET": Deed.SEARCH, "POST": Deed.SEARCH},
    S + "/search/<name>": {"GET": Deed.SEARCH},
    S + "/compare": {"GET": Deed.COMPARE},
    S + "/removed": {"GET": Deed.RESTORE, "POST": Deed.RESTORE},
    S + "/print": {"GET": Deed.PRINT},
    S + "/staff": {"GET": _STAFF, "POST": _STAFF},
    S + "/staff/add": {"GET": _STAFF, "POST": _STAFF},
    S + "/staff/members/<member_id>": {"GET": _STAFF, "POST": _STAFF},
    S + "/staff/lessons": {"GET": _STAFF, "POST": _STAFF},
    S + "/staff/lessons/<name>": {"GET": _STAFF, "POST": _STAFF},
    S + "/staff/bring": {"GET": _STAFF, "POST": _STAFF},
    S + "/staff/bring/<name>": {"GET": _STAFF, "POST": _STAFF},
    S + "/hand-over/<of>": {"GET": _EDIT, "POST": _EDIT},
    S + "/access-log": {"GET": _LOG},
    S + "/access-log.csv": {"GET": _LOG},
    S + "/people-data": {"GET": _PERSONAL},
    S + "/people-data/retention": {"GET": _PERSONAL, "POST": _PERSONAL},
    S + "/people-data/<key>": {"GET": _PERSONAL, "POST": _PERSONAL},
    S + "/catalogue": {"GET": _EDIT, "POST": _EDIT},
    S + "/catalogue/example.csv": {"GET": _EDIT},
    S + "/catalogue/<name>": {"GET": _EDIT, "POST": _EDIT},
    S + "/menu": {"GET": _EDIT, "POST": _EDIT},
    S + "/menu/ours.csv": {"GET": _EDIT},
    S + "/menu/<name>": {"GET": _EDIT, "POST": _EDIT},
    S + "/cpd-year": {"GET": Deed.PLAN_CPD, "POST": Deed.PLAN_CPD},
    S + "/cpd-year/progress": {"GET": Deed.PLAN_CPD},
    S + "/cpd-year/team/<need_id>": {"GET": Deed.PLAN_CPD, "POST": Deed.PLAN_CPD},
    S + "/cpd-year/compare": {"GET": Deed.PLAN_CPD},
    S + "/cpd-year/plans/<proposal_id>": {"GET": Deed.PLAN_CPD, "POST": Deed.PLAN_CPD},
    S + "/cpd-year/calendar": {"GET": Deed.PLAN_CPD, "POST": Deed.PLAN_CPD},
    S + "/cpd-year/calendar/terms.csv": {"GET": Deed.PLAN_CPD},
    S + "/cpd-year/people": {"GET": Deed.PLAN_CPD, "POST": Deed.PLAN_CPD},
    "/my-cpd": {"GET": SELF, "POST": SELF},  # ``own_cpd`` asks for RESPOND with one's own
    "/my-cpd/link/<token>": {"GET": TOKEN},
    "/my-cpd/calendar/<token>.ics": {"GET": TOKEN},
    S + "/sharing": {"GET": Deed.SHARE, "POST": Deed.SHARE},
}

METHODS: dict[str, dict[str, Asked]] = {
    "planner.Planner": {
        "archive": INNER,  # ``archiving.take_out`` asks
        "carry": _EDIT,
        "changes": Deed.HISTORY,
        "check": INNER,
        "history": Deed.HISTORY,
        "import_plans": INNER,
        "import_schools": INNER,
        "load": _READ,  # or what it is loaded for: the pages of SEARCH, COMPARE and PRINT say so
        "open_plan": _EDIT,
        "person": SELF,
        "undo": Deed.UNDO,
        "undo_schools": INNER,
        "write": INNER,  # ``leading.permit_writing`` asks for EDIT or EDIT_OWN
        "years": _READ,
    },
    "comparing.Comparing": dict.fromkeys(("landmarks", "with_day", "with_year"), Deed.COMPARE),
    "restoring.Restoring": dict.fromkeys(("bring_back", "removed"), Deed.RESTORE),
    "searching.Searching": {"find": Deed.SEARCH},
    "accounts.Accounts": {
        "add_school": Deed.RUN_SERVER,
        "disable": Deed.MANAGE_PEOPLE,
        "everyone": Deed.RUN_SERVER,
        "find_by_email": Deed.RUN_SERVER,
        "forget_second_factor": Deed.RUN_SERVER,
        "invite": Deed.MANAGE_PEOPLE,
        "invite_lead_adviser": Deed.RUN_SERVER,
        "invite_operator": Deed.RUN_SERVER,
        "invited_at": Deed.LIST_PEOPLE,
        "names_of": INNER,
        "people_at": Deed.LIST_PEOPLE,
        "reset_for": Deed.MANAGE_PEOPLE,
        "schools": Deed.RUN_SERVER,
        "set_lead": _EDIT,
        "set_role": Deed.MANAGE_PEOPLE,
        "withdraw": Deed.MANAGE_PEOPLE,
    },
    "arriving.Arriving": {
        "arrive": ANYONE,
        "connect": SELF,
        "disconnect": SELF,
        "has_password": SELF,
        "identities_of": SELF,
    },
    "linking.Linking": {"accept": TOKEN, "link": TOKEN, "reset_link": ANYONE, "is_empty": INNER, "first_link": INNER},
    "signing_in.SigningIn": {
        "enter": ANYONE,
        "confirm_code": ANYONE,
        "find": INNER,
        "begin_second_factor": SELF,
        "finish_second_factor": SELF,
        "change_password": SELF,
        "recovery_codes_left": SELF,
        "rename": SELF,
    },
    "advising.Advising": {"look": _READ, "overview": _READ},
    "belongings.Belongings": {
        **dict.fromkeys(("template", "templates"), _EXPORT),
        **dict.fromkeys(("column_names", "keep_template", "remember_columns", "remove_template"), _EDIT),
    },
    "bodies.Bodies": dict.fromkeys(("every", "keep", "remove", "take_over"), Deed.RUN_SERVER),
    "handing.Handing": dict.fromkeys(("hand_over", "look", "people", "undo"), _EDIT),
    "invitations.Invitations": dict.fromkeys(
        (
            "answers",
            "apart",
            "coming",
            "follow",
            "give_link",
            "half_days_used",
            "invite",
            "left_out",
            "links",
            "take_link_back",
        ),
        Deed.PLAN_CPD,
    ),
    "own_cpd.OwnCpd": {
        "calendar": TOKEN,
        "schools": SELF,
        **dict.fromkeys(
            (
                "answer_help",
                "calendar_link",
                "choose",
                "could_help",
                "drop_choice",
                "end_calendar",
                "mine",
                "respond",
                "ask_no_more",
                "change_places",
            ),
            Deed.RESPOND,
        ),
    },
    "personal.PeopleData": dict.fromkeys(
        ("certificates", "do", "dossier", "give_out", "look", "subjects"), Deed.SEE_PERSONAL_DATA
    ),
    "retention.Retention": dict.fromkeys(("decide", "do", "look", "rules"), Deed.SEE_PERSONAL_DATA),
    "sharing.Sharings": {
        "begin": INNER,
        "share": Deed.SHARE,
        "sharing": Deed.SHARE,
        "summaries": _READ,
        "trail": Deed.SHARE,
    },
    "staff.Staff": {
        "bring": INNER,
        **dict.fromkeys(
            ("history", "members", "remember", "school_name", "undo", "undoable", "words", "write"), Deed.MANAGE_STAFF
        ),
    },
    "gathering._AtSchool": dict.fromkeys(
        ("for_adviser", "in_the_plan", "leavers", "own_cpd", "waiting_for_school"), INNER
    ),
    "news_mail.NewsMails": {"send_due": INNER},  # ``gathering.gathered`` asks for NOTIFY
    "telling.Telling": {
        **dict.fromkeys(("how", "choose", "news", "look"), Deed.NOTIFY),
        "mails": INNER,
        "stop": TOKEN,
        "stops": TOKEN,
    },
    "threads.Threads": {
        "ask": Deed.ASK,
        "talks": (Deed.ASK, Deed.ANSWER),
        "remark": (Deed.ASK, Deed.ANSWER),
        "close": (Deed.ASK, Deed.ANSWER),
        "promise": Deed.ASK,
        "keep_promise": Deed.ASK,
    },
    "watching.AccessLog": {
        "flush": INNER,
        "note": INNER,
        "watching": INNER,
        "seen": Deed.READ_ACCESS_LOG,
        "who": Deed.READ_ACCESS_LOG,
    },
    "year.YearPlanning": dict.fromkeys(
        (
            "accept",
            "add_by_hand",
            "announce",
            "begin",
            "end",
            "framed",
            "keep_settings",
            "proposal",
            "proposals",
            "remove",
            "settings",
            "take_back",
        ),
        Deed.PLAN_CPD,
    ),
    "mail.Mailer": {"send": INNER},
    "passwords.Hashing": dict.fromkeys(("fits", "is_old", "make"), INNER),
    "sessions.StoredSessions": dict.fromkeys(
        (
            "begin",
            "came_by",
            "end",
            "end_all",
            "find",
            "grant",
            "is_live",
            "of_person",
            "person",
            "revoke",
            "speaks_for",
        ),
        INNER,
    ),
    "summaries.Summaries": {"of": INNER},
    "tries.Tries": dict.fromkeys(("count", "one"), INNER),
}

FUNCTIONS: dict[str, Asked] = {
    "access.noted": INNER,
    "access.permit": INNER,
    "access.theirs": INNER,
    "archiving.take_out": (Deed.SEE_PERSONAL_DATA, Deed.READ_ALL),
    "gathering.gathered": Deed.NOTIFY,
    "history.shown": INNER,
    "leading.permit_writing": (Deed.EDIT, Deed.EDIT_OWN),
    "managing.need_to_give": INNER,
    "managing.roles_to_give": INNER,
    "noting.hidden_from": INNER,
    "noting.sight": INNER,
    "noting.stamped": INNER,
    "people_acts.is_only_ours": INNER,
    "personal_links.found": INNER,
    "sharing.advised": INNER,
    "threads.seen_of": INNER,
}

_T = "/talks/threads/{thread_id}"
API: dict[str, Asked] = {
    "GET /health": ANYONE,
    "GET /person": SELF,
    "GET /schools/{urn}/years": _READ,
    "GET /schools/{urn}/plan": _READ,
    "POST /plans/{plan_id}/acts": (Deed.EDIT, Deed.EDIT_OWN),
    "POST /plans/{plan_id}/undo": Deed.UNDO,
    "GET /plans/{plan_id}/history/{kind}/{record_id}": Deed.HISTORY,
    "POST /plans/{plan_id}/carry": _EDIT,
    "GET /schools/{urn}/staff": _STAFF,
    "POST /schools/{urn}/staff/acts": _STAFF,
    "POST /schools/{urn}/staff/undo": _STAFF,
    "GET /schools/{urn}/staff/{member_id}/history": _STAFF,
    "GET /schools/{urn}/talks": (Deed.ASK, Deed.ANSWER),
    "POST /schools/{urn}/talks/threads": Deed.ASK,
    "POST /schools/{urn}" + _T + "/remarks": (Deed.ASK, Deed.ANSWER),
    "POST /schools/{urn}" + _T + "/closing": (Deed.ASK, Deed.ANSWER),
    "POST /schools/{urn}/talks/promises": Deed.ASK,
    "POST /schools/{urn}/talks/promises/{promise_id}/keeping": Deed.ASK,
    "GET /advising": _READ,
    "POST /advising/looks": _READ,
}

# What a page may send its kernel, and what the kernel then asks of the gateway: the service answers by the table.
FORM: dict[str, Asked] = {
    "ready": _READ,
    "go": _READ,
    "edit": (Deed.EDIT, Deed.EDIT_OWN),
    "keep_mine": (Deed.EDIT, Deed.EDIT_OWN),
    "add": (Deed.EDIT, Deed.EDIT_OWN),
    "make": (Deed.EDIT, Deed.EDIT_OWN),
    "remove": (Deed.EDIT, Deed.EDIT_OWN),
    "move": (Deed.EDIT, Deed.EDIT_OWN),
    "press": (Deed.EDIT, Deed.EDIT_OWN),
    "ignore": (Deed.EDIT, Deed.EDIT_OWN),
    "undo": Deed.UNDO,
    "history": Deed.HISTORY,
    "weigh": _READ,
    "choose": (Deed.EDIT, Deed.EDIT_OWN),
    "refresh": _READ,
    "show": _READ,
    "look": _READ,
    "open": (Deed.ASK, Deed.ANSWER),
    "ask": Deed.ASK,
    "remark": (Deed.ASK, Deed.ANSWER),
    "close_thread": (Deed.ASK, Deed.ANSWER),
    "promise": Deed.ASK,
    "keep_promise": Deed.ASK,
    "plotly": INNER,  # our own script, of no school
}
