"""Every day of a plan, for the school's calendar."""
