"""Draws the card of one song and the chart of many covers; an optional extra.

Only `facts` can be imported where the extra is not installed: what is drawn and when it can't be.
"""
