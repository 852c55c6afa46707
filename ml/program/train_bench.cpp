#include "ml/program/train_bench.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <iostream>

#include "ml/train/autocast_scope.hpp"
#include "ml/train/rank_share.hpp"
#include "ml/train/trainer.hpp"

namespace ebru {

namespace {

/// What every training of this network must do, and nothing else.
void bare_update(Trainer& trainer, const Example& example, const at::Tensor& label, c10::Device device) {
    const ComputeFormat format = trainer.settings().bf16 ? ComputeFormat::bfloat16 : ComputeFormat::single_precision;
    trainer.optimizer().zero_grad();
    at::Tensor output;
    {
        const AutocastScope autocast(device.type(), format);
        output = trainer.network().forward(example.input, example.time, label);
    }
    loss_per_image(example, output).mean().backward();
    trainer.optimizer().step();
}

}  // namespace

PairedTiming time_updates(const TrainProblem& problem, c10::Device device, int repeats) {
    UpdateSettings settings = problem.settings.update;
    settings.accumulate = 1;
    Trainer trainer(settings, make_first_network(problem), *problem.data.training, *problem.objective, device);
    const Ranks& ranks = trainer.ranks();
    const ImageShare own = share_of(settings.batch, ranks.rank(), ranks.count());
    const TrainingBatch batch = problem.data.training->batch(own.first, own.size);
    Example example = to_device(problem.objective->example(batch), device);
    if (settings.channels_last) {
        example.input = example.input.contiguous(at::MemoryFormat::ChannelsLast);
    }
    const at::Tensor label = batch.label.defined() ? batch.label.to(device) : batch.label;
    return time_in_turn(repeats, [&] { trainer.update(); }, [&] { bare_update(trainer, example, label, device); });
}

int bench_training(const TrainProblem& problem, c10::Device device, int repeats) {
    const PairedTiming timing = time_updates(problem, device, repeats);
    const int ranks = Ranks::job().count();
    std::cout << fmt::format(
        "update of {} images{}: {:.2f} ms ({:.2f} to {:.2f}), bare {:.2f} ms ({:.2f} to {:.2f}); ratio {:.3f}, median "
        "of "
        "{} "
        "pairs\n",
        problem.settings.update.batch, ranks > 1 ? fmt::format(" over {} ranks", ranks) : "", 1e3 * timing.a.median,
        1e3 * timing.a.fastest, 1e3 * timing.a.slowest, 1e3 * timing.b.median, 1e3 * timing.b.fastest,
        1e3 * timing.b.slowest, timing.ratio, repeats);
    return 0;
}

}  // namespace ebru
