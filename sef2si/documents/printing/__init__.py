"""A printed document as plain values, and the three writers that know how to put any of them on paper."""
