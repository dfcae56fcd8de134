"""What one types: ``sef2si demo``, ``import``, ``export``, ``status`` and the rest; ``sef2si --help`` says it all.

Everything heavy is imported inside the command that needs it, so that help comes at once. A refusal is one sentence on
standard error and exit code 1.
"""

from __future__ import annotations

import click

from sef2si.cli.backing import backup, check, drill, restore
from sef2si.cli.bodies import body
from sef2si.cli.bringing import import_
from sef2si.cli.frameworks import import_crosswalk, import_framework
from sef2si.cli.moving import archive, import_archive
from sef2si.cli.people import person
from sef2si.cli.retention import retention
from sef2si.cli.running import demo, migrate, serve
from sef2si.cli.shared import Sentences
from sef2si.cli.staff import import_staff
from sef2si.cli.taking import export, status


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="sef2si", message="%(prog)s %(version)s")
def main() -> None:
    """From self-evaluation to school improvement: the workbook that shows where the chain breaks."""


for _command in (
    demo,
    serve,
    migrate,
    import_,
    export,
    status,
    backup,
    restore,
    check,
    drill,
    archive,
    person,
    body,
    retention,
):
    main.add_command(_command)
for _command in (import_framework, import_crosswalk, import_archive, import_staff):
    import_.add_command(_command)
