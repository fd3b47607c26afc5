"""The small web endpoint: start page, callback, result pages, health. Knows only bot.accounts."""
