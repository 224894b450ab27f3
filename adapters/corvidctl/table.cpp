#include "adapters/corvidctl/table.h"

#include <algorithm>
#include <clocale>
#include <cwchar>
#include <numeric>

#include "proto/base/check.h"

namespace corvid::ctl {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kNarrowest = 10;  // a wrapped column is never made narrower
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// The C library's knowledge of Unicode, whatever locale the operator's shell has.
class Unicode {
 public:
  Unicode() : before_(uselocale(utf8())) {}
  ~Unicode() { uselocale(before_); }
  Unicode(const Unicode&) = delete;
  Unicode& operator=(const Unicode&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return locale;  // without one everything beyond ASCII is shown as a replacement
  }
  locale_t before_;
};

// Bytes of one character, and the columns it takes.
struct Character {
  std::string_view bytes;
  std::size_t width = 1;
};

bool is_direction_mark(wchar_t c) {
  return (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
}

std::vector<Character> characters(std::string_view text) {
  const Unicode unicode;
  std::vector<Character> found;
  while (!text.empty()) {
    wchar_t c = 0;
    std::mbstate_t state{};
    const std::size_t used = std::mbrtowc(&c, text.data(), text.size(), &state);
    if (used == 0 || used > text.size()) {  // a zero byte, or no UTF-8
      found.push_back({kReplacement, 1});
      text.remove_prefix(1);
      continue;
    }
    const int width = wcwidth(c);
    if (width < 0 || is_direction_mark(c)) {
      found.push_back({kReplacement, 1});
    } else {
      found.push_back({text.substr(0, used), static_cast<std::size_t>(width)});
    }
    text.remove_prefix(used);
  }
  return found;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

// Parts of a word that may stand on lines of their own: after a hyphen or underscore between letters, as in
// Rotterdam-Rijnmond and OVERDRACHT_ANTWOORD.
std::vector<std::string_view> parts(std::string_view word) {
  std::vector<std::string_view> found;
  std::size_t begin = 0;
  for (std::size_t i = 1; i + 1 < word.size(); ++i) {
    if ((word[i] == '-' || word[i] == '_') && is_letter(word[i - 1]) && is_letter(word[i + 1])) {
      found.push_back(word.substr(begin, i + 1 - begin));
      begin = i + 1;
    }
  }
  found.push_back(word.substr(begin));
  return found;
}

// Breaks a word that is wider than a line: between its parts, and inside a part only when that alone is too wide.
void append_broken(std::vector<std::string>& lines, std::string_view word, std::size_t width) {
  lines.emplace_back();
  for (const std::string_view part : parts(word)) {
    std::size_t used = display_width(lines.back());
    if (used > 0 && used + display_width(part) > width) {
      lines.emplace_back();
      used = 0;
    }
    for (const Character& c : characters(part)) {
      if (used + c.width > width && used > 0) {
        lines.emplace_back();
        used = 0;
      }
      lines.back() += c.bytes;
      used += c.width;
    }
  }
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    if (!lines.empty() && display_width(lines.back()) + 1 + display_width(word) <= width) {
      lines.back().append(" ").append(word);
    } else if (display_width(word) <= width) {
      lines.emplace_back(word);
    } else {
      append_broken(lines, word, width);
    }
  }
  return lines;
}

// How far a column of words may be narrowed.
enum class Narrowing { kToWords, kToParts, kToNarrowest };

std::size_t narrowest(std::string_view text, Narrowing narrowing) {
  std::size_t width = kNarrowest;
  while (!text.empty() && narrowing != Narrowing::kToNarrowest) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    for (const std::string_view part : narrowing == Narrowing::kToWords ? std::vector{word} : parts(word)) {
      width = std::max(width, display_width(part));
    }
  }
  return width;
}

// Narrows the widest column that may still become narrower, until the table fits.
void narrow(std::vector<std::size_t>& widths, const std::vector<std::size_t>& floors, std::size_t room) {
  std::size_t total = std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
  for (; total > room; --total) {
    std::size_t widest = widths.size();
    for (std::size_t i = 0; i < widths.size(); ++i) {
      if (widths[i] > floors[i] && (widest == widths.size() || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    if (widest == widths.size()) {
      return;
    }
    --widths[widest];
  }
}

std::string padded(const std::string& cell, std::size_t width, Cells cells) {
  const std::size_t used = display_width(cell);
  const std::string fill(used < width ? width - used : 0, ' ');
  return cells == Cells::kNumber ? fill + cell : cell + fill;
}

void append_row(std::string& out, const std::vector<Column>& columns, const std::vector<std::size_t>& widths,
                const std::vector<std::string>& cells, std::size_t indent) {
  std::vector<std::vector<std::string>> lines;
  std::size_t height = 1;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    lines.push_back(columns[i].cells == Cells::kWrapped ? wrapped(cells[i], widths[i]) : std::vector{cells[i]});
    height = std::max(height, lines.back().size());
  }
  for (std::size_t at = 0; at < height; ++at) {
    std::string line(indent, ' ');
    for (std::size_t i = 0; i < cells.size(); ++i) {
      line += padded(at < lines[i].size() ? lines[i][at] : std::string(), widths[i], columns[i].cells);
      line.append(kGap, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out.append(line).append("\n");
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string shown;
  for (const Character& c : characters(text)) {
    shown += c.bytes;
  }
  return shown;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (const Character& c : characters(text)) {
    width += c.width;
  }
  return width;
}

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add(const std::vector<std::string>& cells) {
  CORVID_CHECK(cells.size() == columns_.size());
  std::vector<std::string>& row = rows_.emplace_back();
  for (const std::string& cell : cells) {
    row.push_back(cell.empty() ? "-" : printable(cell));
  }
}

std::vector<std::size_t> Table::widths(std::size_t room) const {
  std::vector<std::size_t> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t width = display_width(columns_[i].title);
    for (const auto& row : rows_) {
      width = std::max(width, display_width(row[i]));
    }
    widths.push_back(width);
  }
  // Whole words first, then parts of words; better too wide than an id nobody can copy.
  for (const Narrowing narrowing : {Narrowing::kToWords, Narrowing::kToParts, Narrowing::kToNarrowest}) {
    std::vector<std::size_t> floors = widths;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].cells == Cells::kWrapped) {
        floors[i] = display_width(columns_[i].title);
        for (const auto& row : rows_) {
          floors[i] = std::max(floors[i], narrowest(row[i], narrowing));
        }
      }
    }
    narrow(widths, floors, room);
  }
  return widths;
}

std::string Table::text(std::size_t indent) const {
  const std::vector<std::size_t> wide = widths(kColumnsMax - std::min(indent, kColumnsMax));
  std::vector<std::string> titles;
  for (const Column& column : columns_) {
    titles.push_back(column.title);
  }
  std::string out;
  if (std::any_of(titles.begin(), titles.end(), [](const std::string& title) { return !title.empty(); })) {
    append_row(out, columns_, wide, titles, indent);
  }
  for (const auto& row : rows_) {
    append_row(out, columns_, wide, row, indent);
  }
  return out;
}

}  // namespace corvid::ctl
