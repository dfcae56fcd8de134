"""What the product does for people: each call asks whether this person may, and keeps all of an act or none."""
