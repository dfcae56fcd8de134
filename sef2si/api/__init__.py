"""The HTTP face of the services, under ``/service/v1``."""
