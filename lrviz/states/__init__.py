"""The address of each page, read without the page: its settings, defaults and limits."""
