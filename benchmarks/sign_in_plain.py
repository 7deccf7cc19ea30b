"""The shipped settings without the two limits on signing in at once, to stand beside them."""

from startline.web.settings import *  # noqa: F403
from startline.web.settings import MIDDLEWARE as _SHIPPED

PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
MIDDLEWARE = [one for one in _SHIPPED if not one.endswith("RoomForOthers")]
