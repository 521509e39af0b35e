"""The audit log: who did and saw what, why, and the proof that the log is complete."""
