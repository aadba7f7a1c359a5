"""What the tests of pages without a browser share."""

from functools import cache

from streamlit.components.v2 import manifest_scanner

# Streamlit reads what every installed package says of itself for each page under test, a quarter
# of a second, to look for components that none of them has. What is installed does not change
# while tests run.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
