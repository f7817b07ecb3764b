"""What `make bench` measures. Numbers are written to docs/benchmarks.md, never asserted by a timed test."""
