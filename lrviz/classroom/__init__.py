"""The class answers: rooms, votes and where they are kept, with a page for every telephone.

It knows no Streamlit: ``routes`` is a list of Starlette's, for any server to join in.
"""

from lrviz.classroom.routes import routes
from lrviz.classroom.watching import end_with_the_process, is_ending

__all__ = ["end_with_the_process", "is_ending", "routes"]
