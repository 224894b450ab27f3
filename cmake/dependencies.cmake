# Every library we use, found once, named by one target. All of them are Debian 12 packages (.ci/packages.txt).
#
#   protobuf::libprotobuf     schema, configuration, canonical JSON
#   PkgConfig::ZMQ            libzmq and the cppzmq header
#   corvid::asio              Boost.Asio and Beast, compiled once
#   RocksDB::rocksdb-shared   behind store/rocks_*.cpp only
#   SQLite::SQLite3           behind adapters/gateway only
#   PkgConfig::SODIUM         signing, sealing, random bytes
#   OpenSSL::Crypto           SHA-256
#   spdlog::spdlog            behind proto/base/log.cpp; brings fmt
#   tl::expected              behind proto/base/result.h
#   date::date                calendar arithmetic;  date::date-tz adds time zones
#   CLI11::CLI11              command lines
#   Threads::Threads
#   Catch2::Catch2            tests only
#   rapidcheck                tests only: properties (tests/support/property.h)

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)

find_package(Protobuf 3.21 MODULE REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(SQLite3 3.40 REQUIRED)
find_package(RocksDB 7.8 CONFIG REQUIRED)
find_package(spdlog 1.10 CONFIG REQUIRED)
find_package(CLI11 2.1 CONFIG REQUIRED)
find_package(tl-expected 1.0 CONFIG REQUIRED)
find_package(date CONFIG REQUIRED)
find_package(Boost 1.81 CONFIG REQUIRED)   # headers only; Debian's default 1.74 does not satisfy this

pkg_check_modules(ZMQ REQUIRED IMPORTED_TARGET cppzmq>=4.9 libzmq>=4.3.4)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium>=1.0.18)

if(BUILD_TESTING)
  find_package(Catch2 2.13 CONFIG REQUIRED)
  find_package(rapidcheck CONFIG REQUIRED)
  include(Catch)
endif()

# Asio and Beast as one compiled library instead of a copy in every translation unit: minutes on a small machine.
set(corvid_asio_source ${CMAKE_BINARY_DIR}/generated/asio.cpp)
file(CONFIGURE OUTPUT ${corvid_asio_source} @ONLY CONTENT
"#include <boost/asio/impl/src.hpp>\n#include <boost/beast/src.hpp>\n")
add_library(corvid_asio STATIC EXCLUDE_FROM_ALL ${corvid_asio_source})
add_library(corvid::asio ALIAS corvid_asio)
target_link_libraries(corvid_asio PUBLIC Boost::headers Threads::Threads)
target_compile_definitions(corvid_asio PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_compile_options(corvid_asio PRIVATE -w)
