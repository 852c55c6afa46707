#include "ml/train/train_settings.hpp"

#include <fmt/format.h>

namespace ebru {

namespace {

UpdateSettings read_update(Deck& deck) {
    const UpdateSettings d;
    UpdateSettings s;
    s.batch = deck.integer64("train.batch", d.batch, IntRange::closed(1, 1 << 20, "images"));
    s.accumulate = deck.integer64("train.accumulate", d.accumulate, IntRange::at_least(1));
    if (s.batch % s.accumulate != 0) {
        deck.refuse("train.accumulate", fmt::format("train.batch = {} is not a multiple of it", s.batch),
                    "choose a divisor of the batch");
    }
    s.optimizer = deck.choice("train.optimizer", d.optimizer);
    s.learning_rate = deck.real("train.learning_rate", d.learning_rate, Range::above(0.0));
    s.warmup = deck.integer64("train.warmup", d.warmup, IntRange::at_least(0, "updates"));
    s.decay = deck.choice("train.decay", d.decay);
    if (s.decay == RateDecay::cosine) {
        s.decay_steps = deck.integer64("train.decay_steps", IntRange::at_least(1, "updates"));
        if (s.decay_steps <= s.warmup) {
            deck.refuse("train.decay_steps", fmt::format("the warm-up alone takes {} updates", s.warmup),
                        "give more, or a shorter train.warmup");
        }
    }
    s.beta1 = deck.real("train.beta1", d.beta1, Range::right_open(0.0, 1.0));
    s.beta2 = deck.real("train.beta2", d.beta2, Range::right_open(0.0, 1.0));
    s.epsilon = deck.real("train.epsilon", d.epsilon, Range::above(0.0));
    s.weight_decay = deck.real("train.weight_decay", d.weight_decay, Range::at_least(0.0));
    s.clip = deck.real("train.clip", d.clip, Range::at_least(0.0));
    s.average_decay = deck.real("train.ema", d.average_decay, Range::right_open(0.0, 1.0));
    s.label_dropout = deck.real("train.label_dropout", d.label_dropout, Range::closed(0.0, 1.0));
    s.bf16 = deck.boolean("train.bf16", d.bf16);
    s.channels_last = deck.boolean("train.channels_last", d.channels_last);
    s.seed = deck.unsigned64("train.seed", d.seed);
    return s;
}

TrainRunSettings read_run(Deck& deck) {
    const TrainRunSettings d;
    TrainRunSettings s;
    s.steps = deck.integer64("train.steps", d.steps, IntRange::at_least(1, "updates"));
    s.log_every = deck.integer64("train.log_every", d.log_every, IntRange::at_least(1, "updates"));
    s.validate_every = deck.integer64("train.validate_every", d.validate_every, IntRange::at_least(0, "updates"));
    s.validation_images = deck.integer64("train.validation_images", d.validation_images, IntRange::at_least(1));
    s.sheet_every = deck.integer64("train.sheet_every", d.sheet_every, IntRange::at_least(0, "updates"));
    s.checkpoint_seconds = deck.real("train.checkpoint_seconds", d.checkpoint_seconds, Range::at_least(0.0, "s"));
    s.checkpoint_steps = deck.integer64("train.checkpoint_steps", d.checkpoint_steps, IntRange::at_least(0, "updates"));
    s.wall_time = deck.real("train.wall_time", d.wall_time, Range::at_least(0.0, "s"));
    return s;
}

}  // namespace

TrainSettings read_train_settings(Deck& deck) {
    TrainSettings settings;
    settings.update = read_update(deck);
    settings.run = read_run(deck);
    if (deck.has("train.start_from")) {
        settings.start.file = deck.existing_path("train.start_from");
        settings.start.weights = deck.choice("train.start_weights", settings.start.weights);
    }
    return settings;
}

std::vector<std::string> run_keys() {
    return {"train.steps",       "train.log_every",          "train.validate_every",   "train.validation_images",
            "train.sheet_every", "train.checkpoint_seconds", "train.checkpoint_steps", "train.wall_time"};
}

}  // namespace ebru
