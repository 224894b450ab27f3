// A permit needs no heap: what is allowed is the everyday case, half a million times a year and in bursts.
#include <catch2/catch.hpp>
#include <cstdlib>
#include <new>

#include "tests/unit/policy/asking.h"

namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) {
    return memory;
  }
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace corvid::policy::testing {
namespace {

TEST_CASE("permitting a message takes nothing from the heap, but for the official text of a feedback code") {
  for (const test::MessageSample& sample : test::all_samples()) {
    const Asking asking(sample);
    Verified verified = asking.verified;
    if (sample.parent) {
      verified.parent = Parent{sample.parent->type, &sample.parent->sender, &sample.parent->receiver, true};
    }
    const Question question{sample.header, sample.case_facts, verified, test::kNow};
    (void)decide(chain(), question);  // tables that are made once
    const std::size_t before = allocations;
    const Decision decision = decide(chain(), question);
    const std::size_t taken = allocations - before;
    CHECK(decision.permitted);
    CAPTURE(v1::MessageType_Name(sample.header.type()));
    CHECK(taken == (sample.header.type() == v1::TERUGKOPPELING ? 1U : 0U));
  }
}

TEST_CASE("where no clock begins or ends, asking takes nothing from the heap") {
  Asking asking(test::informatieantwoord());
  asking.message.header.set_type(v1::VTO);  // of a municipality: looked at, and left
  asking.from(test::party(v1::GEMEENTE));
  asking.message.parent.reset();
  const Question question{asking.message.header, asking.message.case_facts, asking.verified, test::kNow};
  (void)clocks_on_acceptance(chain(), question);
  const std::size_t before = allocations;
  const ClockChanges changes = clocks_on_acceptance(chain(), question);
  const auto delivered = clocks_on_delivery(chain(), v1::MESSAGE_TYPE_ONBEPAALD, v1::GEMEENTE, v1::RAAD);
  const auto ended = clocks_ended_by_result(chain(), v1::MESSAGE_TYPE_ONBEPAALD);
  const std::size_t taken = allocations - before;
  CHECK(taken == 0);
  CHECK(changes.begins.empty());
  CHECK(changes.ends.empty());
  CHECK(delivered.empty());
  CHECK(ended.empty());
}

TEST_CASE("the moments of a clock take nothing from the heap") {
  const v1::Klok& klok = *find_klok(chain(), "ONDERZOEK");
  (void)moments_of(chain(), klok, test::kNow);
  const std::size_t before = allocations;
  const Moments found = moments_of(chain(), klok, test::kNow);
  const std::size_t taken = allocations - before;
  CHECK(taken == 0);
  CHECK(found.overdue_unix_ms > test::kNow.unix_ms);
}

}  // namespace
}  // namespace corvid::policy::testing
