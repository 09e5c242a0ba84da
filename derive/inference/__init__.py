"""A document as its own sheet: what its formulas and its words show of each name, written down as declarations."""
