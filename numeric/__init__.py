"""Training with the proven forms.  Nothing is here yet but the name: the trainer is the work of a later issue."""
