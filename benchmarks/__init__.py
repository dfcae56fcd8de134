"""How fast and how light sef2si is beside stock Voilà, measured in one run. `python -m benchmarks --help`."""
