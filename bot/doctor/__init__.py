"""`python -m bot doctor`: checks a set-up and says how to mend it, in English, for hosts."""
