"""For a need, the ways to learn it: what there is, what each would truly take, and the few worth a first look. Pure.

    plan, today --> Setting --options_for(need)--> Option ... --weigh--> Weighed ... --suggested--> at most three
                                                                              --facts--> what is behind each

``Option`` is what could be had, whoever needs it. ``Weighed`` is what it would mean for one need: each figure is known
or None, and None is never better than known. There is no score: two ways are compared figure by figure
(``suggesting``).
"""

from sef2si.advice.ways.choosing import chosen
from sef2si.advice.ways.options import Option, Sort
from sef2si.advice.ways.setting import Setting
from sef2si.advice.ways.suggesting import EVERYTHING, Filters, Order, in_order, passing, suggested, suggested_to
from sef2si.advice.ways.weighing import Weighed, weigh, weighed_for

__all__ = [
    "EVERYTHING",
    "Filters",
    "Option",
    "Order",
    "Setting",
    "Sort",
    "Weighed",
    "chosen",
    "in_order",
    "passing",
    "suggested",
    "suggested_to",
    "weigh",
    "weighed_for",
]
