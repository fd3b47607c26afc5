"""Pictures of what plays: the card of one song and the chart of many covers."""
