"""How the desk stands beside a live page, and on a phone above it."""

# Streamlit wraps each container, so it is the wrapper that must stick.
LIVE = """
.st-key-class_frame { display: grid; gap: 0 1.4rem; align-items: start;
  grid-template-columns: minmax(0, 1fr) minmax(18rem, 23rem); }
.st-key-class_frame > * { min-width: 0; }
.st-key-class_frame > :has(> .st-key-desk) { position: sticky; top: 0.4rem; }
@media (max-width: 900px) {
  .st-key-class_frame { display: flex; flex-direction: column; align-items: stretch; }
  .st-key-class_frame > :has(> .st-key-desk) { position: static; order: -1; }
}
"""

LIVE_LECTURE = """
.st-key-class_frame { grid-template-columns: minmax(0, 1fr) minmax(17rem, 21rem); }
"""
