"""Damaged and grown inputs for whatever reads what others wrote."""
