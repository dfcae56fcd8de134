"""A school's list of staff, as its own systems write it: read, held against the register, and decided by a person."""
