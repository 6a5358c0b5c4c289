"""Who uses a library: people, what each may do, and how they log in."""

from rag.setup.people.person import NOBODY, Person, Role

__all__ = ["NOBODY", "Person", "Role"]
