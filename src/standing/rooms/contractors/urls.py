"""The addresses of this room: for firms and gates without sign-in, for everybody the counts, the rest for staff."""

from django.urls import URLPattern, path

from standing.rooms.contractors.views import board, firms, imports, public, records, sendings

app_name = "contractors"
in_every_language: list[URLPattern] = []
urlpatterns: list[URLPattern] = [
    path("attest/", public.attest, name="attest"),
    path("es/attest/", public.attest, name="attest_es"),
    path("attest/proof/", public.proof, name="proof"),
    path("crew/", public.crew, name="crew"),
    path("es/crew/", public.crew, name="crew_es"),
    path("gate/", public.gate, name="gate"),
    path("es/gate/", public.gate, name="gate_es"),
    path("status/contractors/", board.public, name="public"),
    path("status/contractors.csv", board.public_csv, name="public_csv"),
    path("staff/contractors/", board.show_board, name="show_board"),
    path("staff/contractors/none/<slug:department>/", board.declare_none, name="declare_none"),
    path("staff/contractors/contracts/", board.list_contracts, name="list_contracts"),
    path("staff/contractors/contracts.csv", board.export_contracts, name="export_contracts"),
    path("staff/contractors/contracts/<str:contract>/", records.show_contract, name="show_contract"),
    path("staff/contractors/contracts/<str:contract>/clauses/", records.set_clause, name="set_clause"),
    path("staff/contractors/contracts/<str:contract>/except/", records.ask_exception, name="ask_exception"),
    path("staff/contractors/exceptions/", records.list_exceptions, name="list_exceptions"),
    path("staff/contractors/exceptions/<uuid:key>/decide/", records.decide_exception, name="decide_exception"),
    path("staff/contractors/exceptions/<uuid:key>/end/", records.end_exception, name="end_exception"),
    path("staff/contractors/firms/<str:firm>/", firms.show_firm, name="show_firm"),
    path("staff/contractors/firms/<str:firm>/contacts/", firms.save_contacts, name="save_contacts"),
    path("staff/contractors/firms/<str:firm>/letter/", firms.paper_letter, name="paper_letter"),
    path("staff/contractors/notice/", firms.read_notice, name="read_notice"),
    path("staff/contractors/sendings/", sendings.send_notices, name="send_notices"),
    path("staff/contractors/sendings/<uuid:key>/", sendings.show_sending, name="show_sending"),
    path("staff/contractors/sendings/<uuid:key>/stop/", sendings.stop_sending, name="stop_sending"),
    path("staff/contractors/lists/", imports.list_imports, name="list_imports"),
    path("staff/contractors/lists/sample/<str:name>", imports.sample_list, name="sample_list"),
    path("staff/contractors/lists/<uuid:key>/", imports.show_import, name="show_import"),
    path("staff/contractors/lists/<uuid:key>/columns/", imports.match_columns, name="match_columns"),
    path("staff/contractors/lists/<uuid:key>/mistakes.csv", imports.download_mistakes, name="download_mistakes"),
    path("staff/contractors/lists/<uuid:key>/apply/", imports.apply_import, name="apply_import"),
    path("staff/contractors/lists/<uuid:key>/undo/", imports.undo_import, name="undo_import"),
    path("staff/contractors/lists/<uuid:key>/drop/", imports.drop_import, name="drop_import"),
]
