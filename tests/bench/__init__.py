"""Measurements, printed as ratios. Nothing here is asserted: a timing is no test."""
