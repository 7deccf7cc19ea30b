"""Where it hurts: the places of the Case format in words."""

from django.utils.translation import gettext_lazy as _

SITES = [
    ("knee_outer", _("Knee, outer side")), ("knee_front", _("Knee, front")), ("shin", _("Shin")),
    ("calf", _("Calf")), ("achilles", _("Achilles tendon")), ("plantar", _("Sole or heel")),
    ("foot", _("Foot")), ("ankle", _("Ankle")), ("hip", _("Hip")), ("groin", _("Groin")),
    ("hamstring", _("Back of the thigh")), ("quad", _("Front of the thigh")),
    ("back", _("Back")), ("other", _("Somewhere else")), ("unknown", _("I cannot say")),
]  # fmt: skip
