# How a library, an executable, a schema and a test are declared. Sources are listed, never globbed.
#
#   corvid_library(name SOURCES ... [PUBLIC targets...] [PRIVATE targets...] [PRECOMPILE headers...])
#       Target corvid_<name>, alias corvid::<name>. Without SOURCES: an interface (header-only) library, PUBLIC only.
#   corvid_executable(program-name SOURCES ... [LINK targets...] [PRECOMPILE headers...])
#       Target and file are both called <program-name>; installed in bin.
#   corvid_proto_library(name PROTOS files... [PUBLIC targets...])
#       Target corvid_<name>, alias corvid::<name>: C++ from .proto files given relative to the calling folder.
#       Everything is rooted at the repository: import "proto/corvid/v1/common.proto" and
#       #include "proto/corvid/v1/common.pb.h".
#   corvid_test(name KIND unit|component|simulation|crash|e2e SOURCES ... [LINK targets...] [TIMEOUT seconds]
#               [SERIAL] [PRECOMPILE headers...])
#       Executable <name>_test with the shared Catch2 main; every TEST_CASE becomes one ctest test called
#       "<name>/<test case>" with label KIND. SERIAL: its test cases never run beside each other.
#   corvid_script_test(name KIND kind COMMAND words... [TIMEOUT seconds] [ENVIRONMENT NAME=value...] [ALONE])
#       One ctest test from a command; runs in the repository root. Exit status 77 means skipped. ALONE: beside no other
#       test, because it keeps every processor busy itself.
#   corvid_fuzz_target(name SOURCES ... CORPUS folder [LINK targets...])
#       Executable <name>_fuzz around LLVMFuzzerTestOneInput (tests/support/fuzz_target.h). Preset fuzz links libFuzzer;
#       every other preset replays the corpus and seeded mutations of it as a test with label fuzz.
#
# The last three are no-ops with -DBUILD_TESTING=OFF.

set(CORVID_WARNINGS
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Woverloaded-virtual
  -Wold-style-cast -Wcast-align -Wcast-qual -Wformat=2 -Wimplicit-fallthrough -Wmissing-declarations -Wextra-semi
  -Wundef -Wvla
  -Wno-missing-field-initializers)   # designated initialisers that leave members at their defaults are the idea
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  list(APPEND CORVID_WARNINGS
    -Wduplicated-cond -Wduplicated-branches -Wlogical-op
    -Wno-restrict)                   # g++ 12 is wrong about std::string (GCC bug 105651)
  if(CORVID_SANITIZE)
    list(APPEND CORVID_WARNINGS -Wno-maybe-uninitialized)   # instrumentation defeats its flow analysis
  endif()
  if(CORVID_SANITIZE STREQUAL "thread")
    # Asio's handlers run between fences, which this sanitizer cannot see. They only add to the queue's mutex, which it
    # does see, so nothing is hidden and nothing is falsely reported.
    list(APPEND CORVID_WARNINGS -Wno-tsan)
  endif()
endif()

if(CORVID_TIDY)
  find_program(CORVID_CLANG_TIDY NAMES clang-tidy-14 clang-tidy REQUIRED)
endif()

# Warnings, include root, precompiled headers and tidy: for code we wrote.
function(_corvid_own target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "PRECOMPILE")
  target_compile_options(${target} PRIVATE ${CORVID_WARNINGS})
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  if(arg_PRECOMPILE)
    target_precompile_headers(${target} PRIVATE ${arg_PRECOMPILE})
  endif()
  if(CORVID_TIDY)
    set_target_properties(${target} PROPERTIES
      CXX_CLANG_TIDY "${CORVID_CLANG_TIDY};--quiet;--extra-arg=-Wno-unknown-warning-option")
  endif()
endfunction()

macro(_corvid_reject_unknown)
  if(arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "${CMAKE_CURRENT_FUNCTION}(${name}): unknown arguments: ${arg_UNPARSED_ARGUMENTS}")
  endif()
endmacro()

function(corvid_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;PUBLIC;PRIVATE;PRECOMPILE")
  _corvid_reject_unknown()
  if(arg_SOURCES)
    add_library(corvid_${name} STATIC ${arg_SOURCES})
    _corvid_own(corvid_${name} PRECOMPILE ${arg_PRECOMPILE})
    target_link_libraries(corvid_${name} PUBLIC ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  else()
    add_library(corvid_${name} INTERFACE)
    target_include_directories(corvid_${name} INTERFACE $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
    target_link_libraries(corvid_${name} INTERFACE ${arg_PUBLIC})
  endif()
  add_library(corvid::${name} ALIAS corvid_${name})
endfunction()

function(corvid_executable name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;PRECOMPILE")
  _corvid_reject_unknown()
  add_executable(${name} ${arg_SOURCES})
  _corvid_own(${name} PRECOMPILE ${arg_PRECOMPILE})
  target_link_libraries(${name} PRIVATE ${arg_LINK})
  install(TARGETS ${name} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endfunction()

function(corvid_proto_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "PROTOS;PUBLIC")
  _corvid_reject_unknown()
  set(out ${PROJECT_BINARY_DIR}/generated)
  set(sources)
  foreach(proto IN LISTS arg_PROTOS)
    set(input ${CMAKE_CURRENT_SOURCE_DIR}/${proto})
    cmake_path(RELATIVE_PATH input BASE_DIRECTORY ${PROJECT_SOURCE_DIR} OUTPUT_VARIABLE rooted)
    string(REGEX REPLACE "\\.proto$" ".pb" stem ${rooted})
    cmake_path(GET stem PARENT_PATH folder)
    file(MAKE_DIRECTORY ${out}/${folder})
    # The dependency file makes a change in an imported schema regenerate this one too.
    add_custom_command(
      OUTPUT ${out}/${stem}.cc ${out}/${stem}.h
      COMMAND protobuf::protoc --proto_path=${PROJECT_SOURCE_DIR} --cpp_out=${out}
              --dependency_out=${out}/${stem}.d ${rooted}
      DEPENDS ${input} protobuf::protoc
      DEPFILE ${out}/${stem}.d
      WORKING_DIRECTORY ${PROJECT_SOURCE_DIR}
      COMMENT "protoc ${rooted}"
      VERBATIM)
    list(APPEND sources ${out}/${stem}.cc ${out}/${stem}.h)
  endforeach()
  add_library(corvid_${name} STATIC ${sources})
  add_library(corvid::${name} ALIAS corvid_${name})
  target_compile_options(corvid_${name} PRIVATE -w)
  target_include_directories(corvid_${name} SYSTEM PUBLIC $<BUILD_INTERFACE:${out}>)
  target_link_libraries(corvid_${name} PUBLIC protobuf::libprotobuf ${arg_PUBLIC})
endfunction()

function(corvid_test name)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "SERIAL" "KIND;TIMEOUT" "SOURCES;LINK;PRECOMPILE")
  _corvid_reject_unknown()
  _corvid_test_kind()
  add_executable(${name}_test ${arg_SOURCES})
  _corvid_own(${name}_test PRECOMPILE ${arg_PRECOMPILE})
  target_link_libraries(${name}_test PRIVATE ${arg_LINK} corvid_test_main Catch2::Catch2)
  set(properties LABELS ${arg_KIND} TIMEOUT ${arg_TIMEOUT} SKIP_RETURN_CODE 77)
  if(arg_SERIAL)
    list(APPEND properties RESOURCE_LOCK ${name}_test)
  endif()
  catch_discover_tests(${name}_test TEST_PREFIX "${name}/" PROPERTIES ${properties})
endfunction()

function(corvid_script_test name)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "ALONE" "KIND;TIMEOUT" "COMMAND;ENVIRONMENT")
  _corvid_reject_unknown()
  _corvid_test_kind()
  add_test(NAME "${name}" COMMAND ${arg_COMMAND} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties("${name}" PROPERTIES
    LABELS ${arg_KIND} TIMEOUT ${arg_TIMEOUT} SKIP_RETURN_CODE 77 ENVIRONMENT "${arg_ENVIRONMENT}"
    RUN_SERIAL ${arg_ALONE})
endfunction()

function(corvid_fuzz_target name)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "CORPUS" "SOURCES;LINK")
  _corvid_reject_unknown()
  add_executable(${name}_fuzz ${arg_SOURCES})
  _corvid_own(${name}_fuzz)
  target_link_libraries(${name}_fuzz PRIVATE ${arg_LINK})
  if(CORVID_FUZZ)
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
    return()
  endif()
  target_sources(${name}_fuzz PRIVATE ${PROJECT_SOURCE_DIR}/tests/support/fuzz_main.cpp)
  corvid_script_test("${name}/the fuzz corpus and mutations of it do no harm" KIND fuzz
    COMMAND ${name}_fuzz ${CMAKE_CURRENT_SOURCE_DIR}/${arg_CORPUS}
    ENVIRONMENT ASAN_OPTIONS=abort_on_error=1 UBSAN_OPTIONS=abort_on_error=1:print_stacktrace=1)
endfunction()

# Checks KIND and fills in TIMEOUT (seconds). Unit tests do no I/O; a minute means something hangs.
macro(_corvid_test_kind)
  set(kinds unit component simulation crash fuzz e2e interop golden check)
  if(NOT arg_KIND IN_LIST kinds)
    message(FATAL_ERROR "${CMAKE_CURRENT_FUNCTION}(${name}): KIND is '${arg_KIND}'; use one of: ${kinds}")
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
    if(arg_KIND STREQUAL "unit")
      set(arg_TIMEOUT 60)
    elseif(arg_KIND MATCHES "^(simulation|crash|e2e|interop)$")
      set(arg_TIMEOUT 300)
    endif()
  endif()
endmacro()
