from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "fairway.web.api"
    label = "web_api"
