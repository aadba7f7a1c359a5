"""The Classroom page: rooms, questions to the class, its answers and the reveal."""
