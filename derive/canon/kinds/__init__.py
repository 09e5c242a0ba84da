"""The kinds of atoms, a module for each family, a row for each kind."""
