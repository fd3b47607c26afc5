"""The command `earshot`, for the bot as it is installed with pip."""
