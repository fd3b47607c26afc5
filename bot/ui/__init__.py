"""What people see in Discord: layouts, escaping, and words for errors. Nothing here acts."""
