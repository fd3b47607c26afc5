"""The small web endpoint: start page, callback, results, health. Knows linking and languages."""
