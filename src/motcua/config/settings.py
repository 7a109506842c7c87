"""One file for every place it runs; what differs comes from the environment."""

from pathlib import Path

from motcua.config import environment as env

PACKAGE = Path(__file__).resolve().parent.parent

# Where it lives
MOTCUA_HOME = env.folder("MOTCUA_HOME", ".motcua")
MOTCUA_PORT = env.number("MOTCUA_PORT", 8000)
MOTCUA_URL = env.text("MOTCUA_URL", f"http://localhost:{MOTCUA_PORT}").rstrip("/")
IS_HTTPS = MOTCUA_URL.startswith("https://")
DEBUG = env.switch("MOTCUA_DEBUG")
KEYS_FOLDER = MOTCUA_HOME / "keys"
SECRET_KEY_FILE = KEYS_FOLDER / "django.key"
SECRET_KEY = env.text("MOTCUA_SECRET_KEY") or (
    SECRET_KEY_FILE.read_text().strip() if SECRET_KEY_FILE.exists() else "only-for-tests-and-checks"
)
ALLOWED_HOSTS = env.text("MOTCUA_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
if IS_HTTPS:
    ALLOWED_HOSTS.append(MOTCUA_URL.removeprefix("https://").split("/")[0].split(":")[0])

# Database: the application role everywhere, the owner role for migrations and sealing.
OWNER_URL = env.text("DATABASE_OWNER_URL")
DATABASE_URL = env.text("DATABASE_URL", "postgresql://motcua_app@/motcua")
IS_OWNER = env.text("MOTCUA_ROLE", "application") == "owner"
_STATEMENT_SECONDS_MAX = 0 if IS_OWNER else 20  # No write transaction lasts over 20 s.
_database = env.database(OWNER_URL if IS_OWNER and OWNER_URL else DATABASE_URL)
_options = {
    "connect_timeout": 3,
    "application_name": env.text("MOTCUA_PROCESS", "motcua"),  # /readyz looks for the worker's.
    "options": f"-c statement_timeout={_STATEMENT_SECONDS_MAX}s -c lock_timeout=10s"
    " -c idle_in_transaction_session_timeout=30s"
    # What is prepared walks along an index, whatever the values: planned anew for each list of
    # units, a queue cost PostgreSQL a third more.
    " -c plan_cache_mode=force_generic_plan",
    # Only cursors that send values apart prepare anything: spine/statements.py alone uses them.
    "prepare_threshold": 5,
}
_given = dict(_database.pop("OPTIONS"))  # type: ignore[call-overload]
_options["options"] = f"{_options['options']} {_given.pop('options', '')}".strip()
_IS_POOLED = env.switch("MOTCUA_POOL")  # In each web process.
POOL_CONNECTIONS_MAX = 8
WEB_WORKERS = env.number("MOTCUA_WEB_WORKERS", 2)
if _IS_POOLED:
    # Whoever asks makes it try again: left alone it would wait ever longer, up to five minutes.
    _options["pool"] = {
        "min_size": 1,
        "max_size": POOL_CONNECTIONS_MAX,
        "timeout": 3,
        "reconnect_timeout": 1,
    }
DATABASES = {
    "default": {
        "ENGINE": "motcua.config.pooled",
        **_database,
        "OPTIONS": _options | _given,
        "CONN_HEALTH_CHECKS": not _IS_POOLED,  # config/pooled looks for itself, for nothing.
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "motcua.config",
    "motcua.spine.journal",
    "motcua.spine.numbering",
    "motcua.spine.access",
    "motcua.spine.editions",
    "motcua.reference.organisations",
    "motcua.reference.calendars",
    "motcua.reference.people",
    "motcua.reference.procedures",
    "motcua.reference.workflows",
    "motcua.reference.finding",
    "motcua.capabilities.documents",
    "motcua.capabilities.payments",
    "motcua.capabilities.signatures",
    "motcua.capabilities.notifications",
    "motcua.casework.dossiers",
    "motcua.casework.coordination",
    "motcua.casework.webhooks",
    "motcua.casework.national",
    "motcua.casework.post",
    "motcua.measurement.facts",
    "motcua.measurement.upkeep",
    "motcua.interfaces.look",
    "motcua.interfaces.portal",
    "motcua.interfaces.citizen",
    "motcua.interfaces.signin",
    "motcua.interfaces.catalogue",
    "motcua.interfaces.administration",
    "motcua.interfaces.board",
    "motcua.interfaces.desk",
    "motcua.interfaces.api",
    "motcua.interfaces.health",
]
MIDDLEWARE = [
    "motcua.interfaces.health.requests.RequestMiddleware",
    "motcua.interfaces.look.headers.HeadersMiddleware",
    "motcua.interfaces.health.answers.HealthMiddleware",
    "motcua.interfaces.refusals.MethodMiddleware",
    "motcua.interfaces.refusals.OutageMiddleware",
    "motcua.interfaces.look.drawn.DrawnWithMiddleware",
    "motcua.interfaces.session.GlanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "motcua.interfaces.session.ActorMiddleware",
    "motcua.interfaces.session.SignInRequiredMiddleware",
    "motcua.interfaces.session.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "motcua.interfaces.health.room.RoomMiddleware",
    "motcua.interfaces.refusals.RefusalMiddleware",
]
ROOT_URLCONF = "motcua.config.urls"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "motcua.interfaces.look.context.frame",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

# Language and time: Vietnamese first; moments in UTC, days in Việt Nam.
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_NAME = f"motcua_{MOTCUA_PORT}_language"
THEME_COOKIE_NAME = f"motcua_{MOTCUA_PORT}_theme"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

# People
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS: list[str] = []  # interfaces/session.py is the only way in.
PASSWORD_HASHERS = ["motcua.reference.people.hasher.Argon2"]
LOGIN_URL = "signin:choose"
PROXIES = env.number("MOTCUA_PROXIES", 0)  # How many of ours add to X-Forwarded-For.
# Two installations on one machine share the host name, so their cookies carry the port.
_PREFIX = "__Host-" if IS_HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}motcua_{MOTCUA_PORT}_session"
CSRF_COOKIE_NAME = f"{_PREFIX}motcua_{MOTCUA_PORT}_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "motcua.interfaces.session_store"
SECURE_HSTS_SECONDS = 31_536_000 if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
CSRF_TRUSTED_ORIGINS = [MOTCUA_URL] if IS_HTTPS else []
CSRF_FAILURE_VIEW = "motcua.interfaces.refusals.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# The pretend VNeID of the demo listens on the port after ours; a real one is named here.
VNEID_ISSUER = env.text("MOTCUA_VNEID_ISSUER", f"http://localhost:{MOTCUA_PORT + 1}")
VNEID_CLIENT_ID = env.text("MOTCUA_VNEID_CLIENT_ID", "motcua")
VNEID_CLIENT_SECRET_FILE = KEYS_FOLDER / "vneid.secret"

# The pretend bank and the pretend sender of messages listen next to it; real ones are named here.
BANK_URL = env.text("MOTCUA_BANK_URL", f"http://localhost:{MOTCUA_PORT + 2}").rstrip("/")
BANK_SECRET_FILE = KEYS_FOLDER / "bank.secret"
MESSAGES_URL = env.text("MOTCUA_MESSAGES_URL", f"http://localhost:{MOTCUA_PORT + 3}").rstrip("/")
MESSAGES_SECRET_FILE = KEYS_FOLDER / "messages.secret"
NATIONAL_URL = env.text("MOTCUA_NATIONAL_URL", f"http://localhost:{MOTCUA_PORT + 4}").rstrip("/")
NATIONAL_SECRET_FILE = KEYS_FOLDER / "national_portal.secret"
# A played life is told to nobody, unless somebody tries just that.
NATIONAL_REPORTS_SIMULATED = env.text("MOTCUA_NATIONAL_REPORTS_SIMULATED", "no") == "yes"
NATIONAL_USERNAME = env.text("MOTCUA_NATIONAL_USERNAME", "motcua")
POST_URL = env.text("MOTCUA_POST_URL", f"http://localhost:{MOTCUA_PORT + 5}").rstrip("/")
POST_SECRET_FILE = KEYS_FOLDER / "post.secret"
NATIONAL_DSTCODE = env.text("MOTCUA_NATIONAL_DSTCODE", "VN:GOV:DVCQG")  # As the axis names them.

# Who is told once a day what is broken, by e-mail.
MAINTAINERS = [one.strip() for one in env.text("MOTCUA_MAINTAINERS").split(",") if one.strip()]

# Programs are called outside private networks only, unless whoever runs a demo says otherwise.
WEBHOOKS_MAY_STAY_INSIDE = env.switch("MOTCUA_WEBHOOKS_INSIDE")

# Turn away what cannot be served in time; "no" lets everybody wait for everybody.
ADMISSION = env.text("MOTCUA_ADMISSION", "yes") != "no"

# The port on this machine alone where counts are read
METRICS_PORT = env.number("MOTCUA_METRICS_PORT", MOTCUA_PORT + 9)

# What the doctor looks at beside us: the certificate of the address, and the archive's stamps.
TLS_CERTIFICATE = env.text("MOTCUA_TLS_CERTIFICATE")
ARCHIVE = env.text("MOTCUA_ARCHIVE")

# Files and limits
ROOM_BYTES_MIN = env.number("MOTCUA_ROOM_MB", 256) * 1_000_000  # Kept free for reading.
STATIC_URL = "/static/"
STATIC_ROOT = MOTCUA_HOME / "static"
WHITENOISE_MAX_AGE = 3600
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if env.switch("MOTCUA_COLLECTED")
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not env.switch("MOTCUA_COLLECTED")
WHITENOISE_AUTOREFRESH = False
# Nothing names a file without its hash, and what lies there from a release before could be old.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
# What is too large for memory waits on disk encrypted, never in the system's temporary folder.
FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "motcua.interfaces.look.uploads.SealedUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "motcua.interfaces.health.lines.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("MOTCUA_LOG_LEVEL", "WARNING")},
    # A line a request where something turns logs over (journald); our own files would only grow.
    "loggers": {
        "motcua.requests": {"level": "INFO" if env.switch("MOTCUA_LOG_REQUESTS") else "WARNING"}
    },
}
