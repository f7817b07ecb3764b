"""The subcommands of `xinqiao`, one module each: `add_arguments(parser)` and `run(args) -> exit status`.

`xinqiao.cli` imports a module only when its command is called; a command that needs Django sets it up itself.
"""
