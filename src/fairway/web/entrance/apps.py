from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "fairway.web.entrance"
    label = "entrance"
