// Every bound of the product, and how they relate.
//
// Threads: constants.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace corvid::limits {

using std::chrono_literals::operator""h;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

// ---- message --------------------------------------------------------------------------------------------------------

// The chain's own limit per message (1.8): 35 million bytes, counted over the head and the contents of the sections.
inline constexpr std::size_t kEnvelopeBytesMax = 35'000'000;
// What is larger than this travels in parts: its head first, then the contents of its sections in chunks.
inline constexpr std::size_t kInlineEnvelopeBytesMax = 1024 * 1024;
inline constexpr std::size_t kLargeHeadBytesMax = 64 * 1024;
inline constexpr std::size_t kHeaderBytesMax = 32 * 1024;
inline constexpr std::size_t kCaseFactsBytesMax = 1024;
inline constexpr std::size_t kSectionsMax = 16;
// An envelope joined from its parts is larger than their sum by the tag and length of each content and by the longer
// length of the section around it: 10 bytes per section.
inline constexpr std::size_t kSectionFramingBytesMax = 16;
inline constexpr std::size_t kJoinedEnvelopeBytesMax = kEnvelopeBytesMax + kSectionsMax * kSectionFramingBytesMax;
inline constexpr std::size_t kPurposeBytesMax = 64;
inline constexpr std::size_t kLegalBasisBytesMax = 64;
inline constexpr std::size_t kTicketBytesMax = 1024;
inline constexpr std::size_t kDerivedFromMax = 32;
inline constexpr std::size_t kReceiversNamedMax = 64;  // read so many, then refuse more than one by name
inline constexpr std::size_t kRuleVersionBytesMax = 64;
inline constexpr std::chrono::milliseconds kValidityMax = 7 * 24h;
inline constexpr std::chrono::milliseconds kClockSkewMax = 5 * 60s;  // a header may be so much ahead of the router
inline constexpr std::size_t kFaultsMax = 64;
inline constexpr std::size_t kNearMissesMax = 3;

// ---- free text in sections, checked by the adapters -----------------------------------------------------------------

inline constexpr std::size_t kTextBytesMax = 64 * 1024;
inline constexpr std::size_t kShortTextBytesMax = 1000;
inline constexpr std::size_t kPersonsMax = 100;
inline constexpr std::size_t kAttachmentsMax = 50;

// ---- wire -----------------------------------------------------------------------------------------------------------

inline constexpr std::uint32_t kProtocolVersion = 1;
inline constexpr std::size_t kCommandBytesMax = 1024 * 1024;
inline constexpr std::size_t kPayloadBytesMax = 2 * 1024 * 1024;
// libzmq counts the CURVE overhead into the frame.
inline constexpr std::int64_t kFrameBytesMax = static_cast<std::int64_t>(kPayloadBytesMax) + 1024;
inline constexpr std::size_t kFramesPerCommand = 2;
inline constexpr std::size_t kItemsPerCommandMax = 256;
inline constexpr int kSocketHighWaterMark = 1024;
inline constexpr std::size_t kSoftwareBytesMax = 100;

// ---- credit ---------------------------------------------------------------------------------------------------------

inline constexpr std::uint32_t kSubmitWindowMessages = 512;
inline constexpr std::uint64_t kSubmitWindowBytes = 64 * 1024 * 1024;
inline constexpr std::uint32_t kDeliverWindowMessages = 512;
inline constexpr std::uint64_t kDeliverWindowBytes = 64 * 1024 * 1024;
inline constexpr std::uint32_t kNoticesUnderWayMax = 256;
inline constexpr std::size_t kChunkBytes = 256 * 1024;
inline constexpr std::size_t kLargeWindowBytes = 4 * kChunkBytes;  // sent beyond what the other side took
inline constexpr std::size_t kLargeUploadsPerSessionMax = 1;       // at a time, in each direction
inline constexpr std::size_t kLargeUploadsMax = 64;                // at a time, of all sessions
inline constexpr std::size_t kDeliveredPerTurnBytes = 16 * 1024 * 1024;  // to all receivers together
inline constexpr std::size_t kDeliveredPerTurnMax = 4096;
inline constexpr std::size_t kLargeLineMax = 256;  // large messages of one receiver that small ones have passed
inline constexpr std::chrono::milliseconds kUploadSilenceMax = 60s;  // then its chunks are erased

// ---- turn -----------------------------------------------------------------------------------------------------------

inline constexpr std::size_t kTurnEventsMax = 512;
inline constexpr std::size_t kTurnBytesMax = 4 * 1024 * 1024;
inline constexpr std::size_t kSessionsMax = 1024;
inline constexpr std::size_t kQueuedPerPartyMax = 200'000;
inline constexpr std::size_t kNoticesPerPartyMax = 1'000'000;
inline constexpr std::chrono::milliseconds kSessionSilenceMax = 30s;
inline constexpr std::chrono::milliseconds kPingInterval = 5s;
inline constexpr std::chrono::milliseconds kTickInterval = 60s;  // an idle router looks at the wall clock so often
inline constexpr std::uint32_t kBusyRetryAfterSeconds = 2;
inline constexpr std::uint32_t kNoRoomRetryAfterSeconds = 60;
inline constexpr std::chrono::milliseconds kStopLinger = 2s;

// ---- queue ----------------------------------------------------------------------------------------------------------

inline constexpr std::chrono::milliseconds kRetryFirst = 1s;
inline constexpr std::chrono::milliseconds kRetryMax = 5 * 60s;
// What waits longer goes back to its sender, unless its type or the operator says otherwise.
inline constexpr std::chrono::milliseconds kDeliveryTerm = 5 * 24h;
// While all classes wait, so many deliveries of each in turn: acute, first, ordinary.
inline constexpr std::array<std::uint32_t, 3> kDeliveriesPerRound = {16, 4, 1};
// After so many connections lost with it under way, a message is offered when nothing else is.
inline constexpr std::uint32_t kLossesBeforeAlone = 2;
inline constexpr std::chrono::milliseconds kAloneMax = 10s;  // for which others wait
inline constexpr std::chrono::milliseconds kSettleWaitMax = 30 * 60s;  // then the session is taken for dead
inline constexpr std::size_t kQueuedTotalMax = 2'000'000;
inline constexpr std::chrono::milliseconds kExpiryInterval = 60s;  // a queue is searched for expired messages so often
inline constexpr std::size_t kExpiriesPerTurn = 256;
inline constexpr std::size_t kExpirySearchPerTurn = 4096;
inline constexpr std::size_t kTermStepsPerTurn = 256;
// A wall clock that steps by more is doubted, and the time goes on at its old pace until it has kept the new one for so
// long.
inline constexpr std::chrono::milliseconds kClockStepMax = 4 * 60s;
inline constexpr std::chrono::milliseconds kClockDoubtTerm = 4h;

// ---- quotas per party, unless the operator says otherwise -----------------------------------------------------------

inline constexpr std::uint32_t kSubmitsPerMinute = 60'000;
inline constexpr std::uint32_t kRefusalsPerMinute = 600;
// More than that is no bound: an operator who wants it has mistyped.
inline constexpr std::uint32_t kSubmitsPerMinuteMax = 600'000;
inline constexpr std::uint32_t kRefusalsPerMinuteMax = 60'000;
inline constexpr std::uint64_t kSubmitBytesPerMinute = 2ULL * 1024 * 1024 * 1024;

// ---- storage --------------------------------------------------------------------------------------------------------

// Six months, whichever months they are (Regeling art. 4 lid 2).
inline constexpr std::uint32_t kTrafficDaysMax = 181;
inline constexpr std::uint32_t kTrafficDaysMin = 10;
// Content is gone from every file at most a day after delivery (Regeling art. 4 lid 1): an order so often leaves time
// to repeat a failed one.
inline constexpr std::chrono::milliseconds kScrubInterval = 6h;
inline constexpr std::chrono::milliseconds kScrubTermMax = 24h;
inline constexpr std::uint64_t kRoomBytesMin = 1024ULL * 1024 * 1024;
inline constexpr std::size_t kRetentionRecordsPerTurn = 256;
// Segments among which the oldest learns how old it is. More days between two of them than this are a clock's work.
inline constexpr std::size_t kSegmentsLookedAt = 512;
inline constexpr std::uint32_t kQuietDaysMax = 3;
// A message's row names so many records of its life: the first half and the newest.
inline constexpr int kRecordsPerMessageMax = 256;

// ---- policy and register --------------------------------------------------------------------------------------------

inline constexpr std::size_t kPartiesMax = 4096;
inline constexpr std::size_t kRulesMax = 5000;
inline constexpr std::size_t kTextFileBytesMax = 16 * 1024 * 1024;

// ---- clocks ---------------------------------------------------------------------------------------------------------

// No term is longer than 20 weeks: what a clock is about is kept less than six months.
inline constexpr std::int32_t kTermWeeksMax = 20;
inline constexpr std::int32_t kTermDaysMax = 7 * kTermWeeksMax;
inline constexpr std::int32_t kTermHoursMax = 24 * kTermDaysMax - 1;  // summer time takes one
inline constexpr std::int32_t kTermWorkingDaysMax = 70;
inline constexpr std::size_t kHolidaysPerCalendarMax = 30;
inline constexpr std::size_t kCalendarsMax = 16;
inline constexpr std::size_t kClocksMax = 256;

// ---- adapters -------------------------------------------------------------------------------------------------------

inline constexpr std::size_t kNativeFileBytesMax = kEnvelopeBytesMax;
inline constexpr std::size_t kSpoolBatchMax = 64;
inline constexpr std::size_t kClientQueueMax = 2048;
inline constexpr std::chrono::milliseconds kResolveCacheTerm = 60s;

static_assert(kInlineEnvelopeBytesMax < kEnvelopeBytesMax, "what does not fit a frame goes in parts");
static_assert(kInlineEnvelopeBytesMax + kLargeHeadBytesMax + kChunkBytes < kPayloadBytesMax,
              "a small envelope, a head and a chunk fit one command: neither size waits for the other");
static_assert(2 * kInlineEnvelopeBytesMax <= kPayloadBytesMax,
              "an envelope twice too large to go whole is still refused by name, not by the socket");
static_assert(kHeaderBytesMax + 2 * kCaseFactsBytesMax < kLargeHeadBytesMax, "the largest header fits a head");
static_assert(kLargeWindowBytes % kChunkBytes == 0 && kLargeWindowBytes > kChunkBytes,
              "a window is whole chunks, so that one is under way while another is taken");
static_assert(kSubmitWindowBytes > kEnvelopeBytesMax, "a window takes the largest message");
static_assert(kDeliverWindowBytes > kEnvelopeBytesMax, "a window takes the largest message");
static_assert(kTurnBytesMax > kCommandBytesMax + kPayloadBytesMax, "a turn takes the largest message");
static_assert(kSubmitWindowMessages + kLargeWindowBytes / kChunkBytes <= std::size_t{kSocketHighWaterMark},
              "what credit allows under way fits the socket");
static_assert(kDeliverWindowMessages + kLargeWindowBytes / kChunkBytes <= std::size_t{kSocketHighWaterMark},
              "what credit allows under way fits the socket");
static_assert(kPingInterval * 3 < kSessionSilenceMax, "a session survives two lost pings");
static_assert(kRetryFirst < kRetryMax);
static_assert(kTermWorkingDaysMax + static_cast<std::int32_t>(kHolidaysPerCalendarMax) <= 5 * kTermWeeksMax,
              "so many working days pass in 20 weeks, whatever the holidays: each is there at most once");
static_assert(kRetryMax < kDeliveryTerm, "a message that is given back is offered many times before its term ends");
static_assert(kDeliveryTerm <= kValidityMax);
static_assert(kScrubInterval * 2 <= kScrubTermMax, "a failed scrub can be repeated within the term");
static_assert(kTickInterval <= kExpiryInterval);
static_assert(kClockStepMax < kClockSkewMax, "a step too small to be doubted makes no message one from the future");
static_assert(kTrafficDaysMin * 24h > kValidityMax + kClockSkewMax + 24h,
              "the mark of a reference outlives every message that may carry it");

}  // namespace corvid::limits
