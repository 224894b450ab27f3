#include "adapters/corvidctl/codes.h"

#include "adapters/corvidctl/table.h"
#include "adapters/corvidctl/words.h"
#include "proto/text/text_file.h"

namespace corvid::ctl {
namespace {

constexpr std::size_t kIndent = 2;

}  // namespace

Result<CodesReport> codes_report(const v1::PolicyBundle& bundle, const std::string& code) {
  const std::string wanted = upper_case(code);
  CodesReport report;
  report.set_schema("corvid.codes.v1");
  for (const v1::ReasonText& reason : bundle.reden()) {
    if (wanted.empty() || wanted == reason.code()) {
      CodeReport& entry = *report.add_code();
      entry.set_code(reason.code());
      entry.set_klasse(enum_text(reason.klasse()));
      entry.set_reden(reason.reden());
      entry.set_herstel(reason.herstel());
      entry.set_verwijzing(reason.verwijzing());
    }
  }
  for (const v1::RemarkText& remark : bundle.opmerking()) {
    if (wanted.empty() || wanted == remark.code()) {
      CodeReport& entry = *report.add_code();
      entry.set_code(remark.code());
      entry.set_klasse("OPMERKING");
      entry.set_reden(remark.tekst());
      entry.set_verwijzing(remark.verwijzing());
    }
  }
  if (report.code().empty()) {
    return Error{Errc::kNotFound, wanted.empty() ? "this policy folder holds no codes"
                                                 : "no reason or remark has the code " + printable(wanted)};
  }
  return report;
}

Result<CodesReport> load_codes(const std::string& policy_folder, const std::string& code) {
  CORVID_TRY_ASSIGN(const auto parsed, text::load<v1::PolicyBundle>(policy_folder));
  return codes_report(parsed.message, code);
}

std::string print(const CodesReport& report) {
  std::string out;
  for (const CodeReport& code : report.code()) {
    Table facts({{""}, {"", Cells::kWrapped}});
    facts.add({"reden", code.reden()});
    facts.add({"herstel", code.herstel()});
    facts.add({"verwijzing", code.verwijzing()});
    out.append(out.empty() ? "" : "\n").append(printable(code.code())).append(" (").append(code.klasse());
    out.append(")\n").append(facts.text(kIndent));
  }
  return out;
}

}  // namespace corvid::ctl
