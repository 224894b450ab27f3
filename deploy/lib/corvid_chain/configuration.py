"""The configuration files of a chain, as protobuf text. Paths in them are relative to the file."""

import dataclasses
import json

from corvid_chain.register import Party


def text(value: str) -> str:
    """A string in protobuf text."""
    return json.dumps(value, ensure_ascii=False)


@dataclasses.dataclass(frozen=True)
class RouterPlace:
    """Where a router is to be found, and by which keys it is known."""

    endpoint: str
    admin_endpoint: str
    transport_public: str
    signing_public: str


def router_config(place: RouterPlace, admin_public: str) -> str:
    """router/router.textproto"""
    return f"""\
data_dir: "data"
register_dir: "../register"
policy_dir: "../policy"
endpoint: {text(place.endpoint)}
transport_key: "transport.key"
signing_key: "signing.key"
admin {{
  endpoint: {text(place.admin_endpoint)}
  key {{ naam: "beheer" public_key: {text(admin_public)} }}
}}
ops {{ host: "127.0.0.1" port: 0 }}
ready_file: "ready.json"
log {{ level: INFO }}
"""


def adapter_config(party: Party, place: RouterPlace, reviewer_public: str = "") -> str:
    """parties/SLUG/adapter.textproto"""
    reviewer = f"politie {{ reviewer_public_key: {text(reviewer_public)} }}\n" if reviewer_public else ""
    return f"""\
party {{ oin: {text(party.oin)} role: {party.role} }}
naam: {text(party.naam)}
router {{ endpoint: {text(place.endpoint)} server_key: {text(place.transport_public)} }}
router_signing_key: {text(place.signing_public)}
transport_key: "transport.key"
signing_key: "signing.key"
tag_secret: "tag.secret"
ledger: "ledger.db"
spool_dir: "spool"
policy_dir: "../../policy"
log {{ level: INFO }}
{reviewer}"""


def operator_config(place: RouterPlace) -> str:
    """operator/corvidctl.textproto"""
    return f"""\
endpoint: {text(place.admin_endpoint)}
server_key: {text(place.transport_public)}
transport_key: "transport.key"
"""
