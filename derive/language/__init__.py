"""Reading and writing the notation that people use: text → tree → tensors, and trees → text."""
