#include "ml/data/training_data.hpp"

#include "tests/ml/data/data_test_files.hpp"

namespace ebru::test {
namespace {

class TrainingDataTest : public DataTest {
  protected:
    /// Reads the [data] table of a training deck that lies in the folder.
    [[nodiscard]] TrainingData make(const std::string& lines, NeedsPairs needs = NeedsPairs::yes) const {
        Deck deck = Deck::load(put("train.toml", "[data]\n" + lines));
        TrainingData data = make_training_data(deck, needs, 11);
        deck.reject_unknown();
        return data;
    }

    [[nodiscard]] std::string refusal(const std::string& lines, NeedsPairs needs = NeedsPairs::yes) const {
        return message_of([&] { static_cast<void>(make(lines, needs)); });
    }
};

TEST_F(TrainingDataTest, ChainAndSolverGiveTheirSources) {
    const std::string text = deck_text("transport", "");
    put("forward.toml", text);
    static_cast<void>(make_chain("a.h5", text));
    const TrainingData stored = make("chain = \"a.h5\"\nholdout = 3\nprefetch = false\n");
    const TrainingData online = make("forward = \"forward.toml\"\nlevels_per_pass = 2\nholdout = 3\n");
    EXPECT_FALSE(stored.online);
    EXPECT_TRUE(online.online);
    EXPECT_EQ(process_difference(stored.facts, online.facts), std::nullopt);
    EXPECT_EQ(stored.facts.hash, online.facts.hash);
    for (const TrainingData* data : {&stored, &online}) {
        EXPECT_EQ(data->training->images(), images - 3);
        EXPECT_EQ(data->validation->images(), 3);
        EXPECT_EQ(data->training->classes(), 7);
        const TrainingBatch batch = data->training->batch(0, 40);
        EXPECT_TRUE(batch.degraded.defined() && batch.clean.defined());
        EXPECT_EQ(batch.label[7].item<std::int64_t>(), label_of(batch.ids[7]));
    }
    EXPECT_EQ(online.training->draws_per_epoch(), 2 * (images - 3));
    EXPECT_EQ(online.training->forward_deck(), online.facts.deck);
    EXPECT_EQ(make("chain = [\"a.h5\"]\n").validation, nullptr);
}

TEST_F(TrainingDataTest, SameSeedAndDeckGiveTheSameBatchesWithAndWithoutPrefetching) {
    put("forward.toml", deck_text("anisotropic", ""));
    const TrainingData prefetched = make("forward = \"forward.toml\"\n");
    const TrainingData plain = make("forward = \"forward.toml\"\nprefetch = false\n");
    for (int step = 0; step < 20; ++step) {  // 160 draws: past the end of the epoch of 138
        expect_same_batch(prefetched.training->batch(8 * step, 8), plain.training->batch(8 * step, 8));
    }
}

TEST_F(TrainingDataTest, CleanImagesComeWithFlips) {
    put("forward.toml", deck_text("ddpm", ""));
    const TrainingData data =
        make("forward = \"forward.toml\"\nflips = \"horizontal\"\nlabels = \"none\"\n", NeedsPairs::no);
    EXPECT_EQ(data.training->classes(), 0);
    EXPECT_TRUE(data.facts.path.has_value());
    const TrainingBatch batch = data.training->batch(0, 30);
    EXPECT_FALSE(batch.degraded.defined());
    EXPECT_LT(batch.clean.min().item<float>(), -0.9F);
}

TEST_F(TrainingDataTest, LabelsMayBeAFileOfTheirOwn) {
    put("forward.toml", deck_text("heat", ""));
    std::string labels("\0\0\x08\x01\0\0\0\x17", 8);
    labels += std::string(images, '\x2');
    put("other", labels);
    const TrainingData data = make("forward = \"forward.toml\"\nlabel_file = \"other\"\n");
    EXPECT_EQ(data.training->classes(), 3);
    EXPECT_NE(refusal("forward = \"forward.toml\"\nlabel_file = \"images-idx3-ubyte\"\n").find("no labels"),
              std::string::npos);
}

// A network without classes is another network: labels that are there and cannot be used are no reason to make one.
TEST_F(TrainingDataTest, DamagedOrMissingLabelsAreRefusedAndNotDropped) {
    const std::string text = deck_text("heat", "");
    put("forward.toml", text);
    static_cast<void>(make_chain("a.h5", text));
    const auto refused = [&](const std::string& wanted) {
        for (const char* lines : {"forward = \"forward.toml\"\n", "chain = \"a.h5\"\n"}) {
            EXPECT_NE(refusal(lines).find(wanted), std::string::npos) << lines << refusal(lines);
            EXPECT_EQ(refusal(lines + std::string("labels = \"none\"\n")), "no error");
        }
    };
    const std::string header("\0\0\x08\x01\0\0\0\x17", 8);
    put("labels-idx1-ubyte", header + std::string(images - 1, '\x2'));  // cut
    refused("labels-idx1-ubyte");
    put("labels-idx1-ubyte", std::string("\0\0\x08\x01\0\0\0\x16", 8) + std::string(images - 1, '\x2'));
    refused("22 labels");
}

TEST_F(TrainingDataTest, AChainWhoseImagesAreElsewhereIsTrainedOnWithoutClasses) {
    static_cast<void>(make_chain("a.h5", deck_text("heat", "")));
    std::filesystem::remove(folder_ / "images-idx3-ubyte");
    EXPECT_EQ(make("chain = \"a.h5\"\n").training->classes(), 0);
}

TEST_F(TrainingDataTest, MistakesAreNamedWithTheirKey) {
    put("forward.toml", deck_text("heat", ""));
    static_cast<void>(make_chain("a.h5", deck_text("heat", "")));
    EXPECT_NE(refusal("holdout = 2\n").find("data.chain"), std::string::npos);
    EXPECT_NE(refusal("chain = \"b.h5\"\n").find("b.h5"), std::string::npos);
    EXPECT_NE(refusal("chain = []\n").find("data.chain"), std::string::npos);
    EXPECT_NE(refusal("forward = \"absent.toml\"\n").find("absent.toml"), std::string::npos);
    EXPECT_NE(refusal("chain = \"a.h5\"\nforward = \"forward.toml\"\n").find("data."), std::string::npos);
    EXPECT_NE(refusal("forward = \"forward.toml\"\nlevels_per_pass = 7\n").find("levels_per_pass"), std::string::npos);
    EXPECT_NE(refusal("forward = \"forward.toml\"\nholdout = 23\n").find("data.holdout = 23"), std::string::npos);
    EXPECT_NE(refusal("forward = \"forward.toml\"\nwindow = 0\n").find("data.window"), std::string::npos);
    EXPECT_NE(refusal("forward = \"forward.toml\"\nflips = \"horizontal\"\n").find("data.flips"), std::string::npos);
    EXPECT_NE(refusal("chain = \"images-idx3-ubyte\"\n").find("images-idx3-ubyte"), std::string::npos);
    put("bad.toml", deck_text("heat", "[shedule]\nlevels = 3\n"));
    EXPECT_NE(refusal("forward = \"bad.toml\"\n").find("shedule"), std::string::npos);
    EXPECT_EQ(refusal("forward = \"forward.toml\"\n"), "no error");
}

}  // namespace
}  // namespace ebru::test
