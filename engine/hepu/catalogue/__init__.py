"""The catalogue of a pack: everything that it knows, as pages and a picture for people who look things up."""
