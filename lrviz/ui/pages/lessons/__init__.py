"""The Lessons page: a stop of the course beside the live page that it is about."""
