#pragma once
#include <string>
#include "proto/corvid/v1/common.pb.h"
std::string trial();
