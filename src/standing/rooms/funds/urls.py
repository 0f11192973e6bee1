"""The addresses of this room: behind sign-in, but for the page of a gift, which its donor has the link of."""

from django.urls import URLPattern, path

from standing.rooms.funds.views import books, decisions, donors, gifts, money, public

app_name = "funds"
urlpatterns: list[URLPattern] = [
    path("aid/gifts/<uuid:gift>/", public.your_gift, name="your_gift"),
    path("aid/gifts/<uuid:gift>/proof.json", public.gift_proof, name="gift_proof"),
    path("staff/funds/", money.show_overview, name="show_overview"),
    path("staff/funds/open/", money.open_fund, name="open_fund"),
    path("staff/funds/city-money/", money.record_city_money, name="record_city_money"),
    path("staff/funds/allocate/", money.allocate, name="allocate"),
    path("staff/funds/close-round/", money.close_round, name="close_round"),
    path("staff/funds/donors/", donors.list_donors, name="list_donors"),
    path("staff/funds/donors/donors.csv", donors.export_donors, name="export_donors"),
    path("staff/funds/donors/add/", donors.enter_donor, name="enter_donor"),
    path("staff/funds/donors/<uuid:donor>/", donors.show_donor, name="show_donor"),
    path("staff/funds/donors/<uuid:donor>/name/", donors.change_donor, name="change_donor"),
    path("staff/funds/donors/<uuid:donor>/contact/", donors.keep_contact, name="keep_contact"),
    path("staff/funds/donors/<uuid:donor>/pledge/", donors.record_pledge, name="record_pledge"),
    path(
        "staff/funds/donors/<uuid:donor>/pledge/<uuid:pledge>/withdraw/",
        donors.withdraw_pledge,
        name="withdraw_pledge",
    ),
    path("staff/funds/gifts/add/", gifts.record_gift, name="record_gift"),
    path("staff/funds/gifts/<uuid:gift>/", gifts.show_gift, name="show_gift"),
    path("staff/funds/gifts/<uuid:gift>/undo/", gifts.undo_gift, name="undo_gift"),
    path("staff/funds/gifts/<uuid:gift>/receipt/", gifts.issue_receipt, name="issue_receipt"),
    path("staff/funds/receipts/<int:number>/", gifts.show_receipt, name="show_receipt"),
    path("staff/funds/receipts/<int:number>/receipt.pdf", gifts.download_receipt, name="download_receipt"),
    path("staff/funds/receipts/<int:number>/void/", gifts.void_receipt, name="void_receipt"),
    path("staff/funds/decisions/", decisions.list_decisions, name="list_decisions"),
    path("staff/funds/decisions/propose/", decisions.propose_decision, name="propose_decision"),
    path("staff/funds/decisions/<uuid:decision>/approve/", decisions.approve_decision, name="approve_decision"),
    path("staff/funds/decisions/<uuid:decision>/refuse/", decisions.refuse_decision, name="refuse_decision"),
    path("staff/funds/decisions/<uuid:decision>/consent/", decisions.read_consent, name="read_consent"),
    path("staff/funds/entries/", books.list_entries, name="list_entries"),
    path("staff/funds/entries/entries.csv", books.export_entries, name="export_entries"),
    path("staff/funds/entries/<int:number>/reverse/", books.reverse_entry, name="reverse_entry"),
    path("staff/funds/books.beancount", books.export_books, name="export_books"),
    path("staff/funds/trial-balance.csv", books.export_balance, name="export_balance"),
    path("staff/funds/trial-balance.json", books.export_balance_json, name="export_balance_json"),
]
