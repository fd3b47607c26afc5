"""Takes over the links that people have made with another bot, without anyone logging in again."""
