#include "store/trial.h"
#include <CLI/CLI.hpp>
#include <boost/asio.hpp>
#include <boost/beast.hpp>
#include <date/tz.h>
#include <openssl/sha.h>
#include <rocksdb/db.h>
#include <sodium.h>
#include <spdlog/spdlog.h>
#include <sqlite3.h>
#include <tl/expected.hpp>
#include <zmq.hpp>
std::string trial() { boost::asio::io_context io; io.run(); CLI::App app; zmq::context_t c; spdlog::info("{}", sqlite3_libversion()); if (sodium_init() < 0) { return ""; } rocksdb::Options o; date::current_zone(); return __FILE__; }
