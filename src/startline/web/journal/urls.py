"""Addresses of the journal: /journal/ is the runner's own, /j/ what others may read."""

from django.urls import path

from startline.web.journal import (
    entry_views,
    moderation_views,
    public_views,
    reply_views,
    transfer_views,
    views,
)

urlpatterns = [
    path("journal/", views.journal, name="journal"),
    path("journal/new/", entry_views.new, name="journal_new"),
    path("journal/settings/", views.settings, name="journal_settings"),
    path("journal/import/", transfer_views.import_journal, name="journal_import"),
    path("journal/import/publish/", transfer_views.publish_imported, name="journal_publish_all"),
    path("journal/export/<slug:kind>/", transfer_views.export_journal, name="journal_export"),
    path("journal/replies/", moderation_views.replies, name="journal_replies"),
    path("journal/replies/<uuid:reply_id>/", moderation_views.act, name="journal_reply"),
    path("journal/blocks/<uuid:reader_id>/", moderation_views.unblock, name="journal_unblock"),
    path("journal/reports/", moderation_views.reports, name="journal_reports"),
    path("journal/pictures/<uuid:picture_id>/", public_views.picture, name="journal_picture"),
    path(
        "journal/pictures/<uuid:picture_id>/remove/",
        entry_views.remove_picture,
        name="journal_picture_remove",
    ),
    path("journal/<int:year>-<int:month>/", views.month, name="journal_month"),
    path("journal/<uuid:entry_id>/", entry_views.edit, name="journal_entry"),
    path("journal/<uuid:entry_id>/draft/", entry_views.draft, name="journal_draft"),
    path("journal/<uuid:entry_id>/take/", entry_views.take, name="journal_take"),
    path("journal/<uuid:entry_id>/attach/", entry_views.attach, name="journal_attach"),
    path("journal/<uuid:entry_id>/pictures/", entry_views.add_picture, name="journal_add_picture"),
    path("journal/<uuid:entry_id>/publish/", entry_views.publish, name="journal_publish"),
    path("journal/<uuid:entry_id>/unpublish/", entry_views.unpublish, name="journal_unpublish"),
    path("journal/<uuid:entry_id>/delete/", entry_views.delete, name="journal_delete"),
    path("journal/<uuid:entry_id>/replies/", entry_views.close_replies, name="journal_close"),
    path(
        "journal/<uuid:entry_id>/attached/<uuid:attached_id>/",
        public_views.attached,
        name="journal_attached",
    ),
    path("j/confirm/<str:token>/", reply_views.confirm, name="journal_confirm"),
    path("j/unsubscribe/<str:token>/", reply_views.unsubscribe, name="journal_unsubscribe"),
    path("j/report/<uuid:reply_id>/", reply_views.report_reply, name="journal_report"),
    path("j/<slug:slug>/", public_views.journal, name="public_journal"),
    path("j/<slug:slug>/feed.atom", public_views.feed, name="public_feed"),
    path("j/<slug:slug>/<int:year>-<int:month>/", public_views.month, name="public_month"),
    path("j/<slug:slug>/<uuid:entry_id>/", public_views.entry, name="public_entry"),
    path("j/<slug:slug>/<uuid:entry_id>/reply/", reply_views.reply, name="public_reply"),
    path("j/<slug:slug>/<uuid:entry_id>/report/", reply_views.report_entry, name="public_report"),
]
