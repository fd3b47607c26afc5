"""Measurements. They report ratios from one run and assert nothing."""
