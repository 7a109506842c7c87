"""What the web server runs."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from motcua.interfaces.health import admission

_django = get_wsgi_application()
application = admission.guarded(_django) if settings.ADMISSION else _django
