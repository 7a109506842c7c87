"""The roles a post or a key can give, and their names. A role is what the code asks for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Role:
    code: str
    name_vi: str
    name_en: str
    duty_vi: str
    duty_en: str


STAFF: tuple[Role, ...] = (
    Role(
        "reception",
        "Cán bộ một cửa",
        "Reception officer",
        "Tiếp nhận hồ sơ và trả kết quả",
        "Receives dossiers and hands over results",
    ),
    Role(
        "handler",
        "Chuyên viên thụ lý",
        "Handling officer",
        "Thụ lý, thẩm định hồ sơ",
        "Examines dossiers",
    ),
    Role(
        "head",
        "Trưởng phòng",
        "Head of unit",
        "Phân công và soát xét trong đơn vị",
        "Assigns and reviews the unit's work",
    ),
    Role(
        "clerk",
        "Văn thư",
        "Records clerk",
        "Cấp số, đóng dấu, gửi và nhận văn bản",
        "Numbers, seals, sends and receives documents",
    ),
    Role(
        "leader",
        "Lãnh đạo ký duyệt",
        "Signing leader",
        "Ký kết quả, theo dõi toàn cơ quan",
        "Signs results, oversees the agency",
    ),
    Role(
        "catalogue_keeper",
        "Người giữ danh mục",
        "Catalogue keeper",
        "Soạn và công bố thủ tục hành chính",
        "Drafts and publishes procedures",
    ),
    Role(
        "administrator",
        "Quản trị tài khoản",
        "Administrator",
        "Mở tài khoản, giao chức danh, mở khóa",
        "Opens accounts, appoints, unlocks",
    ),
    Role(
        "operator",
        "Người vận hành",
        "Operator",
        "Theo dõi máy chủ và việc gửi nhận ra ngoài",
        "Watches servers and deliveries",
    ),
    Role(
        "inspector",
        "Thanh tra",
        "Inspector",
        "Xem nhật ký và mọi hồ sơ, không sửa gì",
        "Reads journal and dossiers, changes nothing",
    ),
)
APPLICANT = Role(
    "applicant",
    "Người dân, doanh nghiệp",
    "Applicant",
    "Nộp và theo dõi hồ sơ của mình",
    "Files and follows own dossiers",
)
API_CLIENT = Role(
    "api_client",
    "Phần mềm kết nối",
    "API client",
    "Gọi các địa chỉ máy đọc được",
    "Calls the machine interface",
)
# What an API key may be allowed, each scope alone.
SCOPES: dict[str, tuple[str, str]] = {
    "catalogue.read": ("Đọc danh mục thủ tục", "Read the catalogue of procedures"),
    "dossiers.read": ("Đọc hồ sơ của đơn vị", "Read the unit's dossiers"),
    "dossiers.submit": ("Tải giấy tờ lên, nộp hồ sơ", "Upload papers, submit dossiers"),
    "webhooks": ("Đăng ký nhận tin khi hồ sơ thay đổi", "Be called when a dossier changes"),
}
# These concern the dossiers of a unit, so a key that has one belongs to a unit.
SCOPES_OF_A_UNIT = frozenset({"dossiers.read", "dossiers.submit", "webhooks"})
# Where the software stands that a key is for: the channel of what it files follows from it.
PLACES: dict[str, tuple[str, str]] = {
    "web": ("Trang mạng, ứng dụng có người giúp nộp", "A site or app where somebody helps"),
    "counter": ("Phần mềm tại quầy", "Software at a counter"),
    "post": ("Bưu chính", "The post"),
    "national_portal": ("Cổng Dịch vụ công quốc gia", "The National Public Service Portal"),
}
# What a key may call unless its administrator says otherwise.
CALLS_PER_MINUTE_MAX, CALLS_PER_DAY_MAX = 600, 100_000

STAFF_CODES: frozenset[str] = frozenset(role.code for role in STAFF)
BY_CODE: dict[str, Role] = {role.code: role for role in (*STAFF, APPLICANT, API_CLIENT)}
