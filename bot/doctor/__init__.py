"""`python -m bot doctor`: checks a host's setup and says how to fix it, in English."""
