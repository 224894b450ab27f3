// Reason codes that a decision gives by itself. All others come from the rules.
//
// Threads: constants.
#pragma once

#include <array>
#include <string_view>

namespace corvid::policy {

inline constexpr std::string_view kBerichtOnleesbaar = "BERICHT_ONLEESBAAR";
inline constexpr std::string_view kBerichtsoortOnbekend = "BERICHTSOORT_ONBEKEND";
inline constexpr std::string_view kDoelNietToegestaan = "DOEL_NIET_TOEGESTAAN";
inline constexpr std::string_view kDoelOnbekend = "DOEL_ONBEKEND";
inline constexpr std::string_view kGeenRegel = "GEEN_REGEL";
inline constexpr std::string_view kGegevenOntbreekt = "GEGEVEN_ONTBREEKT";
inline constexpr std::string_view kGrondslagOnbekend = "GRONDSLAG_ONBEKEND";
inline constexpr std::string_view kGrondslagPastNiet = "GRONDSLAG_PAST_NIET_BIJ_DOEL";
inline constexpr std::string_view kGrondslagVervallen = "GRONDSLAG_VERVALLEN";
inline constexpr std::string_view kOnderdeelOntbreekt = "ONDERDEEL_ONTBREEKT";
inline constexpr std::string_view kOnderdeelTeVeel = "ONDERDEEL_TE_VEEL";
inline constexpr std::string_view kVerplichtingNietOndersteund = "VERPLICHTING_NIET_ONDERSTEUND";
inline constexpr std::string_view kVerwijzingOnbekend = "VERWIJZING_ONBEKEND";

inline constexpr std::array<std::string_view, 13> kOwnCodes = {
    kBerichtOnleesbaar, kBerichtsoortOnbekend,        kDoelNietToegestaan, kDoelOnbekend,       kGeenRegel,
    kGegevenOntbreekt,  kGrondslagOnbekend,           kGrondslagPastNiet,  kGrondslagVervallen, kOnderdeelOntbreekt,
    kOnderdeelTeVeel,   kVerplichtingNietOndersteund, kVerwijzingOnbekend};

}  // namespace corvid::policy
