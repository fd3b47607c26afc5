"""The small web endpoint: start page, callback, results, health. Knows accounts and languages."""
