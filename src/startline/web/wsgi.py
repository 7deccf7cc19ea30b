"""What a server calls."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "startline.web.settings")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the matrices are small: threads cost more

application = get_wsgi_application()
