"""The method: values in, values out. No Django, no clock, no randomness that was not passed in."""
