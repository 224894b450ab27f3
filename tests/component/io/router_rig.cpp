#include "tests/component/io/router_rig.h"

#include <iterator>
#include <fstream>
#include <filesystem>
#include <algorithm>
#include <utility>

#include "proto/base/check.h"
#include "proto/base/entropy.h"
#include "proto/base/hex.h"
#include "proto/base/limits.h"
#include "router/core/core.h"
#include "router/io/admin_service.h"
#include "router/io/doorkeeper.h"
#include "router/io/loop.h"
#include "router/policy/bundle.h"
#include "store/layout.h"
#include "store/rocks_store.h"
#include "tests/support/core_drafts.h"

namespace corvid::test {
namespace {

KeyPair copy(const KeyPair& pair) {
  return {pair.algorithm, pair.public_key, SecretBytes(std::string(pair.secret.view()))};
}

void enrol(v1::Register& register_, const Identity& identity, const std::string& municipality) {
  v1::Party& party = *register_.add_party();
  party.set_oin(identity.party.oin());
  party.set_role(identity.party.role());
  party.set_naam(v1::Role_Name(identity.party.role()));
  party.set_status(v1::PartyStatus::ACTIEF);
  if (!municipality.empty()) {
    party.add_gemeentecode(municipality);
  }
  v1::PartyKeys& keys = *register_.add_keys();
  keys.set_oin(identity.party.oin());
  keys.set_role(identity.party.role());
  keys.add_transport()->set_hex(to_hex(identity.transport_public));
  keys.add_ondertekening()->set_hex(to_hex(identity.signer->public_key()));
}

template <typename T>
T must(Result<T> result) {
  CORVID_CHECK(result.ok());
  return std::move(result).value();
}

}  // namespace

KeyPair Identity::transport() const {
  return {KeyAlgorithm::kCurve25519, transport_public, SecretBytes(std::string(transport_secret))};
}

Identity make_identity(const std::string& oin, v1::Role role) {
  Identity identity;
  identity.party.set_oin(oin);
  identity.party.set_role(role);
  const KeyPair transport = make_key_pair(KeyAlgorithm::kCurve25519);
  identity.transport_public = transport.public_key;
  identity.transport_secret = std::string(transport.secret.view());
  identity.signer = std::make_shared<envelope::Signer>(make_key_pair(KeyAlgorithm::kEd25519));
  return identity;
}

RouterRig::RouterRig(const core::Options& options)
    : halt(make_identity("99000000000000000051", v1::HALT)),
      om(make_identity("99000000000000000041", v1::OM)),
      veilig_thuis(make_identity("99000000000000000011", v1::VEILIG_THUIS)),
      options_(options),
      transport_(make_key_pair(KeyAlgorithm::kCurve25519)),
      signing_(make_key_pair(KeyAlgorithm::kEd25519)),
      router_signing_key_(signing_.public_key),
      admin_(make_identity("99000000000000000099", v1::ZVH)) {
  register_.set_id("rig");
  register_.set_version(1);
  enrol(register_, halt, "");
  enrol(register_, om, "");
  enrol(register_, veilig_thuis, "0599");
  start();
}

RouterRig::~RouterRig() { stop(); }

void RouterRig::start() {
  CORVID_CHECK(!thread_.joinable());
  is_ready_ = false;
  health_ = std::make_unique<io::Health>(must(io::Health::open()));
  thread_ = std::thread([this] { serve(*health_); });
  std::unique_lock lock(mutex_);
  CORVID_CHECK(ready_.wait_for(lock, std::chrono::seconds(30), [this] { return is_ready_; }));
}

void RouterRig::stop() {
  if (thread_.joinable()) {
    health_->order_stop();
    thread_.join();
  }
}

void RouterRig::serve(io::Health& health) {
  const SystemClock clock;
  const envelope::Signer signer(copy(signing_));
  const policy::Bundle bundle = must(policy::Bundle::load(CORVID_SOURCE_DIR "/deploy/chain/policy"));
  const auto store = must(store::open_rocks_store(folder_.path() / "store"));
  core::Core core(must(core::Parties::load(register_, "")), bundle, signer,
                  must(store::open_layout(*store, random_bytes(16))), options_);
  CORVID_CHECK(io::recover(core, *store, clock).ok());
  wire::Context context = must(wire::Context::open({}));
  io::Doorkeeper doorkeeper = must(io::Doorkeeper::open(context, [&](const wire::ZapRequest& request) {
    return request.domain == io::kDataDomain
               ? core.parties().by_transport_key(request.public_key, amsterdam_date(clock.wall_now())) != nullptr
               : request.public_key == admin_.transport_public;
  }));
  CORVID_CHECK(doorkeeper.prove_denial(context, clock).ok());
  wire::Socket data = must(wire::make_router_socket(context, {transport_.secret.view(), io::kDataDomain}));
  wire::Socket admin = must(wire::make_router_socket(context, {transport_.secret.view(), io::kAdminDomain}));
  {
    const std::lock_guard lock(mutex_);
    endpoint_ = must(data.bind(endpoint_));
    admin_endpoint_ = must(admin.bind(admin_endpoint_));
  }
  io::AdminService service(std::move(admin), core, *store, clock);
  io::Loop loop(std::move(data), {core, *store, doorkeeper, service, health, clock});
  {
    const std::lock_guard lock(mutex_);
    is_ready_ = true;
  }
  ready_.notify_one();
  CORVID_CHECK(loop.run().ok());
}

RigPeer::RigPeer(const RouterRig& rig, const Identity& identity, std::optional<v1::PartyRef> claimed) {
  client::SessionOptions options;
  options.party = claimed.value_or(identity.party);
  options.routers = {{rig.endpoint(), rig.server_key()}};
  options.transport_key = identity.transport();
  options.software = "rig";
  session_ = must(client::open_session(std::move(options), [this] {
    {
      const std::lock_guard lock(mutex_);
      ++wakes_;
    }
    woken_.notify_one();
  }));
}

RigPeer::~RigPeer() = default;

bool RigPeer::wait_until(const std::function<bool(client::Event&)>& wanted, std::chrono::milliseconds bound) {
  const auto end = std::chrono::steady_clock::time_point(SystemClock().mono_now()) + bound;
  while (true) {
    std::uint64_t seen = 0;
    {
      const std::lock_guard lock(mutex_);
      seen = wakes_;
    }
    for (client::Event& event : session_->take_events()) {
      kept_.push_back(std::move(event));
    }
    const auto found = std::find_if(kept_.begin(), kept_.end(), [&](client::Event& event) { return wanted(event); });
    if (found != kept_.end()) {
      kept_.erase(found);
      return true;
    }
    std::unique_lock lock(mutex_);
    if (!woken_.wait_until(lock, end, [&] { return wakes_ != seen; })) {
      return false;
    }
  }
}

bool RouterRig::store_files_hold(const std::string& needle) const {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "store")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    if (bytes.find(needle) != std::string::npos) {
      return true;
    }
  }
  return false;
}

std::string sealed_report(const Identity& from, const Identity& to, const std::string& reference, MessageId& id,
                          const std::string& attachments) {
  const WallTime now = SystemClock().wall_now();
  const std::string random = random_bytes(10);
  std::array<std::uint8_t, 10> bits{};
  std::copy(random.begin(), random.end(), bits.begin());
  id = MessageId::make(now.unix_ms, bits);
  envelope::Draft draft = report_draft();
  draft.sections.back().plaintext = attachments;
  v1::Header& header = draft.header;
  header.set_message_id(std::string(id.bytes()));
  header.set_conversation_id(header.message_id());
  *header.mutable_sender() = from.party;
  *header.add_receiver() = to.party;
  header.set_created_unix_ms(now.unix_ms);
  header.set_expires_unix_ms((now + std::chrono::hours(24)).unix_ms);
  header.set_reference_tag(envelope::reference_tag(from.party.oin(), reference));
  header.set_content_tag(envelope::content_tag(from.party.oin(), "content"));
  if (from.party.role() == v1::OM) {
    header.mutable_facts()->set_bron_soort(v1::BronSoort::OM_ZSM);
  }
  return must(envelope::build(draft, *from.signer, random_bytes(32)));
}

}  // namespace corvid::test
