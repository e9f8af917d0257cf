"""The only ways out of the machine, and what keeps every other one shut."""
