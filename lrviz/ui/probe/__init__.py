"""The probe: a point on the map whose slopes follow the hand, computed in the browser."""
