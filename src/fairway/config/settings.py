"""Django's settings, made from :mod:`fairway.config.environment` alone."""

from __future__ import annotations

import os
from pathlib import Path

from fairway.config import roles
from fairway.config.database import django_databases
from fairway.config.environment import read
from fairway.config.mail import mail_settings

FAIRWAY = read(os.environ)
FAIRWAY_STAFF_ROLES = roles.STAFF_ROLES
FAIRWAY_PARTNER_ROLES = roles.PARTNER_ROLES
FAIRWAY_ROLE_TITLES = roles.ROLE_TITLES
FAIRWAY_RIGHTS_OF = roles.rights_of
FAIRWAY_SCOPES = roles.SCOPES
FAIRWAY_SIGN_IN_SPACES = ("entrance",)
FAIRWAY_PROGRAM_SPACES = ("api",)

SECRET_KEY = FAIRWAY.secret_key
DEBUG = FAIRWAY.debug
ALLOWED_HOSTS = list(FAIRWAY.allowed_hosts)
CSRF_TRUSTED_ORIGINS = [FAIRWAY.base_url]
DATABASES = django_databases(FAIRWAY)
DATABASE_ROUTERS = ["fairway.config.routing.OnlyTheOwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "fairway.web.shared",
    "fairway.web.entrance",
    "fairway.web.staff",
    "fairway.web.partner",
    "fairway.web.mail",
    "fairway.web.api",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "template_partials",
    "heroicons",
    "procrastinate.contrib.django",
    "fairway.kit.access",
    "fairway.kit.journal",
    "fairway.kit.lake",
    "fairway.partners",
    "fairway.agreements",
    "fairway.catalogue",
    "fairway.sales",
    "fairway.deals",
    "fairway.leads",
    "fairway.ledger",
    "fairway.incentives",
    "fairway.performance",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "fairway.web.shared.middleware.content_security_policy",
    "fairway.kit.access.middleware.begin_as_login",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "fairway.web.shared.middleware.Addresses",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fairway.kit.access.middleware.take_actors_role",
    "fairway.web.shared.middleware.guard",
]

ROOT_URLCONF = "fairway.config.urls"
WSGI_APPLICATION = "fairway.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "fairway.web.shared.context.page",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]

FORM_RENDERER = "fairway.web.shared.forms.Renderer"
CSRF_FAILURE_VIEW = "fairway.web.shared.errors.csrf_failure"

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "fairway.web.shared.sign_in.Adapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
MFA_ADAPTER = "fairway.web.shared.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not FAIRWAY.secure
MFA_TOTP_ISSUER = "Fairway"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = FAIRWAY.secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if FAIRWAY.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if FAIRWAY.secure else None
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("fr", "Français"), ("ja", "日本語")]
USE_TZ = True
TIME_ZONE = FAIRWAY.time_zone

STATIC_URL = "/static/"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": Path(FAIRWAY.data_dir) / "uploads"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_TEMP_DIR = None

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": Path(FAIRWAY.data_dir) / "cache",
        "TIMEOUT": 86_400,
        # Counts of failed sign-ins stand here beside pictures; with Django's 300, guessing would push them out.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_DATABASE_ALIAS = "default"

MAIL = mail_settings(FAIRWAY)
EMAIL_BACKEND = MAIL["EMAIL_BACKEND"]
EMAIL_HOST = MAIL.get("EMAIL_HOST", "")
EMAIL_PORT = MAIL.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = MAIL.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = MAIL.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = MAIL.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = MAIL.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = MAIL.get("EMAIL_FILE_PATH")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = FAIRWAY.mail_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING"},
}
