"""Who may do what where: written down by people, never derived from the code it is held against.

One line for each address. A new address without a line fails the test; so does a line whose
address is gone. `who` are roles, `may` the methods that do something, `of` what the address names.
"""

from dataclasses import dataclass

CITIZEN = frozenset({"applicant"})
OFFICERS = frozenset({"reception", "handler", "head", "clerk", "leader"})
RECEPTION = frozenset({"reception"})
SIGNERS = frozenset({"head", "leader"})
CLERK, HEAD, HANDLER = frozenset({"clerk"}), frozenset({"head"}), frozenset({"handler"})
LEADS = frozenset({"head", "leader", "inspector"})
KEEPER = frozenset({"catalogue_keeper"})
ADMINISTRATOR = frozenset({"administrator"})
INSPECTOR = frozenset({"inspector"})
KEEPS = KEEPER | ADMINISTRATOR
READS = KEEPS | LEADS
OPERATES = frozenset({"operator", "administrator"})
OPERATOR = frozenset({"operator"})
STAFF = OFFICERS | KEEPS | INSPECTOR | OPERATOR
SIGNED_IN = STAFF | CITIZEN
MACHINE = frozenset({"api_client"})
EVERYBODY = SIGNED_IN | MACHINE | {"anonymous"}

GET, POST, BOTH = frozenset({"GET"}), frozenset({"POST"}), frozenset({"GET", "POST"})
DELETE = frozenset({"DELETE"})
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
# What these name belongs to somebody: to others it is not there at all.
SOMEBODYS = frozenset(
    {"dossier", "act", "leg", "leg_paper", "agency_paper", "slip", "paper", "file", "fee", "draft",
     "section", "notice", "register", "session", "own_post", "passkey",
     "webhook"}
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    who: frozenset[str]
    may: frozenset[str]
    of: str = ""

    @property
    def is_public(self) -> bool:
        return self.who == EVERYBODY

    @property
    def is_somebodys(self) -> bool:
        return self.of in SOMEBODYS


# fmt: off
POLICY: dict[str, Row] = {
    "api:openapi": Row(EVERYBODY, GET),
    "api:me": Row(MACHINE, GET),
    "api:search_procedures": Row(MACHINE, GET),
    "api:procedure": Row(MACHINE, GET, "procedure"),
    "api:procedure_places": Row(MACHINE, GET, "procedure"),
    "api:upload_document": Row(MACHINE, POST),
    "api:submit_dossier": Row(MACHINE, BOTH),
    "api:dossier": Row(MACHINE, GET, "dossier"),
    "api:dossier_timeline": Row(MACHINE, GET, "dossier"),
    "api:subscribe_webhook": Row(MACHINE, BOTH),
    "api:end_webhook": Row(MACHINE, DELETE, "webhook"),

    "portal:calculator": Row(EVERYBODY, GET),
    "portal:centres": Row(EVERYBODY, GET),
    "portal:event": Row(EVERYBODY, GET, "event"),
    "portal:events": Row(EVERYBODY, GET),
    "portal:field": Row(EVERYBODY, GET, "field"),
    "portal:fields": Row(EVERYBODY, GET),
    "portal:form": Row(EVERYBODY, GET, "procedure"),
    "portal:home": Row(EVERYBODY, GET),
    "portal:procedure": Row(EVERYBODY, GET, "procedure"),
    "portal:search": Row(EVERYBODY, GET),
    "look:design": Row(EVERYBODY, GET),
    "citizen:track": Row(EVERYBODY, BOTH),
    "citizen:stage": Row(EVERYBODY, GET, "token"),
    "postal_service:news": Row(EVERYBODY, POST),
    "national_portal:arrivals": Row(EVERYBODY, POST),
    "vietqr_bank:callback": Row(EVERYBODY, POST),
    "vneid:callback": Row(EVERYBODY, GET),

    "signin:choose": Row(EVERYBODY, GET),
    "signin:code": Row(EVERYBODY, BOTH),
    "signin:enrol": Row(EVERYBODY, BOTH),
    "signin:new_password": Row(EVERYBODY, BOTH),
    "signin:passkey": Row(EVERYBODY, POST),
    "signin:passkey_begin": Row(EVERYBODY, POST),
    "signin:staff": Row(EVERYBODY, BOTH),
    "signin:to_vneid": Row(EVERYBODY, POST),
    "signin:leave": Row(SIGNED_IN, POST),
    "signin:sessions": Row(SIGNED_IN, GET),
    "signin:end_one": Row(SIGNED_IN, POST, "session"),
    "signin:end_others": Row(SIGNED_IN, POST),
    "signin:choose_post": Row(STAFF, POST, "own_post"),
    "signin:change_password": Row(STAFF, BOTH),
    "signin:recovery_codes": Row(STAFF, POST),
    "signin:add_passkey": Row(STAFF, POST),
    "signin:add_passkey_begin": Row(STAFF, POST),
    "signin:remove_passkey": Row(STAFF, POST, "passkey"),

    "citizen:begin": Row(CITIZEN, BOTH, "procedure"),
    "citizen:resume": Row(CITIZEN, GET, "draft"),
    "citizen:section": Row(CITIZEN, BOTH, "section"),
    "citizen:autosave": Row(CITIZEN, POST, "section"),
    "citizen:papers": Row(CITIZEN, GET, "draft"),
    "citizen:upload": Row(CITIZEN, POST, "draft"),
    "citizen:remove_paper": Row(CITIZEN, POST, "draft"),
    "citizen:place": Row(CITIZEN, BOTH, "draft"),
    "citizen:review": Row(CITIZEN, GET, "draft"),
    "citizen:pay": Row(CITIZEN, GET, "draft"),
    "citizen:begin_paying": Row(CITIZEN, POST, "draft"),
    "citizen:pay_state": Row(CITIZEN, GET, "draft"),
    "citizen:send": Row(CITIZEN, POST, "draft"),
    "citizen:discard": Row(CITIZEN, BOTH, "draft"),
    "citizen:mine": Row(CITIZEN, GET),
    "citizen:dossier": Row(CITIZEN, GET, "dossier"),
    "citizen:seen": Row(CITIZEN, GET, "dossier"),
    "citizen:seen_of_me": Row(CITIZEN, GET),
    "citizen:receipt": Row(CITIZEN, GET, "dossier"),
    "citizen:supplement": Row(CITIZEN, BOTH, "dossier"),
    "citizen:withdraw": Row(CITIZEN, BOTH, "dossier"),
    "citizen:carriage": Row(CITIZEN, BOTH, "dossier"),
    "citizen:prove": Row(CITIZEN, BOTH, "dossier"),
    "citizen:rate": Row(CITIZEN, BOTH, "dossier"),
    "citizen:download": Row(CITIZEN, GET, "slip"),
    "citizen:handed_in": Row(CITIZEN, GET, "paper"),
    "citizen:agency_paper": Row(CITIZEN, GET, "agency_paper"),
    "citizen:pay_fee": Row(CITIZEN, GET, "fee"),
    "citizen:begin_fee": Row(CITIZEN, POST, "fee"),
    "citizen:fee_state": Row(CITIZEN, GET, "fee"),
    "citizen:inbox": Row(CITIZEN, GET),
    "citizen:read_all": Row(CITIZEN, POST),
    "citizen:read_one": Row(CITIZEN, POST, "notice"),

    "desk:desk": Row(SIGNED_IN, BOTH),
    "desk:queue": Row(OFFICERS, BOTH),
    "desk:signing": Row(OFFICERS, GET),
    "desk:approve": Row(SIGNERS, POST),
    "desk:number": Row(CLERK, POST),
    "desk:unlock": Row(OFFICERS, POST),
    "desk:counter": Row(RECEPTION, GET),
    "desk:take_in": Row(RECEPTION, BOTH, "procedure"),
    "desk:fill_in": Row(RECEPTION, BOTH, "procedure"),
    "desk:fee": Row(RECEPTION, BOTH, "dossier"),
    "desk:show_code": Row(RECEPTION, POST, "dossier"),
    "desk:acknowledgement": Row(OFFICERS, GET, "dossier"),
    "desk:dossier": Row(OFFICERS, GET, "dossier"),
    "desk:fetch_again": Row(OFFICERS, POST, "paper"),
    "desk:download": Row(OFFICERS, GET, "file"),
    "desk:act": Row(OFFICERS, POST, "act"),
    "desk:supplement": Row(OFFICERS, BOTH, "dossier"),
    "desk:not_receive": Row(OFFICERS, BOTH, "dossier"),
    "desk:refuse": Row(OFFICERS, BOTH, "dossier"),
    "desk:draft_result": Row(OFFICERS, BOTH, "dossier"),
    "desk:return_result": Row(OFFICERS, BOTH, "dossier"),
    "desk:apologise": Row(HEAD, BOTH, "dossier"),
    "desk:extend_limit": Row(HANDLER, BOTH, "dossier"),
    "desk:ask_again": Row(OFFICERS, BOTH, "dossier"),
    "desk:control": Row(OFFICERS, GET, "dossier"),
    "desk:issue_control": Row(OFFICERS, POST, "dossier"),
    "desk:correct": Row(SIGNERS, BOTH, "dossier"),
    "desk:demand": Row(HANDLER, BOTH, "dossier"),
    "desk:fee_state": Row(RECEPTION, GET, "dossier"),
    "desk:refund": Row(HEAD, BOTH, "dossier"),
    "desk:lost": Row(OFFICERS, BOTH, "dossier"),
    "desk:complete": Row(RECEPTION, BOTH, "dossier"),
    "desk:proof": Row(RECEPTION, BOTH, "dossier"),
    "desk:restored": Row(OFFICERS, BOTH, "dossier"),
    "desk:stop": Row(OFFICERS, BOTH, "dossier"),
    "desk:withdraw": Row(OFFICERS, BOTH, "dossier"),
    "desk:legs": Row(OFFICERS, GET),
    "desk:open_chain": Row(OFFICERS, BOTH, "dossier"),
    "desk:consult": Row(OFFICERS, BOTH, "dossier"),
    "desk:leg": Row(OFFICERS, GET, "leg"),
    "desk:leg_paper": Row(OFFICERS, GET, "leg_paper"),
    "desk:answer_leg": Row(OFFICERS, BOTH, "leg"),
    "desk:take_leg": Row(OFFICERS, POST, "leg"),
    "desk:recall_leg": Row(OFFICERS, BOTH, "leg"),
    "desk:go_on": Row(OFFICERS, BOTH, "leg"),
    "desk:printing": Row(OFFICERS, GET),
    "desk:print_chosen": Row(OFFICERS, POST),
    "desk:register": Row(RECEPTION, BOTH),
    "desk:open_register": Row(RECEPTION, GET, "register"),

    "board:board": Row(LEADS, GET),
    "board:behind": Row(LEADS, GET),

    "catalogue:list": Row(READS, GET),
    "catalogue:procedure": Row(READS, GET, "procedure"),
    "catalogue:difference": Row(READS, GET, "procedure"),
    "catalogue:abolish": Row(KEEPER, BOTH, "procedure"),
    "catalogue:version": Row(READS, GET, "version"),
    "catalogue:draft": Row(KEEPER, POST, "version"),
    "catalogue:withdraw": Row(KEEPER, POST, "version"),
    "catalogue:edit": Row(KEEPER, BOTH, "version"),
    "catalogue:edit_papers": Row(KEEPER, BOTH, "version"),
    "catalogue:edit_channels": Row(KEEPER, BOTH, "version"),
    "catalogue:edit_results": Row(KEEPER, BOTH, "version"),
    "catalogue:flow": Row(READS, GET, "version"),
    "catalogue:flow_file": Row(READS, GET, "version"),
    "catalogue:edit_flow": Row(KEEPER, BOTH, "version"),
    "catalogue:new_step": Row(KEEPER, BOTH, "version"),
    "catalogue:edit_step": Row(KEEPER, BOTH, "step"),
    "catalogue:edit_lists": Row(KEEPER, BOTH, "version"),
    "catalogue:findings": Row(READS, GET),
    "catalogue:workflow": Row(READS, GET, "workflow"),
    "catalogue:workflow_file": Row(READS, GET, "workflow"),
    "catalogue:publish": Row(KEEPER, BOTH, "version"),
    "catalogue:discard": Row(KEEPER, POST, "version"),
    "catalogue:agencies": Row(READS, GET),
    "catalogue:agency": Row(KEEPER, BOTH, "agency"),
    "catalogue:loads": Row(READS, GET),
    "catalogue:load": Row(READS, GET, "loading"),

    "administration:accesses": Row(INSPECTOR, BOTH),
    "administration:accounts": Row(ADMINISTRATOR, BOTH),
    "administration:open_account": Row(ADMINISTRATOR, BOTH),
    "administration:account": Row(ADMINISTRATOR, GET, "account"),
    "administration:appoint": Row(ADMINISTRATOR, BOTH, "account"),
    "administration:end_post": Row(ADMINISTRATOR, BOTH, "post"),
    "administration:disable": Row(ADMINISTRATOR, POST, "account"),
    "administration:enable": Row(ADMINISTRATOR, POST, "account"),
    "administration:unlock": Row(ADMINISTRATOR, POST, "account"),
    "administration:reset_password": Row(ADMINISTRATOR, POST, "account"),
    "administration:reset_second_factor": Row(ADMINISTRATOR, POST, "account"),
    "administration:locks": Row(ADMINISTRATOR, GET),
    "administration:unlock_addresses": Row(ADMINISTRATOR, POST),
    "administration:keys": Row(ADMINISTRATOR, GET),
    "administration:new_key": Row(ADMINISTRATOR, BOTH),
    "administration:change_key": Row(ADMINISTRATOR, BOTH, "key"),
    "administration:revoke_key": Row(ADMINISTRATOR, POST, "key"),
    "administration:end_webhook": Row(ADMINISTRATOR, POST, "called"),
    "administration:deliveries": Row(OPERATES, GET),
    "administration:digests": Row(OPERATES, GET),
    "administration:national": Row(OPERATES, GET),
    "administration:retry_delivery": Row(OPERATOR, POST, "delivery"),
    "administration:units": Row(KEEPS, GET),
    "administration:unit": Row(KEEPS, GET, "unit"),
    "administration:office_hours": Row(ADMINISTRATOR, GET, "unit"),
    "administration:check_hours": Row(ADMINISTRATOR, POST, "unit"),
    "administration:set_hours": Row(ADMINISTRATOR, POST, "unit"),
    "administration:end_hours": Row(ADMINISTRATOR, BOTH, "unit"),
    "administration:calendar": Row(KEEPS, GET),
    "administration:decrees": Row(KEEPS, GET),
    "administration:outages": Row(KEEPS, GET),
    "administration:new_outage": Row(ADMINISTRATOR, GET),
    "administration:check_outage": Row(ADMINISTRATOR, POST),
    "administration:enter_outage": Row(ADMINISTRATOR, POST),
    "administration:lift_outage": Row(ADMINISTRATOR, BOTH, "outage"),
    "administration:new_decree": Row(ADMINISTRATOR, GET),
    "administration:check_decree": Row(ADMINISTRATOR, POST),
    "administration:enter_decree": Row(ADMINISTRATOR, POST),
}
# fmt: on
