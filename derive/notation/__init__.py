"""Text → tree, and trees → text: structure only, no meaning."""
