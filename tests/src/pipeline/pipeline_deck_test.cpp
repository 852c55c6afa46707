#include "pipeline/pipeline_deck.hpp"

#include "tests/src/base/message_checks.hpp"
#include "tests/src/pipeline/pipeline_folder.hpp"

namespace ebru {
namespace {

/// A pipeline of this text, beside a deck x.toml.
Pipeline read(const std::string& text, const std::vector<std::string>& overrides = {}) {
    const std::filesystem::path folder = fresh_folder();
    write_text(folder / "x.toml", "");
    return read_pipeline(write_text(folder / "pipeline.toml", text), overrides, folder / "out");
}

std::string names(const Pipeline& pipeline) {
    std::string text;
    for (const PipelineStage& stage : pipeline.stages) {
        text += stage.name + " ";
    }
    return text;
}

constexpr const char* whole = R"(
[pipeline]
launcher = "mpirun -n 2"
threads = 3
[stage.judged]
command = "evaluate"
from = "samples"
launcher = ""
[stage.samples]
command = "sample"
from = "network"
threads = 1
device = "cuda:1"
[stage.images]
command = "forward"
deck = "x.toml"
output = "elsewhere"
[stage.network]
command = "train"
deck = "x.toml"
set = ['data.chain="{images}/chain.h5"', "train.steps=3"]
)";

TEST(PipelineDeck, StagesComeAfterWhatTheyNeedAndElseInTheOrderOfTheDeck) {
    EXPECT_EQ(names(read(whole)), "images network samples judged ");
    EXPECT_EQ(names(read("[stage.b]\ncommand = \"forward\"\ndeck = \"x.toml\"\n[stage.a]\ncommand = "
                         "\"forward\"\ndeck = \"x.toml\"\n")),
              "b a ");
    EXPECT_EQ(names(read("[stage.b]\ncommand = \"forward\"\ndeck = \"x.toml\"\nafter = [\"a\"]\n[stage.a]\ncommand = "
                         "\"forward\"\ndeck = \"x.toml\"\n")),
              "a b ");
}

TEST(PipelineDeck, AStageKnowsWhereItWorksAndOnWhat) {
    const Pipeline pipeline = read(whole);
    const PipelineStage& images = pipeline.stages[0];
    const PipelineStage& network = pipeline.stages[1];
    const PipelineStage& samples = pipeline.stages[2];
    EXPECT_EQ(images.output.filename(), "elsewhere");
    EXPECT_EQ(images.output.parent_path(), images.deck.parent_path());
    EXPECT_EQ(network.set[0], "data.chain=\"" + images.output.string() + "/chain.h5\"");
    EXPECT_EQ(network.after, std::vector<std::string>{"images"});
    EXPECT_EQ(network.output.parent_path().filename(), "out");
    EXPECT_EQ(samples.from, network.output);
    EXPECT_EQ(pipeline.stages[3].from, samples.output);
}

TEST(PipelineDeck, WhatHoldsForAllStagesMayBeSaidOnce) {
    const Pipeline pipeline = read(whole);
    EXPECT_EQ(pipeline.stages[1].launcher, (std::vector<std::string>{"mpirun", "-n", "2"}));
    EXPECT_EQ(pipeline.stages[1].threads, 3);
    EXPECT_EQ(pipeline.stages[2].threads, 1);
    EXPECT_EQ(pipeline.stages[2].device, "cuda:1");
    EXPECT_TRUE(pipeline.stages[3].launcher.empty());
    EXPECT_EQ(read(whole, {"pipeline.launcher=\"srun\"", "stage.images.threads=9"}).stages[0].threads, 9);
}

TEST(PipelineDeck, MistakesAreNamedBeforeAnythingRuns) {
    const auto message = [](const std::string& text) { return user_error_text([&] { read(text); }); };
    const std::string forward = "command = \"forward\"\ndeck = \"x.toml\"\n";
    EXPECT_TRUE(contains(message("[pipeline]\n"), {"no stage", "[stage.NAME]"}));
    EXPECT_TRUE(contains(message("[stage.a]\n" + forward + "theads = 2\n"), {"theads", "threads"}));
    EXPECT_TRUE(contains(message("[stage.a]\ncommand = \"forwrad\"\n"), {"stage.a.command", "forwrad", "forward"}));
    EXPECT_TRUE(contains(message("[stage.a]\ncommand = \"forward\"\n"), {"stage.a.deck"}));
    EXPECT_TRUE(contains(message("[stage.a]\ncommand = \"train\"\ndeck = \"y.toml\"\n"),
                         {"pipeline.toml:3", "stage.a.deck", "y.toml", "no such file"}));
    EXPECT_TRUE(contains(message("[stage.a]\n" + forward + "after = [\"bb\"]\n[stage.b]\n" + forward),
                         {"stage.a.after", "no stage is called bb", "a, b"}));
    EXPECT_TRUE(contains(message("[stage.a]\ncommand = \"sample\"\nfrom = \"network\"\n"),
                         {"stage.a.from", "neither a stage nor a file"}));
    EXPECT_TRUE(contains(message("[stage.a]\n" + forward + "[stage.b]\ncommand = \"sample\"\nfrom = \"a\"\n"),
                         {"stage.b.from", "sample cannot work on what forward makes"}));
    EXPECT_TRUE(contains(message("[stage.a]\n" + forward + "set = [\"x={c}\"]\n"), {"stage.a.set", "called c"}));
    EXPECT_TRUE(
        contains(message("[stage.a]\n" + forward + "output = \"o\"\n[stage.b]\n" + forward + "output = \"o\"\n"),
                 {"stage.b.output", "another stage"}));
}

TEST(PipelineDeck, StagesThatWaitForEachOtherAreNamed) {
    const std::string forward = "command = \"forward\"\ndeck = \"x.toml\"\n";
    const std::string circle = "[stage.z]\n" + forward + "after = [\"a\"]\n[stage.a]\n" + forward +
                               "after = [\"b\"]\n[stage.b]\n" + forward + "after = [\"c\"]\n[stage.c]\n" + forward +
                               "set = [\"data.path={a}\"]\n";
    EXPECT_TRUE(contains(user_error_text([&] { read(circle); }), {"wait for each other (a after b after c after a)"}));
    EXPECT_TRUE(
        contains(user_error_text([&] { read("[stage.a]\n" + forward + "after = [\"a\"]\n"); }), {"(a after a)"}));
}

}  // namespace
}  // namespace ebru
