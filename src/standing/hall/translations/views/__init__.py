"""Pages of translations, one file for each subject."""

from standing.hall.translations.views.bench import autosave_page, review_page, translate_page
from standing.hall.translations.views.files import export_file, list_files, settle_aside, show_import, undo_import
from standing.hall.translations.views.matrix import list_pages, list_reviews, list_stale
from standing.hall.translations.views.public import list_languages, play_recording
from standing.hall.translations.views.recordings import decide_recording, hear_recording, list_recordings
from standing.hall.translations.views.terms import drop_term, edit_term, list_terms

__all__ = [
    "autosave_page",
    "decide_recording",
    "drop_term",
    "edit_term",
    "export_file",
    "hear_recording",
    "list_files",
    "list_languages",
    "list_pages",
    "list_recordings",
    "list_reviews",
    "list_stale",
    "list_terms",
    "play_recording",
    "review_page",
    "settle_aside",
    "show_import",
    "translate_page",
    "undo_import",
]
