#include <gtest/gtest.h>

#include <regex>

#include "base/version.hpp"

TEST(Version, IsThreeNumbers) {
    EXPECT_TRUE(std::regex_match(ebru::version, std::regex("[0-9]+\\.[0-9]+\\.[0-9]+")));
}
