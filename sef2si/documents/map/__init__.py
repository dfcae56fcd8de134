"""The priority-to-CPD map: its rows, its picture, and every form in which it can be taken away."""
