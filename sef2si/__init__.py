"""sef2si: the workbook that walks a school from self-evaluation to impact and shows where the chain breaks."""

__version__ = "0.1.0"
