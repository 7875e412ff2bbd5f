from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "fairway.web.staff"
    label = "web_staff"
