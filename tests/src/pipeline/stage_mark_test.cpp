#include "pipeline/stage_mark.hpp"

#include "tests/src/pipeline/pipeline_folder.hpp"

namespace ebru {
namespace {

PipelineStage stage_in(const std::filesystem::path& folder) {
    PipelineStage stage;
    stage.name = "images";
    stage.command = StageCommand::forward;
    stage.output = folder / "images";
    return stage;
}

TEST(StageMark, OfAFileIsOfWhatItHolds) {
    const std::filesystem::path folder = fresh_folder();
    EXPECT_EQ(file_mark(folder / "a"), "absent");
    const std::string first = file_mark(write_text(folder / "a", "x"));
    EXPECT_EQ(file_mark(write_text(folder / "b", "x")), first);
    EXPECT_NE(file_mark(write_text(folder / "a", "y")), first);
}

TEST(StageMark, OfAFolderIsOfAllFilesInIt) {
    const std::filesystem::path folder = fresh_folder();
    write_text(folder / "in" / "a", "x");
    const std::string first = file_mark(folder / "in");
    EXPECT_EQ(file_mark(folder / "in"), first);
    write_text(folder / "in" / "deep" / "b", "x");
    EXPECT_NE(file_mark(folder / "in"), first);
}

TEST(StageMark, OfWorkIsOfAllThatItsResultsDependOn) {
    const std::filesystem::path folder = fresh_folder();
    const PipelineStage stage = stage_in(folder);
    const std::string data = write_text(folder / "data", "1").string();
    const std::string plan = "seed = 1\n[data]\npath = \"" + data + "\"\n[run]\nbatch = 4\n# 9 images\n";
    const std::string mark = work_mark(stage, plan, {"a 1"});
    EXPECT_EQ(work_mark(stage, plan, {"a 1"}), mark);
    EXPECT_NE(work_mark(stage, "seed = 2\n" + plan, {"a 1"}), mark);
    EXPECT_NE(work_mark(stage, plan, {"a 2"}), mark);
    std::string other_batch = plan;
    other_batch.replace(other_batch.find("batch = 4"), 9, "batch = 8");
    EXPECT_EQ(work_mark(stage, other_batch, {"a 1"}), mark) << "how, not what";
    PipelineStage training = stage;
    training.command = StageCommand::train;
    EXPECT_NE(work_mark(training, other_batch, {"a 1"}), work_mark(training, plan, {"a 1"}));
    write_text(folder / "data", "2");
    EXPECT_NE(work_mark(stage, plan, {"a 1"}), mark) << "a file that the deck names has changed";
}

TEST(StageMark, RecordsTellWhatIsBegunAndWhatIsDone) {
    const std::filesystem::path folder = fresh_folder();
    const PipelineStage stage = stage_in(folder);
    EXPECT_EQ(read_record(folder, stage).begun, "");
    record_begin(folder, stage, "one");
    EXPECT_EQ(read_record(folder, stage).begun, "one");
    EXPECT_EQ(read_record(folder, stage).done, "");
    const std::string result = file_mark(write_text(stage.output / "chain.h5", "c"));
    record_end(folder, stage, "one");
    EXPECT_EQ(read_record(folder, stage).done, "one");
    EXPECT_EQ(read_record(folder, stage).result, result);
    record_begin(folder, stage, "two");
    EXPECT_EQ(read_record(folder, stage).done, "");
}

}  // namespace
}  // namespace ebru
