from django.db import models


class Extent(models.TextChoices):
    """How much was shown, the least first."""

    NAME = "name", "Tên trong danh sách"
    WHOLE = "whole", "Thông tin đã khai"
    FILE = "file", "Tệp giấy tờ"
