#include "ml/sampler/sampling_run.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

#include "app/interrupt.hpp"
#include "app/progress.hpp"
#include "base/error.hpp"
#include "diagnostics/total.hpp"
#include "io/contact_sheet.hpp"
#include "io/snapshot_chain_reader.hpp"
#include "io/snapshot_chain_writer.hpp"

namespace ebru {

namespace {

SnapshotChainWriter open_writer(const ChainPlan& plan, const std::filesystem::path& path, ExistingOutput existing) {
    if (existing == ExistingOutput::resume) {
        return SnapshotChainWriter::resume(path, plan.header, plan.layout);
    }
    return SnapshotChainWriter::create(
        path, plan.header, plan.layout,
        existing == ExistingOutput::replace ? ExistingFile::replace : ExistingFile::refuse);
}

/// (K) of a level table, from the sampler's times.
std::vector<LevelRecord> sampler_levels(const ReverseSampler& sampler, const SamplingProblem& problem) {
    const int steps = sampler.steps();
    std::vector<LevelRecord> levels(static_cast<std::size_t>(steps) + 1);
    for (int n = 0; n <= steps; ++n) {
        const int level = steps - n;
        LevelRecord record;
        if (problem.objective.kind == ObjectiveKind::less_degraded) {
            record = problem.facts.levels[static_cast<std::size_t>(level * problem.window)];
        } else {
            record.time = sampler.time(n);
        }
        record.level = level;
        levels[static_cast<std::size_t>(level)] = record;
    }
    return levels;
}

/// The states of one batch on its way, in the order of the chain: (B, L, C, Y, X).
class KeptStates {
  public:
    KeptStates(const ChainLayout& layout, int steps, std::int64_t count)
        : layout_(layout),
          steps_(steps),
          values_(at::empty({count, static_cast<std::int64_t>(layout.full_levels.size()), layout.shape.channels,
                             layout.shape.ny, layout.shape.nx},
                            at::kFloat)) {}

    /// After `done` steps.
    void take(const at::Tensor& x, int done, std::int64_t first) {
        const auto place = std::find(layout_.full_levels.begin(), layout_.full_levels.end(), steps_ - done);
        if (place == layout_.full_levels.end()) {
            return;
        }
        const at::Tensor host = x.detach().to(at::kCPU, at::kFloat);
        const at::Tensor finite = host.isfinite().flatten(1).all(1);
        if (!finite.all().item<bool>()) {
            const auto bad = static_cast<std::int64_t>(at::argmin(finite.to(at::kInt)).item<std::int64_t>());
            throw UserError(fmt::format("sample {} is not finite after step {} of {}", first + bad, done, steps_),
                            "the sampler diverged: steps too long for the score, or weights that are not trained",
                            "take more steps (sample.steps), another sampler, or train longer");
        }
        values_.select(1, place - layout_.full_levels.begin()).copy_(host);
    }

    [[nodiscard]] std::span<const float> values() const {
        return {values_.data_ptr<float>(), static_cast<std::size_t>(values_.numel())};
    }

    /// Relative change of the channels' totals from the prior to the sample.
    [[nodiscard]] ChainDiagnostics diagnostics() const {
        const at::Tensor sums = values_.to(at::kDouble).sum({3, 4});  // (B, L, C)
        const at::Tensor sample = sums.select(1, 0);
        const at::Tensor prior = sums.select(1, sums.size(1) - 1);
        ChainDiagnostics diagnostics;
        const at::Tensor drift = at::where(sample != 0.0, (prior - sample) / sample, prior - sample).contiguous();
        diagnostics.mass_drift.assign(drift.data_ptr<double>(), drift.data_ptr<double>() + drift.numel());
        const std::vector<double> zero(static_cast<std::size_t>(values_.size(0)), 0.0);
        diagnostics.max_speed_lu = zero;
        diagnostics.effective_peclet = zero;
        diagnostics.divergence_ratio = zero;
        return diagnostics;
    }

  private:
    const ChainLayout& layout_;
    int steps_;
    at::Tensor values_;
};

/// \return false when a signal asked to stop on the way.
bool walk(const ReverseSampler& sampler, const SamplingBatch& batch, c10::Device device, std::int64_t first,
          KeptStates& kept, Progress& progress) {
    at::Tensor x = batch.prior.to(device);
    const at::Tensor label = batch.label.defined() ? batch.label.to(device) : batch.label;
    kept.take(x, 0, first);
    for (int n = 0; n < sampler.steps(); ++n) {
        if (stop_requested()) {
            return false;
        }
        x = sampler.step(x, n, *batch.noise, label);
        kept.take(x, n + 1, first);
        progress.advance(x.size(0));
    }
    return true;
}

}  // namespace

ChainPlan plan_samples(const ReverseSampler& sampler, const SamplingProblem& problem, std::int64_t samples,
                       std::int64_t first_sample, int kept, std::uint64_t seed, const std::string& deck) {
    ChainPlan plan;
    plan.header.process = "reverse of " + problem.facts.name;
    plan.header.working_precision = Precision::single_precision;
    plan.header.seed = seed;
    plan.header.deck = deck;
    plan.header.dataset_name = problem.facts.settings.data.name;
    plan.header.boundary = problem.facts.boundary;
    plan.header.first_sample = first_sample;
    plan.header.levels = sampler_levels(sampler, problem);
    plan.layout.samples = samples;
    plan.layout.shape = problem.facts.shape;
    plan.layout.full_samples = samples;
    const int steps = sampler.steps();
    const int count = std::min(kept, steps + 1);
    for (int i = 0; i < count; ++i) {
        plan.layout.full_levels.push_back(
            static_cast<int>(static_cast<std::int64_t>(i) * steps / std::max(count - 1, 1)));
    }
    return plan;
}

SamplingTimes run_sampling(const ReverseSampler& sampler, const SamplingWork& work, const ChainPlan& plan,
                           c10::Device device, const std::filesystem::path& path, ExistingOutput existing) {
    const auto start = std::chrono::steady_clock::now();
    const InterruptGuard interrupts;
    SamplingTimes times;
    SnapshotChainWriter writer = open_writer(plan, path, existing);
    Progress progress(work.samples * sampler.steps(), "sample steps", "sample");
    progress.resume_from(writer.complete() * sampler.steps());
    while (writer.complete() < work.samples) {
        const std::int64_t first = writer.complete();
        const std::int64_t count = std::min(work.batch, work.samples - first);
        KeptStates kept(plan.layout, sampler.steps(), count);
        if (!walk(sampler, work.make(first, count), device, first, kept, progress)) {
            writer.checkpoint();
            throw Interrupted(stop_signal(), fmt::format("stopped after {} of {} samples, which are saved: run the "
                                                         "same command with --resume to go on",
                                                         first, work.samples));
        }
        writer.write_block(ChainBlock<float>{.first = first,
                                             .count = count,
                                             .states = kept.values(),
                                             .pair_levels = {},
                                             .pair_states = {},
                                             .velocity = {},
                                             .diagnostics = kept.diagnostics()});
        writer.checkpoint();
        times.samples += count;
    }
    progress.finish();
    writer.finish();
    times.total = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return times;
}

void draw_samples(const std::filesystem::path& path, int columns, int most, ValueRange range,
                  const std::filesystem::path& picture) {
    const SnapshotChainReader chain(path);
    const ChainLayout& layout = chain.layout();
    const auto count = static_cast<int>(std::min<std::int64_t>(layout.full_samples, most));
    ContactSheet sheet(layout.shape, (count + columns - 1) / columns, std::min(columns, count), range);
    std::vector<float> state(layout.shape.values());
    for (int sample = 0; sample < count; ++sample) {
        chain.read_state(sample, 0, std::span<float>(state));
        sheet.place(sample / columns, sample % columns, std::span<const float>(state));
    }
    sheet.write(picture);
}

}  // namespace ebru
