UPDATE app_sequence AS s JOIN change_sequence_update AS c ON c.sequence = s.code
SET s.prefix = c.prefix, s.suffix = c.suffix, s.padding = c.padding, s.step = c.step;
