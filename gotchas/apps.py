from django.apps import AppConfig


class GotchasConfig(AppConfig):
    name = "gotchas"
