"""Switches the loopback interface on in a fresh network namespace, where it begins switched off."""

import fcntl
import socket
import struct

SET_FLAGS, UP_AND_RUNNING = 0x8914, 0x41

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
    fcntl.ioctl(handle, SET_FLAGS, struct.pack("16sh14x", b"lo", UP_AND_RUNNING))
