#include "adapters/corvidctl/json.h"

#include <google/protobuf/util/json_util.h>

#include "proto/base/check.h"

namespace corvid::ctl {

std::string to_json(const google::protobuf::Message& report) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  CORVID_CHECK(google::protobuf::util::MessageToJsonString(report, &json, options).ok());
  return json;
}

}  // namespace corvid::ctl
