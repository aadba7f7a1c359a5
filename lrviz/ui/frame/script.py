"""The script Streamlit runs for every page.

It stands in a folder of its own: Streamlit would take the neighbouring ``pages`` for pages
in its own sense and run their files as scripts.
"""

from lrviz.ui.main import main

main()
