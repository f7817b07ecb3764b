"""Xinqiao 信桥: trust first, and measured with the person's consent."""

__version__ = "0.1.0"
