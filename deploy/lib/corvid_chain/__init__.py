"""A whole Corvid chain as real processes in one folder: what the demo and the tests share.

Standard library only, Linux only. Single-threaded: whoever waits, waits for events (inotify, pidfd) with a bound.
"""
