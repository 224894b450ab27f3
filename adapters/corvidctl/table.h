// Text in columns for a terminal: the only place that counts columns.
//
// Widths are display widths of UTF-8 (combining marks 0, East Asian wide 2). Nothing is ever cut off: a table that
// would be wider than kColumnsMax breaks its kWrapped columns between words, and a column of ids stays whole even when
// the table then becomes too wide. Cells come from other people's machines, so control characters, direction marks and
// bytes that are no UTF-8 are shown as U+FFFD and can never steer a terminal.
//
// Ownership: values. Threads: any. Errors: none. REQUIRES: as many cells as columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace corvid::ctl {

inline constexpr std::size_t kColumnsMax = 120;

enum class Cells {
  kWhole,    // ids, times, codes: never broken
  kWrapped,  // words: broken between words when room is short
  kNumber,   // to the right, never broken
};

struct Column {
  std::string title;
  Cells cells = Cells::kWhole;
};

class Table {
 public:
  // Without any title there is no line of titles.
  explicit Table(std::vector<Column> columns);

  // An empty cell is shown as "-".
  void add(const std::vector<std::string>& cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }

  // Lines that end in a newline, each `indent` spaces to the right.
  [[nodiscard]] std::string text(std::size_t indent = 0) const;

 private:
  [[nodiscard]] std::vector<std::size_t> widths(std::size_t room) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

// `text` with everything that could steer a terminal replaced.
[[nodiscard]] std::string printable(std::string_view text);

// Columns that printable(text) takes.
[[nodiscard]] std::size_t display_width(std::string_view text);

}  // namespace corvid::ctl
