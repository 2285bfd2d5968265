"""The addresses of uploads, downloads and the recording look-up; included at the root."""

from django.urls import path

from webapp.pages import downloads, uploads

urlpatterns = [
    path("files/up/<str:token>", uploads.status, name="upload-status"),
    path("files/up/<str:token>/<int:index>", uploads.chunk, name="upload-chunk"),
    path("files/down/<str:token>/<path:name>", downloads.transferred, name="download"),
    path("files/rec/<str:token>/<path:name>", downloads.recorded, name="recording"),
    path("files/side/<str:token>/<str:name>", downloads.recorded_side, name="recording-side"),
    path("files/copy/<str:token>/<int:number>/<path:name>", downloads.copied, name="recording-copy"),
    path("files/live/<str:token>/<int:number>/state", downloads.live_state, name="live-state"),
    path("files/live/<str:token>/<int:number>/<str:name>", downloads.live, name="live"),
    path("files/shot/<str:token>/<path:name>", downloads.snapped, name="snapshot"),
    path("files/media/<str:token>/<path:name>", downloads.media, name="media-file"),
    path("files/image/<str:token>/<str:name>", downloads.image, name="image"),
    path("CLOUDMEETING-API/netDisk/query", downloads.look_up, name="recording-look-up"),
]
