#include "solvers/forward/forward_settings.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "solvers/forward/deck_names.hpp"
#include "solvers/forward/presets.hpp"
#include "solvers/forward/process_factory.hpp"

namespace ebru {
namespace {

ForwardSettings settings_of(const std::string& text, int width = 28) {
    Deck deck = Deck::parse(text, "test.toml");
    const DataSettings data = read_data_settings(deck);
    return read_forward_settings(deck, data, width);
}

std::string message_of(const std::string& text) {
    try {
        const ForwardSettings settings = settings_of(text);
        make_process<float>(settings, {1, 28, 28});
    } catch (const UserError& error) {
        return error.what();
    }
    return "";
}

TEST(ForwardSettings, BothPresetsMakeAProcess) {
    for (const Preset preset : {Preset::transport, Preset::paper}) {
        const ForwardSettings settings = settings_of("preset = \"" + std::string(to_name(preset)) + "\"");

        const MadeProcess<float> made = make_process<float>(settings, {1, 28, 28});

        EXPECT_TRUE(made.process->has_velocity());
        EXPECT_GT(made.steps_per_image, 0.0);
    }
}

TEST(ForwardSettings, GaussianPresetsMakeAProcessWhosePriorIsNoise) {
    for (const Preset preset : {Preset::ddpm, Preset::vp, Preset::ve, Preset::flow}) {
        const std::string name(to_name(preset));
        const ForwardSettings settings = settings_of("preset = \"" + name + "\"");

        const MadeProcess<float> made = make_process<float>(settings, {3, 16, 20});

        EXPECT_EQ(made.process->levels().back().time, 1.0);
        EXPECT_EQ(to_name(settings.gaussian.kind), name);
        EXPECT_TRUE(made.warnings.empty()) << made.warnings.front();
    }
}

TEST(ForwardSettings, BetasOfDdpmFollowTheNumberOfLevelsUnlessGiven) {
    const GaussianParameters published = settings_of("preset = \"ddpm\"").gaussian;
    EXPECT_DOUBLE_EQ(published.beta_min, 1e-4);
    EXPECT_DOUBLE_EQ(published.beta_max, 0.02);
    const GaussianParameters fewer = settings_of("preset = \"ddpm\"\n[gaussian]\nlevels = 200\n").gaussian;
    EXPECT_DOUBLE_EQ(fewer.beta_max, 0.1);
    const std::string given = "preset = \"ddpm\"\n[gaussian]\nlevels = 200\nbeta_max = 0.02\n";
    EXPECT_EQ(settings_of(given).gaussian.beta_max, 0.02);
    EXPECT_NE(make_process<float>(settings_of(given), {1, 8, 8}).warnings.front().find("still holds the image"),
              std::string::npos);
}

TEST(ForwardSettings, SchedulesOfBetasAreReadFromTheDeck) {
    const std::string gaussian = "[process]\nkind = \"gaussian\"\n[gaussian]\n";
    const GaussianParameters constant = settings_of(gaussian + "schedule = \"constant\"\nlevels = 50\n").gaussian;
    EXPECT_EQ(constant.schedule, BetaSchedule::constant);
    EXPECT_DOUBLE_EQ(constant.beta, 10.05 / 50.0);  // the mean of the linear table
    EXPECT_EQ(settings_of(gaussian + "schedule = \"constant\"\nbeta = 0.3\n").gaussian.beta, 0.3);
    const std::string ends = "levels = 9\nbeta_min = 0.1\nbeta_max = 0.4\n";
    for (const auto& [word, schedule] :
         {std::pair{"quadratic", BetaSchedule::quadratic}, {"sigmoid", BetaSchedule::sigmoid}}) {
        const GaussianParameters p = settings_of(gaussian + "schedule = \"" + word + "\"\n" + ends).gaussian;
        EXPECT_EQ(p.schedule, schedule);
        EXPECT_EQ(p.beta_min, 0.1);
        EXPECT_EQ(p.beta_max, 0.4);
    }
    const GaussianParameters table = settings_of(gaussian + "betas = [0.1, 0.5, 0.2]\n").gaussian;
    EXPECT_EQ(table.schedule, BetaSchedule::table);
    EXPECT_EQ(table.levels, 3);
    EXPECT_EQ(table.betas, (std::vector<double>{0.1, 0.5, 0.2}));
    const GaussianParameters plain = settings_of(gaussian + "kind = \"brownian\"\nsigma = 20.0\n").gaussian;
    EXPECT_EQ(plain.kind, GaussianKind::brownian);
    EXPECT_EQ(plain.noise_scale, 20.0);
}

TEST(ForwardSettings, BetasOutsideTheirRangeAreNamedWithTheirValue) {
    const auto message = [](const std::string& keys) {
        return message_of("[process]\nkind = \"gaussian\"\n[gaussian]\n" + keys);
    };
    EXPECT_NE(message("schedule = \"constant\"\nbeta = 1.5\n").find("gaussian.beta = 1.5"), std::string::npos);
    EXPECT_NE(message("beta_max = 1.0\n").find("gaussian.beta_max = 1"), std::string::npos);
    EXPECT_NE(message("betas = [0.1, -0.2]\n").find("gaussian.betas"), std::string::npos);
    EXPECT_NE(message("betas = [0.1, -0.2]\n").find("-0.2"), std::string::npos);
    EXPECT_NE(message("betas = []\n").find("gaussian.betas"), std::string::npos);
    EXPECT_NE(message("schedule = \"table\"\n").find("gaussian.betas"), std::string::npos);
    EXPECT_NE(message("betas = [0.1, 0.2]\nlevels = 3\n").find("gaussian.betas has 2 numbers"), std::string::npos);
    EXPECT_NE(message("betas = [0.1]\nschedule = \"linear\"\n").find("gaussian.betas"), std::string::npos);
    EXPECT_NE(message("kind = \"vp\"\nbetas = [0.1]\n"), "");
}

TEST(ForwardSettings, TheDeckComesBeforeItsPreset) {
    const ForwardSettings settings = settings_of("preset = \"paper\"\n[transport]\nPe = 3.0\n[schedule]\nlevels = 9\n");

    EXPECT_EQ(settings.transport.request.peclet, 3.0);
    EXPECT_EQ(settings.schedule->levels(), 9);
    EXPECT_EQ(settings.transport.walls, Walls::bounce_back);
    EXPECT_EQ(settings.data.low, 0.95);
}

// Correction 1 of numerics.md: Fo_paper = sigma^2/L^2 is twice ours, and sigma in pixels says the same in both.
TEST(ForwardSettings, FourierConventionsAndPixelsAgree) {
    const std::string tables = "[schedule]\nlevels = 5\n";
    const LevelSchedule ours = *settings_of(tables + "Fo_min = 0.001\nFo_max = 0.02\n").schedule;
    const LevelSchedule paper =
        *settings_of(tables + "fo_convention = \"paper\"\nFo_min = 0.002\nFo_max = 0.04\n").schedule;
    const double sigma_max = 28.0 * std::sqrt(2.0 * 0.02);
    const double sigma_min = 28.0 * std::sqrt(2.0 * 0.001);
    const LevelSchedule pixels =
        *settings_of(tables + "sigma_min = " + std::to_string(sigma_min) + "\nsigma_max = " + std::to_string(sigma_max))
             .schedule;

    for (int k = 1; k <= 5; ++k) {
        EXPECT_DOUBLE_EQ(paper.fo(k), ours.fo(k));
        EXPECT_NEAR(pixels.fo(k), ours.fo(k), 1e-6 * ours.fo(k));  // std::to_string keeps 6 decimals
    }
}

TEST(ForwardSettings, LatticeQuantitiesStandInForASchedule) {
    const ForwardSettings settings =
        settings_of("[lattice]\nlevels = 3\nsteps = 7\ntau = 0.8\nvelocity = 0.05\n[velocity]\nkind = \"uniform\"\n");

    const MadeProcess<double> made = make_process<double>(settings, {1, 16, 20});

    EXPECT_FALSE(settings.schedule.has_value());
    const LevelRecord& last = made.process->levels().back();
    EXPECT_EQ(last.level, 3);
    EXPECT_EQ(last.steps, 7);
    EXPECT_DOUBLE_EQ(last.alpha_lu, 0.1);
    EXPECT_DOUBLE_EQ(last.velocity_scale_lu, 0.05);
    EXPECT_NEAR(last.fo, 3 * 7 * 0.1 / 400.0, 1e-15);
}

TEST(ForwardSettings, MistakesAreNamedWithTheirKey) {
    EXPECT_NE(message_of("[transport]\nPee = 3\n").find("transport.Pee"), std::string::npos);
    EXPECT_NE(message_of("[transport]\nPe = 3.0\n").find("velocity.kind"), std::string::npos);
    EXPECT_NE(message_of("[chain]\nfull_levels = [3, 2]\n").find("chain.full_levels"), std::string::npos);
    EXPECT_NE(message_of("[chain]\nfull_samples = 0\n").find("chain.full_samples"), std::string::npos);
    EXPECT_NE(message_of("[data]\nrange = [1.0, 1.0]\n").find("data.range"), std::string::npos);
    EXPECT_NE(message_of("[data]\nsize = [28]\n").find("data.size"), std::string::npos);
    EXPECT_NE(message_of("[process]\nkind = \"heat\"\n[transport]\nPe = 1.0\n").find("transport"), std::string::npos);
    EXPECT_EQ(message_of(""), "");
}

}  // namespace
}  // namespace ebru
