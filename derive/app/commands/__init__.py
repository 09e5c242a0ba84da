"""The commands, a module a verb: its options, what it calls, how the result is shown."""
