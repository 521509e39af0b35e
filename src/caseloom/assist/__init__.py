"""What a machine suggests: tasks, models, spans, evaluation. Inert until a person acts."""
