// What corvidctl's exit status means (sysexits.h). Scripts rely on these numbers.
//
// Threads: constants.
#pragma once

#include "proto/base/result.h"

namespace corvid::ctl {

enum class ExitStatus {
  kOk = 0,
  kUsage = 64,          // the command line is wrong
  kData = 65,           // input is wrong, or an id fits more than one message
  kNotFound = 66,       // no such message or code
  kUnavailable = 69,    // no router there, it refuses the key, or it did not answer in time
  kIo = 74,             // a file or the output could not be read or written
  kProtocol = 76,       // router and corvidctl do not understand each other
  kNotAllowed = 77,     // the router does not allow this operator to ask this
  kConfiguration = 78,  // configuration, key file or policy folder is wrong
};

inline constexpr const char* kExitStatusHelp =
    "Exit status: 0 done, 64 wrong usage, 65 wrong input or an ambiguous id, 66 not found, 69 no router there or it\n"
    "refuses the key, 74 a file or the output failed, 76 not understood, 77 not allowed, 78 configuration wrong.";

[[nodiscard]] inline ExitStatus exit_status(const Error& error) {
  switch (error.code) {
    case Errc::kInvalidInput:
    case Errc::kTooLarge:
      return ExitStatus::kData;
    case Errc::kNotFound:
      return ExitStatus::kNotFound;
    case Errc::kUnauthentic:
      return ExitStatus::kNotAllowed;
    case Errc::kUnavailable:
      return ExitStatus::kUnavailable;
    case Errc::kConfiguration:
      return ExitStatus::kConfiguration;
    case Errc::kIo:
      return ExitStatus::kIo;
    case Errc::kCorrupt:
      return ExitStatus::kProtocol;
  }
  return ExitStatus::kProtocol;
}

}  // namespace corvid::ctl
