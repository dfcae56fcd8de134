"""Which CPD, for which team, when: the question as values, the answer as values, and plain reasoning about both.

``problem`` asks and ``timetable`` answers. ``sef2si.solving`` finds the answer; this package never imports the solver,
for it runs in kernels: ``greedy`` is what a careful CPD leader does by hand, ``checker`` trusts neither of them.
"""
