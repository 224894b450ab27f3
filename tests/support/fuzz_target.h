// The function every fuzz target defines; libFuzzer and fuzz_main.cpp call it.
//
// Feeds `size` foreign bytes to one parser. Returns 0. Whatever the bytes, it neither crashes, nor hangs, nor throws;
// a target may check more (what parses, prints and parses again the same) with CORVID_CHECK.
#pragma once

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
