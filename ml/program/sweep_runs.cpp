#include "ml/program/sweep_runs.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "io/atomic_file.hpp"
#include "io/image_source.hpp"
#include "ml/evaluate/evaluation.hpp"
#include "ml/program/train_problem.hpp"
#include "ml/sampler/make_sampler.hpp"
#include "ml/sweep/sweep_cases.hpp"
#include "solvers/forward/forward_run.hpp"
#include "solvers/forward/process_factory.hpp"

namespace ebru {

namespace {

/// A folder that is gone when this is: for the decks that others name by file.
class ScratchFolder {
  public:
    ScratchFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "ebru_sweep_XXXXXX").string();
        validate(mkdtemp(name.data()) != nullptr, name, "no folder can be made there", "set TMPDIR to one that can");
        path_ = name;
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    ~ScratchFolder() {
        std::error_code failure;
        std::filesystem::remove_all(path_, failure);
    }

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

/// What the decks of a run are read from.
struct RunSource {
    const SweepDeck& sweep;
    const SweepCase& of_case;
    int seed;
};

StageWork read_forward(const RunSource& from) {
    Deck deck = stage_deck(from.sweep, from.of_case, SweepStage::forward, from.seed);
    const DataSettings data = read_data_settings(deck);
    const std::unique_ptr<ImageSource> source = open_image_source(data.source);
    const ForwardSettings settings = read_forward_settings(deck, data, source->shape().nx);
    const bool stored = from.sweep.settings.pairs == PairOrigin::chain;
    // Of single precision whatever the deck says: what is possible does not depend on it.
    const MadeProcess<float> made = make_process<float>(settings, source->shape());
    if (stored) {
        plan_chain(settings, *source, made, deck.resolved());
    }
    return {.stage = SweepStage::forward, .deck = deck.resolved(), .has_command = stored, .how = {}};
}

/// The resolved training deck with the forward process of the run's own folder.
std::string training_text(const Deck& deck, PairOrigin pairs) {
    constexpr std::string_view table = "[data]\n";
    std::string text = pairs == PairOrigin::online
                           ? deck.resolved({"data.forward"})
                           : deck.resolved({"data.forward", "data.levels_per_pass", "data.pool_images", "data.flips"});
    const std::size_t place = text.find(table);
    EBRU_ASSERT(place != std::string::npos);
    text.insert(place + table.size(),
                pairs == PairOrigin::online ? "forward = \"forward.toml\"\n" : "chain = \"chain/chain.h5\"\n");
    return text;
}

StageWork read_training(const RunSource& from, const std::filesystem::path& forward_deck, TrainProblem& problem) {
    Deck deck = stage_deck(from.sweep, from.of_case, SweepStage::train, from.seed,
                           {"data.forward=" + quoted_text(forward_deck.string())});
    const PairOrigin pairs = from.sweep.settings.pairs;
    for (const char* key : {"data.levels_per_pass", "data.pool_images", "data.flips"}) {
        if (pairs == PairOrigin::chain && deck.has(key)) {
            deck.refuse(key, "a stored chain has no use for it (sweep.pairs)", "remove it");
        }
    }
    problem = read_train_problem(deck);
    return {.stage = SweepStage::train, .deck = training_text(deck, pairs), .has_command = true, .how = run_keys()};
}

StageWork read_sampling(const RunSource& from, const TrainProblem& problem, SweepRun& run) {
    Deck deck = stage_deck(from.sweep, from.of_case, SweepStage::sample, from.seed);
    const SamplingProblem& sampling = problem.sampling;
    const SampleSettings settings =
        read_sample_settings(deck, sampling.facts, sampling.objective, sampling.window, problem.identity.classes);
    deck.reject_unknown();
    // Of a network there is none yet, and none is asked.
    const std::unique_ptr<ReverseSampler> sampler = make_sampler(
        settings, sampling, {.network = nullptr, .guidance = settings.guidance, .no_label = problem.identity.classes});
    run.network_calls = sampler->evaluations();
    run.samples = settings.count;
    return {.stage = SweepStage::sample, .deck = deck.resolved(), .has_command = true, .how = {"sample.batch"}};
}

StageWork read_evaluation(const RunSource& from, const ForwardFacts& forward, std::int64_t samples) {
    Deck deck = stage_deck(from.sweep, from.of_case, SweepStage::evaluate, from.seed);
    SampleFacts facts;
    facts.shape = forward.shape;
    facts.data = forward.settings.data;
    facts.count = samples;
    plan_evaluation(deck, facts);
    return {.stage = SweepStage::evaluate, .deck = deck.resolved(), .has_command = true, .how = {}};
}

SweepRun read_run(const RunSource& from, const std::filesystem::path& scratch) {
    SweepRun run;
    run.stages.push_back(read_forward(from));
    const std::filesystem::path forward_deck = scratch / "forward.toml";
    write_file_atomically(forward_deck, run.stages.back().deck, Durability::process_kill);
    TrainProblem problem;
    run.stages.push_back(read_training(from, forward_deck, problem));
    run.updates = problem.settings.run.steps;
    const ForwardFacts& facts = problem.sampling.facts;
    run.range = {facts.settings.data.low, facts.settings.data.high};
    run.stages.push_back(read_sampling(from, problem, run));
    run.stages.push_back(read_evaluation(from, facts, run.samples));
    return run;
}

/// The resolved deck with another seed: the one line that differs between the runs of a case.
std::string with_seed(const std::string& deck, int before, int now) {
    const std::string line = fmt::format("seed = {}\n", before);
    std::size_t place = deck.starts_with(line) ? 0 : deck.find("\n" + line);
    EBRU_ASSERT(place != std::string::npos);
    place += deck[place] == '\n' ? 1 : 0;
    return std::string(deck).replace(place, line.size(), fmt::format("seed = {}\n", now));
}

/// The run of another seed. Which seeds there are changes nothing that a stage could refuse, so that a case is read
/// once.
SweepRun of_seed(SweepRun run, int before, int now) {
    for (StageWork& work : run.stages) {
        if (work.stage != SweepStage::evaluate) {
            work.deck = with_seed(work.deck, before, now);
        }
    }
    return run;
}

}  // namespace

std::vector<SweepRun> read_sweep_runs(const SweepDeck& sweep, const std::filesystem::path& folder, int only) {
    const ScratchFolder scratch;
    const std::filesystem::path whole = std::filesystem::absolute(folder).lexically_normal();
    const std::vector<int>& seeds = sweep.settings.seeds;
    std::vector<SweepRun> runs;
    int number = 0;
    for (std::size_t i = 0; i < sweep.cases.size(); ++i) {
        const int first = number + 1;
        const bool wanted = only == 0 || (first <= only && only < first + static_cast<int>(seeds.size()));
        const SweepCase& of_case = sweep.cases[i];
        const SweepRun read = wanted ? read_run({sweep, of_case, seeds.front()}, scratch.path()) : SweepRun{};
        for (const int seed : seeds) {
            ++number;
            if (only != 0 && only != number) {
                continue;
            }
            SweepRun run = of_seed(read, seeds.front(), seed);
            run.number = number;
            run.of_case = i;
            run.name = fmt::format("{}, seed {}", of_case.name, seed);
            run.folder = whole / "runs" / fmt::format("{}_seed{}", folder_word(of_case.name), seed);
            runs.push_back(std::move(run));
        }
    }
    validate(!runs.empty(), fmt::format("--only {}", only), fmt::format("the sweep has {} runs", number),
             fmt::format("give 1 to {}", number));
    return runs;
}

}  // namespace ebru
