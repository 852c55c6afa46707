#include "app/build_info.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "base/version.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

TEST(BuildInfo, EveryPartIsKnown) {
    const BuildInfo& info = build_info();
    EXPECT_EQ(info.version, version);
    EXPECT_TRUE(std::regex_match(info.commit, std::regex("unknown|[0-9a-f]{12}(-dirty)?"))) << info.commit;
    EXPECT_TRUE(contains(info.compiler, {std::to_string(__GNUC__) + "."}));
    EXPECT_TRUE(contains(info.flags, {"-ffp-contract=off"}));
    EXPECT_FALSE(info.build_type.empty());
    EXPECT_TRUE(std::regex_match(info.instruction_set, std::regex(".+ \\(.+\\)"))) << info.instruction_set;
    EXPECT_TRUE(std::regex_match(info.kokkos_version, std::regex("5\\.[0-9]+\\.[0-9]+"))) << info.kokkos_version;
    EXPECT_FALSE(info.kokkos_backend.empty());
}

TEST(BuildInfo, ProcessorHasAName) {
    EXPECT_FALSE(processor_name().empty());
}

TEST(BuildInfo, VersionLineStartsWithNameAndVersion) {
    EXPECT_TRUE(starts_with(version_line(), std::string("ebru ") + version + " (commit "));
    EXPECT_EQ(version_line().find('\n'), std::string::npos);
}

}  // namespace
}  // namespace ebru
