#include "tests/simulation/cast.h"

#include <sodium.h>

#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/hex.h"
#include "proto/envelope/digest.h"
#include "proto/text/text_file.h"

namespace corvid::sim {
namespace {

std::vector<policy::Bundle> load_bundles() {
  auto sources = text::read_sources(CORVID_SOURCE_DIR "/deploy/chain/policy");
  CORVID_CHECK(sources.ok());
  std::vector<policy::Bundle> bundles;
  for (std::size_t number = 0; number < Cast::kBundles; ++number) {
    auto bundle = policy::Bundle::from_sources(*sources);
    CORVID_CHECK(bundle.ok());
    bundles.push_back(std::move(bundle).value());
    for (text::TextSource& source : *sources) {
      const std::string first = "\nversion: 1\n";
      if (const auto at = source.bytes.find(first); at != std::string::npos) {
        source.bytes.replace(at, first.size(), "\nversion: 2\n");
        break;
      }
    }
  }
  CORVID_CHECK(bundles[0].digest() != bundles[1].digest());
  return bundles;
}

}  // namespace

KeyPair named_key_pair(const std::string& name) {
  CORVID_CHECK(sodium_init() >= 0);
  const std::string seed = envelope::sha256("corvid-sim " + name);
  std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  std::string secret(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(public_key.data()),
                           reinterpret_cast<unsigned char*>(secret.data()),
                           reinterpret_cast<const unsigned char*>(seed.data()));
  return {KeyAlgorithm::kEd25519, std::move(public_key), SecretBytes(std::move(secret))};
}

Cast::Cast() : router_(named_key_pair("router")), bundles_(load_bundles()) {
  register_.set_id("simulation");
  add("politie", "99000000000000000001", v1::POLITIE, {});
  add("politie_2", "99000000000000000002", v1::POLITIE, {});
  add("vt_rotterdam", "99000000000000000011", v1::VEILIG_THUIS, {"0599", "0502"});
  add("vt_zhz", "99000000000000000012", v1::VEILIG_THUIS, {"0505"});
  add("raad", "99000000000000000021", v1::RAAD, {});
  add("team_rotterdam", "99000000000000000031", v1::LOKAAL_TEAM, {"0599"});
  add("team_dordrecht", "99000000000000000032", v1::LOKAAL_TEAM, {"0505"});
  add("om", "99000000000000000041", v1::OM, {});
  add("halt", "99000000000000000051", v1::HALT, {});
}

void Cast::add(const std::string& name, const std::string& oin, v1::Role role,
               const std::vector<std::string>& municipalities) {
  Member member{name,
                {oin, static_cast<int>(role)},
                municipalities,
                envelope::sha256("corvid-sim transport " + name),
                envelope::Signer(named_key_pair(name)),
                std::nullopt};
  v1::Party& entry = *register_.add_party();
  entry.set_oin(oin);
  entry.set_role(role);
  entry.set_naam(name);
  entry.set_status(v1::PartyStatus::ACTIEF);
  entry.set_telefoon_crisis("010-0000000");
  for (const std::string& code : municipalities) {
    entry.add_gemeentecode(code);
  }
  v1::PartyKeys& keys = *register_.add_keys();
  keys.set_oin(oin);
  keys.set_role(role);
  keys.add_transport()->set_hex(to_hex(member.transport_key));
  keys.add_ondertekening()->set_hex(to_hex(member.signer.public_key()));
  if (role == v1::POLITIE) {
    member.reviewer.emplace(named_key_pair(name + " reviewer"));
    keys.add_beoordelaar()->set_hex(to_hex(member.reviewer->public_key()));
  }
  members_.push_back(std::move(member));
}

const Member& Cast::member(const PartyId& id) const {
  const auto found = std::find_if(members_.begin(), members_.end(), [&](const Member& m) { return m.id == id; });
  CORVID_CHECK(found != members_.end());
  return *found;
}

const Member* Cast::find_by_key(const std::string& transport_key) const {
  const auto found =
      std::find_if(members_.begin(), members_.end(), [&](const Member& m) { return m.transport_key == transport_key; });
  return found == members_.end() ? nullptr : &*found;
}

const Member& Cast::competent(v1::Role role, const std::string& gemeentecode) const {
  const auto found = std::find_if(members_.begin(), members_.end(), [&](const Member& m) {
    return m.id.role == static_cast<int>(role) &&
           std::find(m.municipalities.begin(), m.municipalities.end(), gemeentecode) != m.municipalities.end();
  });
  CORVID_CHECK(found != members_.end());
  return *found;
}

core::Parties Cast::parties(const std::set<PartyId>& suspended, std::uint64_t version) const {
  v1::Register changed = register_;
  changed.set_version(version);
  for (v1::Party& party : *changed.mutable_party()) {
    if (suspended.count({party.oin(), static_cast<int>(party.role())}) != 0) {
      party.set_status(v1::PartyStatus::GESCHORST);
    }
  }
  std::string digest = envelope::sha256(changed.SerializeAsString());
  auto parties = core::Parties::load(std::move(changed), std::move(digest));
  CORVID_CHECK(parties.ok());
  return std::move(parties).value();
}

}  // namespace corvid::sim
