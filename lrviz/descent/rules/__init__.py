"""The update rules, by family; `lrviz.descent.optimizers` is the registry."""
