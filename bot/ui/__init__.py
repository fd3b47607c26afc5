"""What people see in Discord: layouts, escaping, errors into words. Nothing here acts."""
