"""The URL map: every address of the product, and what answers there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from sef2si.server import cpd_map, frameworks
from sef2si.server.access_log import AccessLogFile, AccessLogPage
from sef2si.server.account import MyAccount
from sef2si.server.advisers import Advisers, AdvisersFile
from sef2si.server.bring import Bring, Done, Preview
from sef2si.server.catalogue_bring import BringCatalogue, CatalogueExample, PreviewCatalogue
from sef2si.server.comparing import Compare
from sef2si.server.documents import Documents, Download, StarterTemplate, Templates, WholeArchive
from sef2si.server.entering import Code, Forgotten, SignIn
from sef2si.server.finding import Search, Searched
from sef2si.server.front import Demo, Health, Schools, ServiceProxy, VersionedFile, Years
from sef2si.server.hand_over import HandOver
from sef2si.server.leads import Leads
from sef2si.server.leaving import SignedOut, SignOut
from sef2si.server.lessons_bring import BringLessons, PreviewLessons
from sef2si.server.links import AcceptLink, OpenLink
from sef2si.server.menus import Menu, MenuFile, PreviewMenu
from sef2si.server.operating import Operator
from sef2si.server.outside import FromProvider, ToProvider
from sef2si.server.people import People
from sef2si.server.people_data import OnePerson, PeopleDataPage, RetentionPage
from sef2si.server.printing import Print
from sef2si.server.privacy import Privacy
from sef2si.server.removed import RemovedPage
from sef2si.server.second_factor import SecondFactor
from sef2si.server.sharing import SharingPage
from sef2si.server.site import Site
from sef2si.server.staff import StaffRegister
from sef2si.server.staff_bring import BringStaff, PreviewStaff
from sef2si.server.staff_member import AddMember, ChangeMember
from sef2si.server.stopping import StopNews
from sef2si.server.workbook import KernelChannels, KernelShutdown, NotebookPage, OneKernel

_KERNEL = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"
_URN = r"/schools/(?P<urn>[0-9A-Za-z]{5,8})"

# How people come in and see to each other, where they have accounts.
_DOORS: list[Any] = [
    (r"/sign-in", SignIn),
    (r"/sign-in/code", Code),
    (r"/sign-in/with/(?P<key>[a-z][a-z0-9-]{0,29})", ToProvider),
    (r"/sign-in/with/(?P<key>[a-z][a-z0-9-]{0,29})/back", FromProvider),
    (r"/signed-out", SignedOut),
    (r"/second-factor", SecondFactor),
    (r"/forgotten", Forgotten),
    (r"/link", AcceptLink),
    (r"/link/(?P<token>[0-9A-Za-z_-]{20,100})", OpenLink),
    (r"/account", MyAccount),
    (r"/news/stop/(?P<token>[0-9A-Za-z_-]{20,100})", StopNews),
    (r"/operator", Operator),
    (_URN + r"/people", People),
    (_URN + r"/leads", Leads),
]


def addresses(site: Site, service: httpx.AsyncClient, notebook: Callable[[str], dict[str, Any]]) -> list[Any]:
    """``notebook`` gives the settings of the page that shows a notebook of this name."""
    return [
        (r"/", Schools),
        *([(r"/demo", Demo)] if site.demo else _DOORS),
        (r"/sign-out", SignOut),
        (r"/privacy", Privacy),
        (r"/advisers", Advisers, notebook("advisers")),
        (r"/advisers/schools\.(?P<form>[a-z-]+)", AdvisersFile),
        (_URN + r"/(?:workbook)", NotebookPage, notebook("workbook")),
        (_URN + r"/(?:dashboard)", NotebookPage, notebook("dashboard")),
        (_URN + r"/bring", Bring),
        (_URN + r"/bring/done", Done),
        (_URN + r"/bring/(?P<name>[0-9A-Za-z_-]{22})", Preview),
        (_URN + r"/frameworks", frameworks.Frameworks),
        (_URN + r"/frameworks/done", frameworks.Done),
        (_URN + r"/frameworks/examples/(?P<example>framework|crosswalk)\.csv", frameworks.Example),
        (_URN + r"/frameworks/(?P<name>[0-9A-Za-z_-]{22})", frameworks.Preview),
        (_URN + r"/catalogue", BringCatalogue),
        (_URN + r"/catalogue/example\.csv", CatalogueExample),
        (_URN + r"/catalogue/(?P<name>[0-9A-Za-z_-]{22})", PreviewCatalogue),
        (_URN + r"/menu", Menu),
        (_URN + r"/menu/ours\.csv", MenuFile),
        (_URN + r"/menu/(?P<name>[0-9A-Za-z_-]{22})", PreviewMenu),
        (_URN + r"/archive\.zip", WholeArchive),
        (_URN + r"/documents", Documents),
        (_URN + r"/documents/templates", Templates),
        (_URN + r"/documents/templates/starter\.docx", StarterTemplate),
        (_URN + r"/documents/(?P<document>[a-z-]+)\.(?P<form>[a-z0-9-]+)", Download),
        (_URN + r"/staff", StaffRegister),
        (_URN + r"/staff/add", AddMember),
        (_URN + r"/staff/members/(?P<member_id>[0-9A-Za-z._-]{1,120})", ChangeMember),
        (_URN + r"/staff/lessons", BringLessons),
        (_URN + r"/staff/lessons/(?P<name>[0-9A-Za-z_-]{22})", PreviewLessons),
        (_URN + r"/staff/bring", BringStaff),
        (_URN + r"/staff/bring/(?P<name>[0-9A-Za-z_-]{22})", PreviewStaff),
        (_URN + r"/hand-over/(?P<of>[a-z]+-[0-9A-Za-z._-]{1,120})", HandOver),
        *cpd_map.routes(_URN),
        (_URN + r"/years", Years),
        (_URN + r"/search", Search),
        (_URN + r"/search/(?P<name>[0-9A-Za-z_-]{22})", Searched),
        (_URN + r"/compare", Compare),
        (_URN + r"/removed", RemovedPage),
        (_URN + r"/print", Print),
        (_URN + r"/access-log", AccessLogPage),
        (_URN + r"/people-data", PeopleDataPage),
        (_URN + r"/people-data/retention", RetentionPage),
        (_URN + r"/people-data/(?P<key>(?:account|staff)-[0-9A-Za-z._-]{1,130})", OnePerson),
        (_URN + r"/access-log\.csv", AccessLogFile),
        (_URN + r"/sharing", SharingPage),
        (r"/health", Health, {"service": service}),
        (r"/service/v1/(?P<path>.+)", ServiceProxy, {"service": service}),
        (r"/assets/(?P<version>[0-9a-f]{16})/(?P<name>.+)", VersionedFile),
        (rf"/api/kernels/{_KERNEL}", OneKernel),
        (rf"/api/kernels/{_KERNEL}/channels", KernelChannels),
        (rf"/voila/api/shutdown/{_KERNEL}", KernelShutdown),
    ]
