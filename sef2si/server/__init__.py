"""What runs when someone starts sef2si: our pages, and a standalone Voilà with owners, in one process."""
