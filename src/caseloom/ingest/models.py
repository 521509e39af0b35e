"""Files that people brought through the screen, waiting for a mapping."""

from django.db import models

from caseloom.kernel.ids import new_id


class Upload(models.Model):
    """One file as it came. The bytes lie in the data folder under the upload's id."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person_id = models.UUIDField()
    name = models.TextField()
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    # What the wizard has so far: the mapping's text, the source and the run that came of it.
    mapping = models.TextField(blank=True, default="")
    source_key = models.CharField(max_length=100, blank=True, default="")
    run_id = models.UUIDField(null=True)
