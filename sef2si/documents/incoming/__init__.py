"""A school's own SEF, improvement plan or CPD calendar, understood and held against its plan. Pure throughout."""

from sef2si.documents.incoming.columns import fields_for
from sef2si.documents.incoming.keeping import Kept, kept
from sef2si.documents.incoming.meeting import meet
from sef2si.documents.incoming.proposing import propose
from sef2si.documents.incoming.sorting import sort_of

__all__ = ["Kept", "fields_for", "kept", "meet", "propose", "sort_of"]
