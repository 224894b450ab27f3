// The rules in force: a policy folder, checked as a whole and frozen into an index.
//
// Ownership: holds everything; decisions and TypeRules point into it. Threads: any, once loaded; nothing changes after.
// Errors: kConfiguration with every error, one per line, as "file:line:column: what"; a bundle with one error is not
// loaded at all.
#pragma once

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "proto/base/result.h"
#include "proto/corvid/v1/common.pb.h"
#include "proto/corvid/v1/policy.pb.h"
#include "proto/text/reason_catalogue.h"
#include "proto/text/text_file.h"

namespace corvid::policy {

struct Compiled;  // compiled.h

// What a message type is made of.
struct TypeRules {
  // The label set that a message of this type carries when `sender` sends it, in order.
  [[nodiscard]] const std::vector<v1::Label>& labels(v1::Role sender) const;

  v1::MessageType type = v1::MESSAGE_TYPE_ONBEPAALD;
  std::string titel;
  std::string stuf_naam;                 // empty where no StUF message exists
  std::vector<v1::MessageType> answers;  // types it may refer to in in_reply_to; empty: it answers nothing
  bool reply_required = false;           // in_reply_to must stand in it
  bool new_conversation = false;         // it refers to an earlier message but starts a conversation of its own
  v1::Voorrang::Value voorrang = v1::Voorrang::GEWOON;  // EERST or GEWOON: its class in the queue when it is not acute
  std::chrono::hours bezorgtermijn{0};   // not delivered within it: back to the sender; 0: the usual term
  std::vector<v1::Label> label_set;
  std::vector<std::pair<v1::Role, std::vector<v1::Label>>> label_variants;
};

class Bundle {
 public:
  static Result<Bundle> load(const std::string& folder);
  static Result<Bundle> from_sources(std::span<const text::TextSource> sources);

  Bundle(Bundle&&) noexcept;
  Bundle& operator=(Bundle&&) noexcept;
  ~Bundle();

  [[nodiscard]] const std::string& id() const;
  [[nodiscard]] std::uint64_t version() const;
  [[nodiscard]] const std::string& digest() const;  // SHA-256, 32 bytes

  // nullptr: no such type in this bundle.
  [[nodiscard]] const TypeRules* type(v1::MessageType type) const;
  [[nodiscard]] const text::ReasonCatalogue& reasons() const;
  // Everything as written, for explanations and listings.
  [[nodiscard]] const v1::PolicyBundle& source() const;
  [[nodiscard]] const Compiled& compiled() const;

 private:
  explicit Bundle(std::unique_ptr<const Compiled> compiled);

  std::unique_ptr<const Compiled> compiled_;
};

}  // namespace corvid::policy
