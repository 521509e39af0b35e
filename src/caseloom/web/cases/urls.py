"""Addresses of cases."""

from django.urls import path

from caseloom.web.cases import acts, content, graphs, views

app_name = "cases"
urlpatterns = [
    path("", views.index, name="list"),
    path("open/", views.open_case, name="open"),
    path("subjects/<uuid:entity_id>/add/", content.add_subject_from, name="add_subject_from"),
    path("graphs/save/", graphs.save, name="save_graph"),
    path("<str:number>/", views.show, name="show"),
    path("<str:number>/notes/", content.notes, name="notes"),
    path("<str:number>/tasks/", content.tasks, name="tasks"),
    path("<str:number>/reports/", views.reports, name="reports"),
    path("<str:number>/timeline/", views.timeline, name="timeline"),
    path("<str:number>/graphs/", graphs.index, name="graphs"),
    path("<str:number>/graphs/<uuid:graph_id>/", graphs.show, name="graph"),
    path("<str:number>/graphs/<uuid:graph_id>/data/", graphs.data, name="graph_data"),
    path("<str:number>/graphs/<uuid:graph_id>/remove/", graphs.remove, name="remove_graph"),
    path("<str:number>/people/", content.people, name="people"),
    path("<str:number>/edit/", acts.edit, name="edit"),
    path("<str:number>/steps/<str:step>/", acts.take_step, name="step"),
    path(
        "<str:number>/subjects/<uuid:subject_id>/remove/",
        acts.remove_subject,
        name="remove_subject",
    ),
    path("<str:number>/tasks/<uuid:task_id>/assign/", acts.assign_task, name="assign_task"),
    path("<str:number>/tasks/<uuid:task_id>/cancel/", acts.cancel_task, name="cancel_task"),
    path("<str:number>/tasks/<uuid:task_id>/done/", acts.complete_task, name="complete_task"),
    path("<str:number>/tasks/<uuid:task_id>/resume/", acts.resume_task, name="resume_task"),
    path("<str:number>/people/<uuid:person_id>/remove/", acts.remove_member, name="remove_member"),
    path("<str:number>/people/<uuid:person_id>/lead/", acts.set_lead, name="set_lead"),
]
