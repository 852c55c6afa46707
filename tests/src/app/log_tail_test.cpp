#include "app/log_tail.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace ebru {
namespace {

std::filesystem::path log_of(const std::string& text) {
    const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "ebru_log_tail.log";
    std::ofstream(file) << text;
    return file;
}

TEST(LogTail, TheLastMessageIsTheLastErrorOrTheLastLine) {
    EXPECT_EQ(last_message(log_of("ebru: old (x) y\nebru: new (x) y\nmore\n")), "new (x) y");
    EXPECT_EQ(last_message(log_of("one\ntwo\n")), "two");
    EXPECT_EQ(last_message(std::filesystem::path(testing::TempDir()) / "absent.log"), "");
}

TEST(LogTail, LinesComeFromTheLastWholeOneOn) {
    EXPECT_EQ(lines_backwards("a\nb\nhalf"), (std::vector<std::string_view>{"b", "a"}));
    EXPECT_TRUE(lines_backwards("half").empty());
    EXPECT_EQ(tail_of(log_of("0123456789"), 4), "6789");
}

}  // namespace
}  // namespace ebru
