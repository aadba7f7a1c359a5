"""How the panel stands beside the live page, and on a phone below its picture."""

# Streamlit wraps each container, so it is the wrapper that must stick.
STYLE = """
.st-key-lesson_frame { display: grid; gap: 0 1.2rem; align-items: start;
  grid-template-columns: minmax(0, 1fr) minmax(17rem, 22rem); }
.st-key-lesson_frame > * { min-width: 0; }
.st-key-lesson_frame > :has(> .st-key-lesson_panel) { position: sticky; top: 0.4rem; }
.st-key-lesson_overview .st-key-lesson_live { display: none; }
@media (max-width: 900px) {
  .st-key-lesson_frame { display: flex; flex-direction: column; align-items: stretch; }
  .st-key-lesson_frame > :has(> .st-key-lesson_panel) { top: auto; bottom: 0; z-index: 20; }
  .st-key-lesson_panel { gap: 0.2rem; }
}
"""

LECTURE = """
.st-key-lesson_frame { grid-template-columns: minmax(0, 1fr) minmax(18rem, 26rem); }
.lr-lesson { font-size: 1.05rem !important; }
.lr-lesson p { font-size: inherit !important; }
.lr-lesson .lr-question > p:first-of-type { font-size: 1.08em !important; }
.lr-lesson button { font-size: 0.95em !important; }
@media (max-width: 900px) {
  .lr-lesson { font-size: 0.95rem !important; }
}
"""
