#include "tests/simulation/router_process.h"

#include <utility>

#include "proto/base/check.h"
#include "store/layout.h"

namespace corvid::sim {

void RouterProcess::suspend(const std::set<PartyId>& parties) {
  suspended_ = parties;
  ++register_version_;
}

Result<void> RouterProcess::start(WallTime now, MonoTime mono, const Seed& seed) {
  CORVID_CHECK(!up());
  CORVID_TRY_ASSIGN(const v1::StoreRow row, store::open_layout(store_, std::string(16, 'e')));
  core_ = std::make_unique<core::Core>(cast_.parties(suspended_, register_version_), cast_.bundle(bundle_),
                                       cast_.router(), row, options_);
  return core::run_recovery(*core_, {now, mono, seed, {}}, store_);
}

void RouterProcess::kill() {
  core_.reset();
  store_.crash();
}

Result<void> RouterProcess::turn(const core::TurnInput& input, const core::Release& release) {
  return core::run_turn(*core_, input, store_, release);
}

bool RouterProcess::order_scrub() {
  const auto order = core_->take_scrub_order();
  if (order) {
    store_.order_scrub(*order);
  }
  return order.has_value();
}

}  // namespace corvid::sim
