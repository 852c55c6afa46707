#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <limits>
#include <random>

#include "diagnostics/error_norms.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "validation/chain_reproducibility/program_runs.hpp"
#include "validation/common/photographs.hpp"
#include "validation/common/study.hpp"

namespace ebru {

namespace chain_study {

namespace {

struct Settings {
    int patch = 0;
    int levels = 0;
    double peclet = 0.0;
    double fo_max = 0.0;
    std::vector<int> batches;
    std::vector<int> threads;
    std::uint64_t seed = 0;
    int patches = 0;
    int kills = 0;
};

/// A process by what it adds to the common deck.
struct Process {
    std::string name;
    std::vector<std::string> set;
    bool exact_in_time = false;  ///< every level is computed from the data
};

std::vector<Process> all_processes(const Settings& settings) {
    const std::string peclet = fmt::format("transport.Pe={:.17g}", settings.peclet);
    const std::string fo_max = fmt::format("schedule.Fo_max={:.17g}", settings.fo_max);
    return {{"heat", {"process.kind=\"heat\"", fo_max}, true},
            {"stencil", {"preset=\"transport\"", fo_max, peclet}, false},
            {"lattice Boltzmann", {"preset=\"transport\"", fo_max, peclet, "transport.method=\"lbm\""}, false},
            {"preset paper", {"preset=\"paper\"", "data.range=[0.0, 1.0]"}, false}};
}

/// Patches of the photographs' centres, (B, 1, Y, X) in an NPY file.
void write_patches(const Settings& settings, const std::filesystem::path& file) {
    constexpr int photograph_cells = 256;
    std::mt19937_64 random(settings.seed);
    const auto corner = [&] {
        return static_cast<int>(random() % static_cast<std::uint64_t>(photograph_cells - settings.patch + 1));
    };
    std::vector<std::vector<double>> photographs;
    for (const std::string& name : photograph_names()) {
        photographs.push_back(photograph(name, photograph_cells));
    }
    std::string header = fmt::format("{{'descr': '<f8', 'fortran_order': False, 'shape': ({}, 1, {}, {}), }}",
                                     settings.patches, settings.patch, settings.patch);
    header.resize((10 + header.size() + 1 + 63) / 64 * 64 - 10 - 1, ' ');
    header += '\n';
    std::ofstream out(file, std::ios::binary);
    out.write("\x93NUMPY\x01\x00", 8);
    const auto length = static_cast<unsigned>(header.size());
    out.put(static_cast<char>(length & 0xffU)).put(static_cast<char>(length >> 8U));
    out << header;
    for (int p = 0; p < settings.patches; ++p) {
        const std::vector<double>& picture = photographs[static_cast<std::size_t>(p) % photographs.size()];
        const int top = corner();
        const int left = corner();
        for (int y = 0; y < settings.patch; ++y) {
            const double* row = picture.data() + (top + y) * photograph_cells + left;
            out.write(reinterpret_cast<const char*>(row),
                      static_cast<std::streamsize>(sizeof(double)) * settings.patch);
        }
    }
    validate(out.good(), file.string(), "the patches could not be written", "make room in the temporary folder");
}

/// The deck and what runs of it need.
class Runs {
  public:
    explicit Runs(const Settings& settings) : settings_(settings) {
        write_patches(settings, folder_.path() / "patches.npy");
        std::ofstream deck(folder_.path() / "deck.toml");
        deck << fmt::format(
            "seed = {}\n[data]\npath = \"patches.npy\"\n[schedule]\nlevels = {}\n[chain]\n"
            "full_samples = -1\npairs = 2\n[pictures]\nvtk_samples = 0\nsheet_samples = 0\n",
            settings.seed, settings.levels);
    }

    [[nodiscard]] std::filesystem::path chain(const std::string& run) const {
        return folder_.path() / run / "chain.h5";
    }
    [[nodiscard]] std::filesystem::path log() const { return folder_.path() / "log.txt"; }

    [[nodiscard]] std::vector<std::string> arguments(const Process& process, const std::string& run,
                                                     std::vector<std::string> more) const {
        std::vector<std::string> words = {"forward", (folder_.path() / "deck.toml").string(), "-o",
                                          (folder_.path() / run).string()};
        for (const std::string& set : process.set) {
            words.insert(words.end(), {"--set", set});
        }
        words.insert(words.end(), more.begin(), more.end());
        return words;
    }

    void run(const Process& process, const std::string& name, const std::vector<std::string>& more) const {
        run_program(arguments(process, name, more), log());
    }

    void forget(const std::string& run) const { std::filesystem::remove_all(folder_.path() / run); }

  private:
    Settings settings_;
    TemporaryFolder folder_;
};

/// Step 1: threads and batches.
void judge_bytes(StudyReport& report, Table& table, const Settings& settings, const Runs& runs,
                 const Process& process) {
    int different = 0;
    std::string first;
    for (const int threads : settings.threads) {
        for (const int batch : settings.batches) {
            const std::string name = fmt::format("{}_{}_{}", process.name, threads, batch);
            runs.run(process, name,
                     {"--threads", fmt::format("{}", threads), "--set", fmt::format("run.batch={}", batch)});
            first = first.empty() ? name : first;
            const bool same = same_bytes(runs.chain(first), runs.chain(name));
            different += same ? 0 : 1;
            table.add({process.name, std::int64_t{threads}, std::int64_t{batch}, std::string(same ? "yes" : "no"),
                       static_cast<std::int64_t>(std::filesystem::file_size(runs.chain(name)))});
            if (name != first) {
                runs.forget(name);
            }
        }
    }
    report.judge(bound_verdict(process.name + ": chains that differ over threads and batches", different, 0.0,
                               "counter-based random numbers, reductions of fixed shape"));
}

/// Step 2: kills at random moments, then --resume; the last run to the end.
void judge_kills(StudyReport& report, const Settings& settings, const Runs& runs, const Process& process) {
    const std::vector<std::string> slow = {"--threads",   "1",     "--set",
                                           "run.batch=1", "--set", "run.checkpoint_seconds=0.0"};
    const auto start = std::chrono::steady_clock::now();
    runs.run(process, "whole", slow);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    Table& table =
        report.table("kills", fmt::format("SIGKILL at random moments of a run of {:.1f} s, then --resume", seconds),
                     {{"attempt", ""}, {"killed_after", "s"}, {"hit", ""}, {"same_bytes", ""}});
    std::mt19937_64 random(settings.seed);
    int hits = 0;
    int different = 0;
    const int most = 10 * settings.kills;  // a busy machine makes moments miss
    for (int attempt = 0; attempt < most && hits < settings.kills; ++attempt) {
        const double share = 0.05 + 0.9 * static_cast<double>(random() >> 11U) * 0x1.0p-53;
        const std::filesystem::path chain = runs.chain("killed");
        const KillEnd end = run_and_kill(runs.arguments(process, "killed", slow), runs.log(), share * seconds, chain);
        std::string same;
        if (end == KillEnd::on_the_way) {
            ++hits;
            runs.run(process, "killed", {"--threads", "2", "--resume", "--set", "run.batch=7"});
            const bool equal = same_bytes(runs.chain("whole"), chain);
            same = equal ? "yes" : "no";
            different += equal ? 0 : 1;
        }
        table.add(
            {std::int64_t{attempt}, share * seconds, std::string(end == KillEnd::on_the_way ? "yes" : "no"), same});
        runs.forget("killed");
    }
    report.judge({process.name + ": kills that hit a run on its way", static_cast<double>(hits),
                  static_cast<double>(settings.kills), static_cast<double>(settings.kills),
                  "otherwise the next verdict says nothing"});
    report.judge(bound_verdict(process.name + ": resumed chains that differ from the whole run's", different, 0.0,
                               "a resumed run recomputes what the last checkpoint does not hold"));
}

/// What float may leave at a level after n steps.
struct FloatBounds {
    double rms = 0.0;
    double largest = 0.0;
};

FloatBounds float_bounds(const Process& process, int steps) {
    constexpr double eps = std::numeric_limits<float>::epsilon();
    constexpr double amplitude = 0.5;
    if (process.exact_in_time) {
        return {32.0 * eps, 32.0 * eps};
    }
    constexpr double roundings = 13.0;  // a step: weights 3, products 2, sums 8
    constexpr double lambda = 5.0;
    const double root = std::sqrt(std::max(1, steps));
    return {4.0 * eps * root * amplitude, lambda * roundings * 0.5 * eps * root * amplitude};
}

/// Step 3: float against double, level by level.
void judge_float(StudyReport& report, Table& table, const Settings& settings, const Runs& runs,
                 const Process& process) {
    for (const std::string precision : {"float", "double"}) {
        runs.run(
            process, precision,
            {"--threads", "1", "--set", "process.precision=\"" + precision + "\"", "--set", "chain.format=\"double\""});
    }
    double worst_rms = 0.0;
    double worst_largest = 0.0;
    {
        const SnapshotChainReader in_float(runs.chain("float"));
        const SnapshotChainReader in_double(runs.chain("double"));
        const auto values = static_cast<std::size_t>(settings.patch) * static_cast<std::size_t>(settings.patch);
        std::vector<double> one(values);
        std::vector<double> other(values);
        int steps = 0;
        for (std::size_t k = 0; k < in_double.levels().size(); ++k) {
            double square = 0.0;
            double largest = 0.0;
            for (std::int64_t sample = 0; sample < settings.patches; ++sample) {
                in_float.read_state<double>(sample, k, one);
                in_double.read_state<double>(sample, k, other);
                const ErrorNorms gap = error_norms<double>(one, other);
                square += gap.l2 * gap.l2 / settings.patches;
                largest = std::max(largest, gap.max);
            }
            steps += in_double.levels()[k].steps;
            const FloatBounds bounds = float_bounds(process, steps);
            worst_rms = std::max(worst_rms, std::sqrt(square) / bounds.rms);
            worst_largest = std::max(worst_largest, largest / bounds.largest);
            table.add({process.name, static_cast<std::int64_t>(k), std::int64_t{steps}, std::sqrt(square), bounds.rms,
                       largest, bounds.largest});
        }
    }
    runs.forget("float");
    runs.forget("double");
    report.judge({process.name + ": rms gap of float to double, share of its bound, worst level", worst_rms, 0.0, 1.0,
                  process.exact_in_time ? "32 eps: transforms of the data" : "4 eps sqrt(n) A: independent roundings"});
    report.judge({process.name + ": largest gap of float to double, share of its bound, worst level", worst_largest,
                  0.0, 1.0, process.exact_in_time ? "32 eps" : "5 * 13 (eps/2) sqrt(n) A: Higham and Mary (2019)"});
}

void draw_gap(StudyReport& report, const std::vector<Process>& processes) {
    CurveFigure figure{"float_gap",
                       "Float against double, rms over all images; dashed: what independent roundings may leave",
                       "level",
                       "rms gap",
                       Scale::linear,
                       Scale::log,
                       {},
                       {}};
    for (const Process& process : processes) {
        figure.curves.push_back({process.name,
                                 "float_gap",
                                 "level",
                                 "rms",
                                 {{"process", process.name}},
                                 Curve::Style::points_and_line,
                                 "",
                                 ""});
        figure.curves.push_back({process.name + ", bound",
                                 "float_gap",
                                 "level",
                                 "rms_bound",
                                 {{"process", process.name}},
                                 Curve::Style::dashed,
                                 "",
                                 ""});
    }
    report.draw(figure);
}

void run(StudyReport& report, const Settings& settings) {
    const Runs runs(settings);
    const std::vector<Process> processes = all_processes(settings);
    Table& bytes =
        report.table("bytes", "Chains against the first of their process",
                     {{"process", ""}, {"threads", ""}, {"batch", "images"}, {"same_bytes", ""}, {"size", "bytes"}});
    Table& gap = report.table("float_gap", "Float against double over all images",
                              {{"process", ""},
                               {"level", ""},
                               {"steps", "so far"},
                               {"rms", ""},
                               {"rms_bound", ""},
                               {"largest", ""},
                               {"largest_bound", ""}});
    for (const Process& process : processes) {
        judge_bytes(report, bytes, settings, runs, process);
        judge_float(report, gap, settings, runs, process);
    }
    judge_kills(report, settings, runs, processes[2]);
    draw_gap(report, processes);
}

}  // namespace

}  // namespace chain_study

StudyRun chain_reproducibility(StudyDeck& deck) {
    using namespace chain_study;
    Settings settings;
    settings.patch = deck.deck().integer("patch", IntRange::closed(8, 256, "pixels"));
    settings.levels = deck.deck().integer("levels", IntRange::at_least(2));
    settings.peclet = deck.deck().real("Pe", Range::above(0.0));
    settings.fo_max = deck.deck().real("Fo_max", Range::above(1.6e-4));
    settings.batches = deck.deck().integers("batches", IntRange::at_least(1, "images"));
    settings.threads = deck.deck().integers("threads", IntRange::at_least(1, "threads"));
    for (const auto& [key, values] :
         {std::pair{"batches", &settings.batches}, std::pair{"threads", &settings.threads}}) {
        if (values->size() < 2) {
            deck.deck().refuse(key, "chains of equal settings are compared", "give at least two numbers");
        }
    }
    settings.seed = deck.deck().unsigned64("seed", 1);
    settings.patches = deck.integer("patches", IntRange::at_least(8, "images"));
    settings.kills = deck.integer("kills", IntRange::at_least(1));
    return [settings](StudyReport& report) { run(report, settings); };
}

}  // namespace ebru
