#include "app/run_log.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <regex>

#include "app/build_info.hpp"
#include "base/error.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

/// A folder of its own for each test.
std::filesystem::path fresh_folder() {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    const std::filesystem::path folder =
        std::filesystem::path(testing::TempDir()) / (std::string("ebru_log_") + test->name());
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    return folder;
}

nlohmann::json json_of(const std::filesystem::path& file) {
    return nlohmann::json::parse(std::ifstream(file));
}

TEST(RunLog, NamesCommandBuildMachineAndTimes) {
    const std::filesystem::path file = fresh_folder() / "run.json";
    RunLog log("forward");
    log.write(file);
    const nlohmann::json json = json_of(file);
    EXPECT_EQ(json.at("command"), "forward");
    EXPECT_EQ(json.at("build").at("version"), build_info().version);
    EXPECT_EQ(json.at("build").at("commit"), build_info().commit);
    EXPECT_EQ(json.at("build").at("flags"), build_info().flags);
    EXPECT_EQ(json.at("build").at("instruction_set"), build_info().instruction_set);
    EXPECT_EQ(json.at("machine").at("processor"), processor_name());
    EXPECT_GE(json.at("machine").at("threads").get<int>(), 1);
    const std::regex utc("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z");
    EXPECT_TRUE(std::regex_match(json.at("started").get<std::string>(), utc)) << json.at("started");
    EXPECT_TRUE(std::regex_match(json.at("finished").get<std::string>(), utc)) << json.at("finished");
    EXPECT_GE(json.at("seconds").get<double>(), 0.0);
}

TEST(RunLog, HoldsEveryKindOfValueUnderDottedKeys) {
    const std::filesystem::path file = fresh_folder() / "run.json";
    RunLog log("forward");
    log.set_deck("[solver]\nPe = 50.0\n");
    log.set("result.images", 10000);
    log.set("result.bytes", std::uint64_t{1} << 63U);
    log.set("result.drift", 0.1);
    log.set("result.resumed", false);
    log.set("result.process", "heat");
    log.set("result.steps", std::vector<std::int64_t>{1, 2});
    log.set("result.pe.effective", std::vector<double>{0.5, std::nan("")});
    log.set("files", std::vector<std::string>{"a", "b"});
    log.write(file);
    const nlohmann::json json = json_of(file);
    EXPECT_EQ(json.at("deck"), "[solver]\nPe = 50.0\n");
    const nlohmann::json& result = json.at("result");
    EXPECT_EQ(result.at("images"), 10000);
    EXPECT_EQ(result.at("bytes"), std::uint64_t{1} << 63U);
    EXPECT_EQ(result.at("drift").get<double>(), 0.1);
    EXPECT_EQ(result.at("resumed"), false);
    EXPECT_EQ(result.at("process"), "heat");
    EXPECT_EQ(result.at("steps"), nlohmann::json({1, 2}));
    EXPECT_EQ(result.at("pe").at("effective"), nlohmann::json({0.5, "nan"}));
    EXPECT_EQ(json.at("files"), nlohmann::json({"a", "b"}));
}

TEST(RunLog, NumbersThatJsonLacksAreSpelt) {
    const std::filesystem::path file = fresh_folder() / "run.json";
    RunLog log("forward");
    log.set("a", std::nan(""));
    log.set("b", std::numeric_limits<double>::infinity());
    log.set("c", -std::numeric_limits<double>::infinity());
    log.write(file);
    EXPECT_EQ(json_of(file).at("a"), "nan");
    EXPECT_EQ(json_of(file).at("b"), "inf");
    EXPECT_EQ(json_of(file).at("c"), "-inf");
}

TEST(RunLog, LaterValueReplacesAnEarlierOneAndWriteRepeats) {
    const std::filesystem::path folder = fresh_folder();
    RunLog log("forward");
    log.set("state", "running");
    log.write(folder / "run.json");
    log.set("state", "done");
    log.write(folder / "run.json");
    EXPECT_EQ(json_of(folder / "run.json").at("state"), "done");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1) << "a temporary file is left";
}

TEST(RunLog, TextThatIsNotUtf8DoesNotLoseTheLog) {
    const std::filesystem::path file = fresh_folder() / "run.json";
    RunLog log("forward");
    log.set("path", "/data/caf\xE9");
    log.write(file);
    EXPECT_EQ(json_of(file).at("path"), "/data/caf\xEF\xBF\xBD");
}

TEST(RunLog, ValueUnderAValueIsADefect) {
    RunLog log("forward");
    log.set("a", 1);
    EXPECT_THROW(log.set("a.b", 2), ContractError);
    log.set("c.d", 1);
    EXPECT_THROW(log.set("c", 2), ContractError);
}

TEST(RunLog, FolderThatIsMissingIsAUserErrorThatNamesTheFile) {
    const std::filesystem::path file = fresh_folder() / "none" / "run.json";
    RunLog log("forward");
    EXPECT_TRUE(contains(user_error_text([&] { log.write(file); }), {"run.json"}));
}

}  // namespace
}  // namespace ebru
