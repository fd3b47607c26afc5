"""The page `/status`: what the doctor says, for owners of the bot."""
