from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "fairway.web.mail"
    label = "web_mail"
