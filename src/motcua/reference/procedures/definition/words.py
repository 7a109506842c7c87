"""The closed vocabulary of a definition. A word that is not here is refused when it is read."""

CHANNELS = ("online", "in_person", "postal")
# An hour, or so long before the office closes.
CUTOFF = r"^(?:([01]\d|2[0-3]):[0-5]\d|closing-\d{1,3}[hm])$"
LIMIT_UNITS = ("working_hour", "half_day", "working_day", "calendar_day", "month")
SERVICE_LEVELS = ("full", "partial", "information")
APPLICANTS = (
    "citizen",
    "overseas_vietnamese",
    "foreigner",
    "household",
    "business",
    "organisation",
)

FIELD_TYPES = (
    "text",
    "long_text",
    "date",
    "year",
    "personal_number",
    "phone",
    "email",
    "money",
    "number",
    "choice",
    "multi_choice",
    "yes_no",
    "address",
    "person",
    "group",
    "file",
    "note",
)
# What a signed-in identity can fill in by itself.
IDENTITY_SOURCES = (
    "full_name",
    "personal_number",
    "date_of_birth",
    "sex",
    "address",
    "phone",
    "email",
)
# The parts a person block may ask for: code, type of field, labels, where it may be filled from.
PERSON_PARTS: dict[str, tuple[str, str, str, str]] = {
    "full_name": ("text", "Họ, chữ đệm, tên", "Full name", "full_name"),
    "personal_number": (
        "personal_number",
        "Số định danh cá nhân",
        "Personal identity number",
        "personal_number",
    ),
    "date_of_birth": ("date", "Ngày sinh", "Date of birth", "date_of_birth"),
    "year_of_birth": ("year", "Năm sinh", "Year of birth", ""),
    "sex": ("choice", "Giới tính", "Sex", "sex"),
    "ethnicity": ("text", "Dân tộc", "Ethnicity", ""),
    "nationality": ("text", "Quốc tịch", "Nationality", ""),
    "identity_paper": ("text", "Giấy tờ tùy thân (số, nơi cấp)", "Identity paper", ""),
    "passport": ("text", "Số hộ chiếu", "Passport number", ""),
    "address": ("address", "Nơi cư trú", "Place of residence", "address"),
    "phone": ("phone", "Số điện thoại", "Phone number", "phone"),
    "email": ("email", "Thư điện tử", "E-mail", "email"),
    "occupation": ("text", "Nghề nghiệp, nơi làm việc", "Occupation and place of work", ""),
}
SEX_OPTIONS = (("male", "Nam", "Male"), ("female", "Nữ", "Female"))

FULFILMENTS = ("upload", "scan", "reuse", "lookup", "waived")
COMPONENT_KINDS = ("paper", "form", "drawing", "photo", "to_show")
FEE_KINDS = ("fee", "charge")  # phí, lệ phí
FEE_WORDS = ("free", "fixed", "per_copy", "per_page", "per_area", "by_option")
FEE_DUE = ("intake", "supplement", "result")
ROLES = ("reception", "handler", "head", "leader", "clerk", "outside", "applicant")
# Who has no seat in the system: their answers are recorded, or come by a connector.
OUTSIDE_UNITS = (
    "tax_office",
    "police",
    "social_insurance",
    "medical_council",
    "consulted_agency",
    "public_company",
)
NAMED_UNIT = "unit:"  # Before the code of one certain organisation.
UNITS = (
    "service_centre",
    "resolving_agency",
    "commune_justice",
    "commune_economy",
    "commune_culture",
    "commune_leadership",
    "commune_office",
    "commune_police",
    "department",
    "department_leadership",
    "land_registration_branch",
    *OUTSIDE_UNITS,
    "applicant",
)
# Who of ours may record an outsider's answer.
RECORDERS = ("handler", "head", "clerk")
VALIDITY_UNITS = ("month", "year")
