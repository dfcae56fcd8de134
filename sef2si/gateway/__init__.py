"""The door between screens and the service: one small protocol, two implementations.

Import ``sef2si.gateway.http`` or ``sef2si.gateway.local`` by name: this package pulls in neither, so that a kernel
never loads a database library.
"""
