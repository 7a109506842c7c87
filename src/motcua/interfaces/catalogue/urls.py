from django.urls import path

from motcua.interfaces.catalogue import (
    agencies,
    checking,
    drafting,
    flows,
    listing,
    loads,
    publishing,
    showing,
)

app_name = "catalogue"
urlpatterns = [
    path("", listing.procedures, name="list"),
    path("thu-tuc/<str:jurisdiction>/<str:key>/", showing.procedure, name="procedure"),
    path("thu-tuc/<str:jurisdiction>/<str:key>/khac-biet/", showing.difference, name="difference"),
    path("thu-tuc/<str:jurisdiction>/<str:key>/bai-bo/", publishing.abolish, name="abolish"),
    path("ban/<int:version_id>/", showing.version, name="version"),
    path("ban/<int:version_id>/soan/", drafting.begin, name="draft"),
    path("ban/<int:version_id>/rut/", publishing.withdraw, name="withdraw"),
    path("ban-thao/<int:version_id>/", drafting.general, name="edit"),
    path("ban-thao/<int:version_id>/giay-to/", drafting.papers, name="edit_papers"),
    path("ban-thao/<int:version_id>/cach-nop/", drafting.channels, name="edit_channels"),
    path("ban-thao/<int:version_id>/ket-qua/", drafting.results, name="edit_results"),
    path("ban/<int:version_id>/quy-trinh/", flows.show, name="flow"),
    path("ban/<int:version_id>/quy-trinh.bpmn", flows.file, name="flow_file"),
    path("ban-thao/<int:version_id>/quy-trinh/", flows.edit, name="edit_flow"),
    path("ban-thao/<int:version_id>/quy-trinh/them/", flows.new_step, name="new_step"),
    path(
        "ban-thao/<int:version_id>/quy-trinh/buoc/<int:number>/", flows.edit_step, name="edit_step"
    ),
    path("ban-thao/<int:version_id>/giay-to-ket-qua/", flows.lists, name="edit_lists"),
    path("kiem-tra/", checking.findings, name="findings"),
    path("lien-thong/<str:code>/", checking.workflow, name="workflow"),
    path("lien-thong/<str:code>/bpmn", checking.workflow_file, name="workflow_file"),
    path("ban-thao/<int:version_id>/cong-bo/", publishing.publish, name="publish"),
    path("ban-thao/<int:version_id>/bo/", drafting.discard, name="discard"),
    path("co-quan/", agencies.listed, name="agencies"),
    path("co-quan/<int:agency_id>/", agencies.settle, name="agency"),
    path("lan-nap/", loads.listed, name="loads"),
    path("lan-nap/<int:loading_id>/", loads.report, name="load"),
]
