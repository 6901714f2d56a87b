"""From conclusions to advice: what comes first, what waits, what must not be given, what could not be judged."""
