"""Tree → tensor: what names, scripts and juxtaposition mean in a scope."""
