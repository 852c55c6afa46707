#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <thread>
#include <vector>

#include "io/trajectory_file.hpp"
#include "synthetic_chain.hpp"

// A small ensemble whose steps are known without a process: x <- 0.9 x + a number of (step, particle, coordinate).
namespace ebru::synthetic {

inline constexpr std::int64_t last_step = 12;

inline TrajectoryHeader trajectory_header(Precision precision = Precision::single_precision) {
    TrajectoryHeader header;
    header.process = "ddpm";
    header.density = "mixture of 5 Gaussians";
    header.working_precision = precision;
    header.seed = 0xfeedfacecafebeefU;
    header.deck = "[ensemble]\nparticles = 50\n\n[density]\nkind = \"mixture\"\n";
    return header;
}

/// 50 particles in 3 dimensions, the first 20 of them kept after steps 0, 1, 5, 6 and 12: to level 6 and back.
inline TrajectoryLayout trajectory_layout(StoredFormat format = StoredFormat::single_precision) {
    TrajectoryLayout layout{50, 20, 3, format, {}, true, true};
    for (const std::int32_t step : {0, 1, 5, 6, 12}) {
        layout.times.push_back({step / 6.0, step <= 6 ? step : 12 - step});
    }
    return layout;
}

/// The step after which row `row` is taken.
inline std::int64_t step_of(const TrajectoryLayout& layout, std::int64_t row) {
    return std::lround(6.0 * layout.times[static_cast<std::size_t>(row)].t);
}

template <class Real>
class Ensemble {
  public:
    explicit Ensemble(const TrajectoryLayout& layout)
        : layout_(layout), state_(static_cast<std::size_t>(layout.particles * layout.dimension)) {
        for (std::size_t i = 0; i < state_.size(); ++i) {
            state_[i] = static_cast<Real>(value(states, 0, i));
        }
    }

    std::vector<Real>& state() { return state_; }

    void advance(std::int64_t step) {
        for (std::size_t i = 0; i < state_.size(); ++i) {
            state_[i] = static_cast<Real>(0.9) * state_[i] + static_cast<Real>(value(pairs, step, i));
        }
    }

    void write_row(TrajectoryWriter& writer) const {
        const auto d = static_cast<std::size_t>(layout_.dimension);
        const std::span<const Real> kept = std::span(state_).first(static_cast<std::size_t>(layout_.kept) * d);
        std::vector<Real> velocity(kept.size());
        std::ranges::transform(kept, velocity.begin(), [](Real x) { return -x / 2; });
        const std::vector<double> moments(state_.begin(), state_.begin() + static_cast<std::ptrdiff_t>(d + d * d));
        writer.write_row<Real>({kept, layout_.velocity ? std::span<const Real>(velocity) : std::span<const Real>(),
                                std::span(moments).first(layout_.moments ? d : 0),
                                std::span(moments).last(layout_.moments ? d * d : 0)});
    }

  private:
    TrajectoryLayout layout_;
    std::vector<Real> state_;
};

/// What a run does between and beside its steps.
struct RunHabits {
    std::int64_t stop_after = last_step;  ///< steps; beyond, the writer is abandoned
    std::int64_t checkpoint_every = 1;
    std::chrono::microseconds pause{0};
};

/// Runs on from where the writer stands; finishes the file unless it stops before.
template <class Real>
void run_trajectory(TrajectoryWriter& writer, const TrajectoryLayout& layout, const RunHabits& habits) {
    Ensemble<Real> ensemble(layout);
    if (writer.steps() > 0) {
        writer.read_state<Real>(ensemble.state());
    }
    const std::int64_t begun = writer.steps();
    for (std::int64_t step = begun; step <= habits.stop_after; ++step) {
        if (writer.rows() < layout.rows() && step_of(layout, writer.rows()) == step) {
            ensemble.write_row(writer);
        }
        std::this_thread::sleep_for(habits.pause);
        if (step > begun && step % habits.checkpoint_every == 0) {
            writer.checkpoint<Real>(step, ensemble.state());
        }
        if (step < last_step) {
            ensemble.advance(step);
        }
    }
    if (habits.stop_after == last_step) {
        writer.finish();
    }
}

template <class Real>
void write_trajectory(const std::filesystem::path& path, const TrajectoryLayout& layout) {
    const Precision precision = std::is_same_v<Real, float> ? Precision::single_precision : Precision::double_precision;
    auto writer =
        TrajectoryWriter::create(path, trajectory_header(precision), layout, ExistingFile::refuse, {layout.dimension});
    run_trajectory<Real>(writer, layout, {});
}

}  // namespace ebru::synthetic
