"""What every cog is made from: context, decorators, component router, locale, discord.py."""
