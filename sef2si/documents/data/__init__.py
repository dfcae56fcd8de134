"""All of a school's records, out in a spreadsheet or a file for programs, and back in exactly."""
