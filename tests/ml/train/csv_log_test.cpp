#include "ml/train/csv_log.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <limits>
#include <sstream>

#include "tests/ml/train/toy_training.hpp"

namespace ebru {
namespace {

std::string text_of(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

TEST(CsvLog, RowsAreInTheFileWhenTheyAreAdded) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "log.csv";
    CsvLog log(path, {"update", "loss", "rate"}, 0);
    log.add(10, {0.5, 0.1});
    log.add(20, {std::numeric_limits<double>::quiet_NaN(), 1e-5});
    EXPECT_EQ(text_of(path), "update,loss,rate\n10,0.5,0.1\n20,,1e-05\n");
}

TEST(CsvLog, ResumedLogHoldsTheRowsUpToTheCheckpointAndGoesOn) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "log.csv";
    {
        CsvLog log(path, {"update", "loss"}, 0);
        log.add(10, {3.0});
        log.add(20, {2.0});
        log.add(30, {1.0});
    }
    CsvLog log(path, {"update", "loss"}, 20);
    log.add(25, {7.0});
    EXPECT_EQ(text_of(path), "update,loss\n10,3\n20,2\n25,7\n");
}

TEST(CsvLog, TornLastRowIsDropped) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "log.csv";
    std::ofstream(path) << "update,loss\n10,3\n20,2.2";  // 2.25 was on its way
    CsvLog log(path, {"update", "loss"}, 20);
    log.add(20, {2.25});
    EXPECT_EQ(text_of(path), "update,loss\n10,3\n20,2.25\n");
}

TEST(CsvLog, FreshRunStartsAnew) {
    const TestFolder folder;
    const std::filesystem::path path = folder.path() / "log.csv";
    std::ofstream(path) << "update,loss\n10,3\n";
    const CsvLog log(path, {"update", "loss"}, 0);
    EXPECT_EQ(text_of(path), "update,loss\n");
}

}  // namespace
}  // namespace ebru
