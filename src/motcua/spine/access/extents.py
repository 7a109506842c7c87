from django.db import models


class Extent(models.TextChoices):
    """How much was shown, the least first."""

    NONE = "none", "Không thấy dữ liệu nào"  # Asked for, and nothing was there or was given.
    NAME = "name", "Tên trong danh sách"
    WHOLE = "whole", "Thông tin đã khai"
    FILE = "file", "Tệp giấy tờ"
