"""What we investigate: cases, subjects, notes, tasks and signed reports."""
