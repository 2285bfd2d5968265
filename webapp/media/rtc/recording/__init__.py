"""The parts of the recorder: writer thread, track, segment file, manifest."""
