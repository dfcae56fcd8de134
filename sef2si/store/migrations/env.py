"""Run by Alembic: applies the versions to the connection it is handed, in that connection's transaction."""

from alembic import context

# Our SQLite connections begin for themselves (store/engine.py), so tables too come and go with the transaction.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
