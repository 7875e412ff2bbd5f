from django.apps import AppConfig


class PartnerDoorConfig(AppConfig):
    name = "fairway.web.partner"
    label = "web_partner"
