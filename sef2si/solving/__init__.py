"""Finds the best timetable with OR-Tools CP-SAT and HiGHS, in a process of its own. Only this package imports them.

``asking`` is what others call. ``search`` is what runs apart: it chooses first by sort of time and half-term
(``choosing``, a small linear model; its bound, found by ``bounding``, holds for every timetable), then lays the whole
year slot by slot (``model``), then sees to the soft wishes (``wishes``) without giving up any need.
"""
