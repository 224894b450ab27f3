// Every way in which the chain's rules refuse a message: one change to a valid one, and all codes that must come out.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/unit/policy/asking.h"

namespace corvid::policy::testing {

struct RefusalCase {
  std::string name;
  test::MessageSample sample;
  std::function<void(Asking&)> spoil;
  std::vector<std::string> codes;  // all of them, in order
  std::vector<std::string> rules;  // the rules behind them, in order
};

std::vector<RefusalCase> cases_about_reviews();
std::vector<RefusalCase> cases_about_reports();
std::vector<RefusalCase> cases_about_feedback();
std::vector<RefusalCase> cases_about_answers();
std::vector<RefusalCase> cases_about_seriousness();
std::vector<RefusalCase> cases_about_handover();
std::vector<RefusalCase> cases_about_sections_to_the_local_field();
std::vector<RefusalCase> cases_about_checks_and_the_direct_way();
std::vector<RefusalCase> cases_about_scope();
std::vector<RefusalCase> cases_about_form();
std::vector<RefusalCase> all_cases();

}  // namespace corvid::policy::testing
