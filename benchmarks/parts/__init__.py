"""The parts of the benchmark of engines: each measures one thing and gives a table."""
