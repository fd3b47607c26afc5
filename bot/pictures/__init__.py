"""Pictures drawn with Pillow: the now-playing card and the chart. Pure; run in a worker thread."""
