"""Draws the card of one song and the chart of many covers; an optional extra.

Without the extra only `facts` can be imported: what is drawn, and when it can't be.
"""
