#include "ml/train/train_settings.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

std::string refusal_of(const std::string& text) {
    return user_error_text([&] {
        Deck deck = Deck::parse("[train]\n" + text, "deck.toml");
        read_train_settings(deck);
        deck.reject_unknown();
    });
}

TEST(TrainSettings, DefaultsAreThoseOfTheStructure) {
    Deck deck = Deck::parse("", "deck.toml");
    const TrainSettings settings = read_train_settings(deck);
    EXPECT_EQ(settings.update.batch, UpdateSettings{}.batch);
    EXPECT_EQ(settings.run.steps, TrainRunSettings{}.steps);
    EXPECT_TRUE(settings.start.file.empty());
}

TEST(TrainSettings, WrongValuesNameTheKey) {
    EXPECT_TRUE(contains(refusal_of("batch = 0"), {"train.batch", "0"}));
    EXPECT_TRUE(contains(refusal_of("batch = 10\naccumulate = 4"), {"train.accumulate", "10", "divisor"}));
    EXPECT_TRUE(contains(refusal_of("learning_rate = 0.0"), {"train.learning_rate"}));
    EXPECT_TRUE(contains(refusal_of("beta1 = 1.0"), {"train.beta1"}));
    EXPECT_TRUE(contains(refusal_of("ema = 1.0"), {"train.ema"}));
    EXPECT_TRUE(contains(refusal_of("optimizer = \"sgd\""), {"train.optimizer", "adam", "adamw"}));
    EXPECT_TRUE(contains(refusal_of("start_from = \"nowhere.pt\""), {"train.start_from", "nowhere.pt"}));
    EXPECT_TRUE(contains(refusal_of("decay = \"cosine\""), {"train.decay_steps"}));
    EXPECT_TRUE(
        contains(refusal_of("decay = \"cosine\"\ndecay_steps = 100\nwarmup = 100"), {"train.decay_steps", "100"}));
    EXPECT_TRUE(contains(refusal_of("learningrate = 1.0"), {"train.learning_rate"}));
}

TEST(TrainSettings, RunKeysAreKeysAndLeaveTheResolvedDeck) {
    Deck deck = Deck::parse("", "deck.toml");
    read_train_settings(deck);
    const std::string all = deck.resolved();
    const std::string compared = deck.resolved(run_keys());
    for (const std::string& key : run_keys()) {
        const std::string line = "\n" + key.substr(key.find('.') + 1) + " = ";
        EXPECT_NE(all.find(line), std::string::npos) << key;
        EXPECT_EQ(compared.find(line), std::string::npos) << key;
    }
    EXPECT_TRUE(contains(compared, {"batch", "learning_rate", "seed"}));
}

}  // namespace
}  // namespace ebru
