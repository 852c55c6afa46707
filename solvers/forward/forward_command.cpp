#include "solvers/forward/forward_command.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <iostream>
#include <memory>

#include "app/deck_options.hpp"
#include "app/run_folder.hpp"
#include "io/partial_file.hpp"
#include "ranks/ranks.hpp"
#include "solvers/forward/block_choice.hpp"
#include "solvers/forward/chain_pictures.hpp"
#include "solvers/forward/forward_report.hpp"
#include "solvers/forward/forward_run.hpp"
#include "solvers/forward/spde_fields.hpp"

namespace ebru {

namespace {

ExistingOutput existing_output(const DeckOptions& options) {
    if (options.resume) {
        return ExistingOutput::resume;
    }
    return options.overwrite ? ExistingOutput::replace : ExistingOutput::refuse;
}

/// A finished chain is not an error for --resume: the work is done. Collective.
bool nothing_left(const Ranks& ranks, const std::filesystem::path& chain, ExistingOutput existing) {
    if (existing != ExistingOutput::resume ||
        !ranks.any(ranks.first() && file_progress(chain) == FileProgress::finished)) {
        return false;
    }
    std::cout << chain.string() << " is complete: nothing to resume\n";
    return true;
}

/// Sees that the ranks are about to do the same, each its part. Collective.
void require_one_job(const Ranks& ranks, const DeckOptions& options, const Deck& deck, const ChainPlan& plan,
                     const BlockLayout* blocks) {
    require_same(ranks, "the deck", deck.resolved());
    require_same(ranks, "the plan", plan_text(plan));
    require_same(
        ranks, "the command line",
        fmt::format("resume {}\noverwrite {}\ndry run {}\n", options.resume, options.overwrite, options.dry_run));
    if (blocks == nullptr) {
        require_work_for_all(plan, ranks.count());
    }
}

template <class Real>
int run_deck(const DeckOptions& options, const Deck& deck, const ForwardSettings& settings, ImageSource& source) {
    const Ranks& ranks = Ranks::job();
    RunLog log("forward");
    const std::optional<BlockLayout> cut = choose_blocks(settings, source.shape().grid(), ranks);
    const BlockLayout* const blocks = cut ? &*cut : nullptr;
    MadeProcess<Real> made = make_process<Real>(settings, source.shape(), blocks);
    const std::string resolved = stored_deck(deck);
    const ChainPlan plan = plan_chain(settings, source, made, resolved);
    require_one_job(ranks, options, deck, plan, blocks);
    for (const std::string& warning : made.warnings) {
        spdlog::warn("{}", warning);
    }
    const std::filesystem::path folder = run_folder(options.output, options.deck);
    const std::filesystem::path path = folder / "chain.h5";
    if (options.dry_run) {
        std::cout << deck.resolved() << '\n'
                  << describe_plan(plan, made.steps_per_image, made.equation)
                  << describe_blocks(settings, plan, blocks, made.process->has_velocity())
                  << "nothing was written (--dry-run)\n";
        return 0;
    }
    const ExistingOutput existing = existing_output(options);
    make_common_folder(ranks, folder);
    if (nothing_left(ranks, path, existing)) {
        return 0;
    }
    const ForwardTimes times = run_forward(settings, source, *made.process, plan, path, existing, blocks);
    if (!ranks.first()) {
        return 0;
    }
    constexpr double little_taming = 0.95;
    if (times.smallest_taming_factor < little_taming) {
        spdlog::warn("taming multiplied a drift by {:.3g}: below {} the process is no longer the equation's",
                     times.smallest_taming_factor, little_taming);
    }
    const SnapshotChainReader chain(path);
    LevelFields fields;
    if (settings.process == ProcessKind::spde && settings.pictures.vtk_samples > 0) {
        fields = spde_fields<Real>(settings.spde, source.shape(), settings.seed);
    }
    const ChainPictures pictures =
        draw_chain(chain, settings.pictures, {settings.data.low, settings.data.high}, folder, fields);
    const ForwardSummary summary = summarise(chain, times, made.steps_per_image, made.keeps_mass);
    write_run_log(log, deck.resolved(), chain, summary, folder / "run_log.json");
    std::cout << describe_result(chain, summary, pictures, folder);
    return 0;
}

int forward(const DeckOptions& options) {
    Deck deck = Deck::load(options.deck, options.set);
    const DataSettings data = read_data_settings(deck);
    const std::unique_ptr<ImageSource> source = open_image_source(data.source);
    const ForwardSettings settings = read_forward_settings(deck, data, source->shape().nx);
    return settings.precision == Precision::double_precision ? run_deck<double>(options, deck, settings, *source)
                                                             : run_deck<float>(options, deck, settings, *source);
}

}  // namespace

Command forward_command() {
    return {"forward", "run a forward process on images and write the chain",
            [](CLI::App& app) -> std::function<int()> {
                const auto options = std::make_shared<DeckOptions>();
                add_deck_options(app, *options, "transport.Pe=10");
                return [options] { return forward(*options); };
            },
            std::nullopt, true};
}

}  // namespace ebru
