#include "adapters/translation/sections.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "adapters/translation/codes.h"
#include "adapters/translation/native_file.h"
#include "proto/base/check.h"
#include "proto/corvid/v1/payload.pb.h"

namespace corvid::translation {
namespace {

constexpr std::array kMelding = {v1::MELDING_KERN,
                                 v1::MELDING_BETROKKENEN,
                                 v1::MELDING_VERRIJKING_ZEDES,
                                 v1::MELDING_VERRIJKING_GEWELD,
                                 v1::MELDING_VERRIJKING_HUISELIJK_GEWELD,
                                 v1::MELDING_VERRIJKING_VUURWAPENS,
                                 v1::MELDING_VEILIGHEID_PROFESSIONAL,
                                 v1::MELDING_CONTACT,
                                 v1::MELDING_MELDER,
                                 v1::MELDING_INFORMANT,
                                 v1::MELDING_GETUIGE,
                                 v1::MELDING_AANGEVER,
                                 v1::MELDING_BIJLAGEN};
constexpr std::array kTerugkoppeling = {v1::TERUGKOPPELING_KERN};
constexpr std::array kOverdracht = {v1::OVERDRACHT_KERN, v1::OVERDRACHT_BETROKKENEN, v1::OVERDRACHT_AFSPRAKEN,
                                    v1::OVERDRACHT_CONTACT, v1::OVERDRACHT_BIJLAGEN};
constexpr std::array kOverdrachtAntwoord = {v1::ANTWOORD_KERN};
constexpr std::array kTerugmelding = {v1::TERUGMELDING_KERN, v1::TERUGMELDING_BETROKKENEN};
constexpr std::array kVerzoek = {v1::VERZOEK_KERN, v1::VERZOEK_BETROKKENEN};
constexpr std::array kAntwoord = {v1::ANTWOORD_KERN, v1::ANTWOORD_BIJLAGEN};
constexpr std::array kAntwoordPolitie = {v1::ANTWOORD_POLITIE, v1::ANTWOORD_BIJLAGEN};

using Shape = std::unique_ptr<google::protobuf::Message>;

template <typename Content>
Shape shape() {
  return std::make_unique<Content>();
}

// What a label promises; ANTWOORD_KERN means something else in each type.
Shape shape_of(v1::MessageType type, v1::Label label) {
  if (label == v1::ANTWOORD_KERN && type == v1::OVERDRACHT_ANTWOORD) {
    return shape<v1::OverdrachtAntwoordKern>();
  }
  static const std::map<v1::Label, Shape (*)()> shapes = {
      {v1::MELDING_KERN, shape<v1::MeldingKern>},
      {v1::MELDING_BETROKKENEN, shape<v1::Personen>},
      {v1::MELDING_VERRIJKING_ZEDES, shape<v1::Verrijking>},
      {v1::MELDING_VERRIJKING_GEWELD, shape<v1::Verrijking>},
      {v1::MELDING_VERRIJKING_HUISELIJK_GEWELD, shape<v1::Verrijking>},
      {v1::MELDING_VERRIJKING_VUURWAPENS, shape<v1::Verrijking>},
      {v1::MELDING_VEILIGHEID_PROFESSIONAL, shape<v1::VeiligheidProfessional>},
      {v1::MELDING_CONTACT, shape<v1::MeldingContact>},
      {v1::MELDING_MELDER, shape<v1::Personen>},
      {v1::MELDING_INFORMANT, shape<v1::Personen>},
      {v1::MELDING_GETUIGE, shape<v1::Personen>},
      {v1::MELDING_AANGEVER, shape<v1::Personen>},
      {v1::MELDING_BIJLAGEN, shape<v1::Bijlagen>},
      {v1::TERUGKOPPELING_KERN, shape<v1::TerugkoppelingKern>},
      {v1::OVERDRACHT_KERN, shape<v1::OverdrachtKern>},
      {v1::OVERDRACHT_BETROKKENEN, shape<v1::Personen>},
      {v1::OVERDRACHT_AFSPRAKEN, shape<v1::OverdrachtAfspraken>},
      {v1::OVERDRACHT_CONTACT, shape<v1::OverdrachtContact>},
      {v1::OVERDRACHT_BIJLAGEN, shape<v1::Bijlagen>},
      {v1::TERUGMELDING_KERN, shape<v1::TerugmeldingKern>},
      {v1::TERUGMELDING_BETROKKENEN, shape<v1::Personen>},
      {v1::VERZOEK_KERN, shape<v1::VerzoekKern>},
      {v1::VERZOEK_BETROKKENEN, shape<v1::Personen>},
      {v1::ANTWOORD_KERN, shape<v1::InformatieAntwoordKern>},
      {v1::ANTWOORD_POLITIE, shape<v1::InformatieAntwoordKern>},
      {v1::ANTWOORD_BIJLAGEN, shape<v1::Bijlagen>},
  };
  const auto found = shapes.find(label);
  return found == shapes.end() ? nullptr : found->second();
}

}  // namespace

std::span<const v1::Label> label_set(v1::MessageType type, v1::Role sender) {
  if (type == v1::INFORMATIEANTWOORD && sender == v1::POLITIE) {
    return kAntwoordPolitie;
  }
  static const std::map<v1::MessageType, std::span<const v1::Label>> sets = {
      {v1::VT_MELDING, kMelding},          {v1::TERUGKOPPELING, kTerugkoppeling},
      {v1::OVERDRACHT, kOverdracht},       {v1::OVERDRACHT_ANTWOORD, kOverdrachtAntwoord},
      {v1::TERUGMELDING, kTerugmelding},   {v1::INFORMATIEVERZOEK, kVerzoek},
      {v1::INFORMATIEANTWOORD, kAntwoord},
  };
  const auto found = sets.find(type);
  return found == sets.end() ? std::span<const v1::Label>() : found->second;
}

std::string serialise(const google::protobuf::MessageLite& content) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    CORVID_CHECK(content.SerializeToCodedStream(&coded));
  }
  return bytes;
}

void Sections::set(v1::Label label, const google::protobuf::MessageLite& content) {
  plaintext_[label] = serialise(content);
}

std::vector<envelope::SectionPlain> Sections::complete(v1::MessageType type, v1::Role sender) const {
  std::vector<envelope::SectionPlain> sections;
  std::map<v1::Label, std::string> left = plaintext_;
  for (const v1::Label label : label_set(type, sender)) {
    sections.push_back({label, left[label]});
    left.erase(label);
  }
  for (auto& [label, bytes] : left) {
    sections.push_back({label, std::move(bytes)});
  }
  return sections;
}

std::string_view plaintext(std::span<const envelope::SectionPlain> sections, v1::Label label) {
  const auto found = std::find_if(sections.begin(), sections.end(),
                                  [label](const envelope::SectionPlain& section) { return section.label == label; });
  return found == sections.end() ? std::string_view() : std::string_view(found->plaintext);
}

Findings check_sections(v1::MessageType type, std::span<const envelope::SectionPlain> sections) {
  Findings findings;
  for (const envelope::SectionPlain& section : sections) {
    const Shape shape = shape_of(type, section.label);
    if (shape == nullptr) {
      continue;
    }
    const std::string name = v1::Label_Name(section.label);
    if (shape->ParseFromString(section.plaintext)) {
      findings.add_all(check_values(*shape, name));
    } else {
      findings.add(kUnreadable, name);
    }
  }
  return findings;
}

std::vector<envelope::SectionPlain> in_order(v1::MessageType type, v1::Role sender,
                                             std::span<const envelope::SectionPlain> sections) {
  std::vector<envelope::SectionPlain> ordered;
  for (const v1::Label label : label_set(type, sender)) {
    for (const envelope::SectionPlain& section : sections) {
      if (section.label == label) {
        ordered.push_back(section);
      }
    }
  }
  return ordered;
}

}  // namespace corvid::translation
