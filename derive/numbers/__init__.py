"""Values of terms at given sizes and numbers; they share no code with the canonical form."""
