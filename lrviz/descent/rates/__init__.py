"""How the learning rate changes, by kind; `lrviz.descent.schedules` is the registry."""
