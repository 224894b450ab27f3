#include "proto/text/text_file.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/stubs/common.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>

#include "proto/base/limits.h"
#include "proto/envelope/digest.h"

namespace corvid::text {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::TextFormat;
namespace pbio = google::protobuf::io;

constexpr std::size_t kErrorsMax = 100;
constexpr int kNestingMax = 16;

struct Place {
  int line = 0;  // from 0, as the parser counts
  int column = 0;

  friend auto operator<=>(const Place&, const Place&) = default;
};

std::string written(std::string_view file, Place place) {
  return std::string(file) + ":" + std::to_string(place.line + 1) + ":" + std::to_string(place.column + 1);
}

class Silent final : public pbio::ErrorCollector {
 public:
  void AddError(int, pbio::ColumnNumber, const std::string&) override {}
};

std::vector<Place> token_starts(const std::string& bytes) {
  Silent silent;
  pbio::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  pbio::Tokenizer tokens(&stream, &silent);
  tokens.set_comment_style(pbio::Tokenizer::SH_COMMENT_STYLE);
  std::vector<Place> starts;
  while (tokens.Next()) {
    starts.push_back({tokens.current().line, tokens.current().column});
  }
  return starts;
}

// These the parser notices one token late, which may be a line further.
bool is_noticed_late(std::string_view message) {
  constexpr std::array<std::string_view, 5> kLate = {"has no field named", "is specified multiple times",
                                                     "is specified along with", "Unknown enumeration value",
                                                     "Invalid value for boolean"};
  return std::any_of(kLate.begin(), kLate.end(),
                     [&](std::string_view words) { return message.find(words) != std::string_view::npos; });
}

// Unknown fields arrive as warnings, because the parser can then go on and name the next one too.
class Collector final : public pbio::ErrorCollector {
 public:
  explicit Collector(const std::string& bytes) : tokens_(token_starts(bytes)) {}

  void AddError(int line, pbio::ColumnNumber column, const std::string& message) override {
    last_error_ = place_of(line, column, message);
    failed_ = true;
    found_.emplace(last_error_, message);
  }
  void AddWarning(int line, pbio::ColumnNumber column, const std::string& message) override {
    found_.emplace(place_of(line, column, message), message);
  }

  void begin_attempt() { failed_ = false; }
  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] Place last_error() const { return last_error_; }
  [[nodiscard]] const std::set<std::pair<Place, std::string>>& found() const { return found_; }

 private:
  [[nodiscard]] Place place_of(int line, int column, std::string_view message) const {
    const Place named{std::max(line, 0), std::max(column, 0)};
    const auto at = std::lower_bound(tokens_.begin(), tokens_.end(), named);
    return is_noticed_late(message) && at != tokens_.begin() ? *(at - 1) : named;
  }

  std::vector<Place> tokens_;
  std::set<std::pair<Place, std::string>> found_;
  Place last_error_;
  bool failed_ = false;
};

// Where each top-level entry begins: a name at nesting depth 0 that a value follows.
std::vector<Place> entry_starts(const std::string& bytes) {
  Silent silent;
  pbio::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
  pbio::Tokenizer tokens(&stream, &silent);
  tokens.set_comment_style(pbio::Tokenizer::SH_COMMENT_STYLE);
  std::vector<Place> starts;
  int depth = 0;
  while (tokens.Next()) {
    const auto& now = tokens.current();
    const auto& before = tokens.previous();
    const bool opens = now.text == "{" || now.text == "<";
    if (depth == 0 && (opens || now.text == ":") && before.type == pbio::Tokenizer::TYPE_IDENTIFIER) {
      starts.push_back({before.line, before.column});
    }
    if (opens || now.text == "[") {
      ++depth;
    } else if (now.text == "}" || now.text == ">" || now.text == "]") {
      depth = std::max(0, depth - 1);
    }
  }
  return starts;
}

std::size_t offset_of(const std::string& bytes, Place place) {
  std::size_t offset = 0;
  for (int line = 0; line < place.line && offset < bytes.size(); ++line) {
    const auto end = bytes.find('\n', offset);
    offset = end == std::string::npos ? bytes.size() : end + 1;
  }
  return std::min(bytes.size(), offset + static_cast<std::size_t>(place.column));
}

// Overwrites the entry that holds `error` with blanks, so that a next attempt finds the next error. False: no entry.
bool blank_entry(std::string& bytes, Place error) {
  const auto starts = entry_starts(bytes);
  const auto after = std::upper_bound(starts.begin(), starts.end(), error);
  if (after == starts.begin()) {
    return false;
  }
  const std::size_t begin = offset_of(bytes, *(after - 1));
  const std::size_t end = after == starts.end() ? bytes.size() : offset_of(bytes, *after);
  for (std::size_t i = begin; i < end; ++i) {
    if (bytes[i] != '\n') {
      bytes[i] = ' ';
    }
  }
  return end > begin;
}

struct ParsedFile {
  std::unique_ptr<Message> message;
  TextFormat::ParseInfoTree places;
};

// REQUIRES: valid UTF-8.
void parse_file(const TextSource& source, ParsedFile& parsed, std::vector<std::string>& errors) {
  Collector collector(source.bytes);
  std::string bytes = source.bytes;
  for (std::size_t attempt = 0; attempt < kErrorsMax; ++attempt) {
    collector.begin_attempt();
    TextFormat::Parser parser;
    parser.RecordErrorsTo(&collector);
    parser.AllowUnknownField(true);
    parser.SetRecursionLimit(kNestingMax);
    parser.WriteLocationsTo(&parsed.places);
    pbio::ArrayInputStream stream(bytes.data(), static_cast<int>(bytes.size()));
    const bool ok = parser.Parse(&stream, parsed.message.get());
    if ((ok && !collector.failed()) || !blank_entry(bytes, collector.last_error())) {
      break;
    }
  }
  for (const auto& [place, message] : collector.found()) {
    errors.push_back(written(source.name, place) + ": " + message);
  }
}

bool utf8_error(const TextSource& source, std::vector<std::string>& errors) {
  if (google::protobuf::internal::IsStructurallyValidUTF8(source.bytes)) {
    return false;
  }
  int line = 0;
  std::istringstream lines(source.bytes);
  for (std::string text; std::getline(lines, text); ++line) {
    if (!google::protobuf::internal::IsStructurallyValidUTF8(text)) {
      break;
    }
  }
  errors.push_back(written(source.name, {line, 0}) + ": this line holds bytes that are not UTF-8");
  return true;
}

// A field that may stand once may stand in one file only.
void check_repeats(const TextSource& source, const ParsedFile& parsed, std::map<std::string, std::string>& first_file,
                   std::vector<std::string>& errors) {
  std::vector<const FieldDescriptor*> fields;
  parsed.message->GetReflection()->ListFields(*parsed.message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_repeated()) {
      continue;
    }
    const auto [earlier, fresh] = first_file.emplace(field->name(), source.name);
    if (!fresh) {
      const auto place = parsed.places.GetLocation(field, -1);
      errors.push_back(written(source.name, {place.line, place.column}) + ": \"" + field->name() +
                       "\" may stand once and already stands in " + earlier->second);
    }
  }
}

void note_locations(const TextSource& source, const ParsedFile& parsed, Locations& locations) {
  std::vector<const FieldDescriptor*> fields;
  const auto* reflection = parsed.message->GetReflection();
  reflection->ListFields(*parsed.message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int count = field->is_repeated() ? reflection->FieldSize(*parsed.message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const auto place = parsed.places.GetLocation(field, field->is_repeated() ? i : -1);
      locations.add(field->name(), written(source.name, {place.line, place.column}));
    }
  }
}

Error listing(std::vector<std::string> errors) {
  if (errors.size() > kErrorsMax) {
    errors.resize(kErrorsMax);
    errors.emplace_back("and more");
  }
  std::string text;
  for (const std::string& error : errors) {
    text += (text.empty() ? "" : "\n") + error;
  }
  return {Errc::kConfiguration, std::move(text)};
}

Result<TextSource> read_one(const std::filesystem::path& path, std::size_t bytes_left) {
  std::error_code ec;
  const auto size = std::filesystem::file_size(path, ec);
  if (ec) {
    // Whoever names a file that is not there has to change the name, or the file.
    const bool missing = ec == std::errc::no_such_file_or_directory;
    return Error{missing ? Errc::kConfiguration : Errc::kIo, path.string() + ": " + ec.message()};
  }
  if (size > bytes_left) {
    return Error{Errc::kTooLarge, path.string() + ": over " + std::to_string(limits::kTextFileBytesMax) + " bytes"};
  }
  TextSource source{path.filename().string(), std::string(static_cast<std::size_t>(size), '\0')};
  std::ifstream file(path, std::ios::binary);
  file.read(source.bytes.data(), static_cast<std::streamsize>(size));
  if (!file || static_cast<std::size_t>(file.gcount()) != source.bytes.size()) {
    return Error{Errc::kIo, path.string() + ": cannot be read"};
  }
  return source;
}

Result<std::vector<std::filesystem::path>> files_of(const std::string& path) {
  namespace fs = std::filesystem;
  std::error_code ec;
  if (!fs::is_directory(path, ec)) {
    return std::vector<fs::path>{path};
  }
  std::vector<fs::path> files;
  for (fs::directory_iterator entry(path, ec), end; !ec && entry != end; entry.increment(ec)) {
    if (entry->path().extension() == ".textproto") {
      files.push_back(entry->path());
    }
  }
  if (ec) {
    return Error{Errc::kIo, path + ": " + ec.message()};
  }
  if (files.empty()) {
    return Error{Errc::kConfiguration, path + ": holds no *.textproto file"};
  }
  std::sort(files.begin(), files.end());
  return files;
}

void append_u64(std::string& bytes, std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<char>(value >> shift));
  }
}

}  // namespace

void Locations::add(std::string_view field, std::string where) {
  by_field_[std::string(field)].push_back(std::move(where));
}

std::string Locations::of(std::string_view field, std::size_t index) const {
  const auto found = by_field_.find(field);
  if (found == by_field_.end() || index >= found->second.size()) {
    return std::string(field);
  }
  return found->second[index];
}

Result<std::vector<TextSource>> read_sources(const std::string& path) {
  CORVID_TRY_ASSIGN(const std::vector<std::filesystem::path> files, files_of(path));
  std::vector<TextSource> sources;
  std::size_t bytes_left = limits::kTextFileBytesMax;
  for (const auto& file : files) {
    CORVID_TRY_ASSIGN(TextSource source, read_one(file, bytes_left));
    bytes_left -= source.bytes.size();
    sources.push_back(std::move(source));
  }
  return sources;
}

std::string digest_of(std::span<const TextSource> sources) {
  std::vector<const TextSource*> sorted;
  for (const TextSource& source : sources) {
    sorted.push_back(&source);
  }
  std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->name < b->name; });
  std::string bytes;
  for (const TextSource* source : sorted) {
    bytes += source->name;
    bytes.push_back('\0');
    append_u64(bytes, source->bytes.size());
    bytes += source->bytes;
  }
  return envelope::sha256(bytes);
}

Result<Locations> merge_sources(std::span<const TextSource> sources, google::protobuf::Message& message) {
  std::vector<std::string> errors;
  std::map<std::string, std::string> first_file;
  Locations locations;
  for (const TextSource& source : sources) {
    if (source.bytes.size() > limits::kTextFileBytesMax) {
      return Error{Errc::kTooLarge, source.name + ": over " + std::to_string(limits::kTextFileBytesMax) + " bytes"};
    }
    if (utf8_error(source, errors)) {
      continue;
    }
    ParsedFile parsed{std::unique_ptr<Message>(message.New()), {}};
    parse_file(source, parsed, errors);
    check_repeats(source, parsed, first_file, errors);
    note_locations(source, parsed, locations);
    message.MergeFrom(*parsed.message);
  }
  if (!errors.empty()) {
    return listing(std::move(errors));
  }
  return locations;
}

}  // namespace corvid::text
