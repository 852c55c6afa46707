#include "solvers/ensemble_run/ensemble_settings.hpp"

#include <gtest/gtest.h>

#include <string>

#include "base/error.hpp"
#include "solvers/ensemble_run/ensemble_report.hpp"

namespace ebru {
namespace {

EnsembleSettings settings_of(const std::string& text) {
    Deck deck = Deck::parse(text, "test.toml");
    EnsembleSettings settings = read_ensemble_settings(deck);
    static_cast<void>(plan_of(settings));
    return settings;
}

std::string message_of(const std::string& text) {
    try {
        settings_of(text);
    } catch (const UserError& error) {
        return error.what();
    }
    return "";
}

std::string deck(const std::string& experiment, const std::string& rest = "") {
    return "[ensemble]\nexperiment = \"" + experiment + "\"\n" + rest;
}

/// The message names key and value, and says why.
void expect_refused(const std::string& text, const std::string& key, const std::string& word) {
    const std::string message = message_of(text);
    EXPECT_NE(message.find(key), std::string::npos) << message;
    EXPECT_NE(message.find(word), std::string::npos) << message;
}

const std::string two_clouds =
    "[density]\nkind = \"mixture\"\nweights = [2, 1]\nmeans = [0, 0, 3, 1]\ncovariances = [1, 0.5]\n";

TEST(EnsembleSettings, EveryExperimentHasDefaults) {
    for (const std::string& experiment : all_names<Experiment>()) {
        const bool two = experiment == "force" || experiment == "kde-bias";
        const std::string needed = two                          ? "[second]\nmeans = [1, 0]\n"
                                   : experiment == "covariance" ? "[gaussian]\nlevels = 20\n"
                                                                : "";
        EXPECT_EQ(message_of(deck(experiment, needed)), "") << experiment;
    }
}

TEST(EnsembleSettings, CovariancesAreVariancesDiagonalsOrMatrices) {
    const auto matrix = [](const std::string& list) {
        const EnsembleSettings settings =
            settings_of(deck("random-walk",
                             "[density]\nkind = \"mixture\"\nweights = [1, 3]\nmeans = [0, 0, 1, 1]\n"
                             "covariances = [" +
                                 list + "]\n"));
        return settings.density.mixture->components()[1].covariance.matrix();
    };
    const auto expect_matrix = [](const std::vector<double>& got, const std::vector<double>& wanted) {
        for (std::size_t i = 0; i < 4; ++i) {
            EXPECT_NEAR(got[i], wanted[i], 1e-15);
        }
    };
    expect_matrix(matrix("1, 2"), {2, 0, 0, 2});
    expect_matrix(matrix("1, 1, 3, 4"), {3, 0, 0, 4});
    expect_matrix(matrix("1, 0, 0, 1, 2, 0.5, 0.5, 1"), {2, 0.5, 0.5, 1});
}

TEST(EnsembleSettings, WeightsAreSharesOfTheirSum) {
    const EnsembleSettings settings = settings_of(deck("random-walk", two_clouds));
    EXPECT_DOUBLE_EQ(settings.density.mixture->components()[0].weight, 2.0 / 3.0);
}

TEST(EnsembleSettings, WrongDensitiesAreNamed) {
    expect_refused(deck("random-walk", "[density]\nmeans = [1]\n"), "density.means", "2 numbers");
    expect_refused(deck("random-walk", "[density]\ncovariances = [1, 2, 3]\n"), "density.covariances", "4 entries");
    expect_refused(deck("random-walk", "[density]\ncovariances = [1, 2, 2, 4]\n"), "density.covariances[0]", "");
    expect_refused(deck("random-walk", "[density]\ncovariances = [1, 0.5, 0.2, 4]\n"), "density.covariances[0]", "");
    expect_refused(deck("random-walk", "dimension = 3\n[density]\nkind = \"shape\"\n"), "density.kind",
                   "dimension = 3");
    expect_refused(deck("force", "[second]\nmeans = [1]\n"), "second.means", "2 numbers");
}

TEST(EnsembleSettings, WhatAnExperimentNeedsIsAskedFor) {
    expect_refused(deck("reversal", "[density]\nkind = \"shape\"\n"), "density.kind", "mixture");
    expect_refused(deck("reverse-step", two_clouds), "density.kind", "one Gaussian");
    expect_refused(deck("covariance", "[gaussian]\nkind = \"ve\"\nlevels = 10\n"), "gaussian.kind", "ddpm");
    expect_refused(deck("covariance"), "gaussian.levels", "at most 64");
    expect_refused(deck("reversal", "[gaussian]\nkind = \"ve\"\n[reversal]\ncontrols = [\"paper\"]\n"),
                   "reversal.controls", "betas");
    expect_refused(deck("reversal", "[reversal]\ncontrols = [\"back\"]\n"), "reversal.controls", "preserve");
    expect_refused(deck("force", "precision = \"float\"\n[second]\nmeans = [1, 0]\n[force]\ndynamics = \"free\"\n"),
                   "ensemble.precision", "double");
    expect_refused(deck("force", "[second]\nmeans = [1, 0]\n[force]\ndt = 100\n"), "force.dt", "at most");
}

TEST(EnsembleSettings, OutOfRangeIsRefused) {
    expect_refused(deck("random-walk", "particles = 0\n"), "ensemble.particles", "0");
    expect_refused(deck("random-walk", "[gaussian]\nbeta_max = 1.5\n"), "gaussian.beta_max", "(0, 1)");
    expect_refused(deck("kde-bias", "[kde]\nbandwidths = [0.1, 0]\n[second]\nmeans = [1, 0]\n"), "kde.bandwidths", "0");
    expect_refused(deck("reversal", "[reversal]\nscore = \"kde\"\n[kde]\nbandwidth = 0\n"), "kde.bandwidth", "0");
    expect_refused(deck("reversal", "[reversal]\nknobs = [1.5]\n"), "reversal.knobs", "1.5");
    expect_refused(deck("random-walk", "[output]\nlevels = [0, 5, 5, 1000]\n"), "output.levels", "increasing");
    expect_refused(deck("random-walk", "[output]\nlevels = [0, 5]\n"), "output.levels", "1000");
    expect_refused(deck("random-walk", "[pictures]\nwindow = [1, 0, 0, 1]\n"), "pictures.window", "left, right");
}

TEST(EnsembleSettings, KeysOfOtherExperimentsAreUnknown) {
    expect_refused(deck("random-walk", "[reversal]\nsteps = 3\n"), "reversal", "");
    expect_refused(deck("random-walk", "[second]\nkind = \"gaussian\"\n"), "second", "");
    expect_refused(deck("kernel-velocity", "[density]\nkind = \"gaussian\"\n"), "density", "");
}

TEST(EnsembleSettings, KeptLevelsGoFromStartToEnd) {
    EXPECT_EQ(settings_of(deck("random-walk", "[gaussian]\nlevels = 3\n")).output.levels,
              (std::vector<int>{0, 1, 2, 3}));
    const std::vector<int> many = settings_of(deck("random-walk")).output.levels;
    EXPECT_EQ(many.size(), 11U);
    EXPECT_EQ(many.back(), 1000);
}

}  // namespace
}  // namespace ebru
