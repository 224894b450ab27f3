// The reason codes that translators use. A catalogue that lacks one must not be loaded: asking it for that code would
// stop the process.
//
// Threads: constants.
#pragma once

#include <array>
#include <string_view>

namespace corvid::translation {

inline constexpr std::string_view kBadCharacters = "TEKENS_ONGELDIG";
inline constexpr std::string_view kFieldMissing = "VERPLICHT_VELD_ONTBREEKT";
inline constexpr std::string_view kFieldTooLong = "VELD_TE_LANG";
inline constexpr std::string_view kNotReviewed = "NIET_BEOORDEELD";
inline constexpr std::string_view kSourceNamed = "MELDER_OF_GETUIGE";
inline constexpr std::string_view kTooLarge = "BERICHT_TE_GROOT";
inline constexpr std::string_view kUnknownReference = "VERWIJZING_ONBEKEND";
inline constexpr std::string_view kUnknownText = "TEKST_ONBEKEND";
inline constexpr std::string_view kUnknownType = "BERICHTSOORT_ONBEKEND";
inline constexpr std::string_view kUnreadable = "BERICHT_ONLEESBAAR";

inline constexpr std::array kCodes = {kBadCharacters, kFieldMissing,     kFieldTooLong, kNotReviewed, kSourceNamed,
                                      kTooLarge,      kUnknownReference, kUnknownText,  kUnknownType, kUnreadable};

}  // namespace corvid::translation
