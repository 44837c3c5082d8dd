"""The command `matcher`: parse, call, print. One small file per command.

Heavy libraries are imported inside the commands, so that `matcher --help` answers at once.
"""
