"""The addresses of this room: all behind sign-in."""

from django.urls import URLPattern, path

from standing.rooms.cards.views import custody, days, loads, stock

app_name = "cards"
in_every_language: list[URLPattern] = []
urlpatterns: list[URLPattern] = [
    path("staff/cards/", stock.overview, name="overview"),
    path("staff/cards/programs/add/", stock.add_program, name="add_program"),
    path("staff/cards/all/", stock.list_cards, name="list_cards"),
    path("staff/cards/all/cards.csv", stock.export_cards, name="export_cards"),
    path("staff/cards/card/<uuid:card>/", stock.show_card, name="show_card"),
    path("staff/cards/card/<uuid:card>/act/", stock.act_on_card, name="act_on_card"),
    path("staff/cards/orders/", stock.list_orders, name="list_orders"),
    path("staff/cards/orders/<uuid:order>/", stock.show_order, name="show_order"),
    path("staff/cards/parcels/<uuid:shipment>/", stock.receive_shipment, name="receive_shipment"),
    path("staff/cards/consignments/", custody.list_consignments, name="list_consignments"),
    path("staff/cards/consignments/<uuid:consignment>/", custody.show_consignment, name="show_consignment"),
    path("staff/cards/consignments/<uuid:consignment>/sheet.pdf", custody.print_consignment, name="print_consignment"),
    path("staff/cards/counts/", custody.list_counts, name="list_counts"),
    path("staff/cards/loads/", loads.list_loads, name="list_loads"),
    path("staff/cards/loads/loads.csv", loads.export_loads, name="export_loads"),
    path("staff/cards/funding/", days.list_fundings, name="list_fundings"),
    path("staff/cards/funding/<str:reference>.ach", days.funding_file, name="funding_file"),
    path("staff/cards/days/", days.list_days, name="list_days"),
    path("staff/cards/days/<str:program>/<str:day>/", days.show_day, name="show_day"),
    path("staff/cards/days/<str:program>/<str:day>/differences.csv", days.export_day, name="export_day"),
]
