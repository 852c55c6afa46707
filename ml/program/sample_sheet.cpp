#include "ml/program/sample_sheet.hpp"

#include <ATen/ATen.h>
#include <fmt/format.h>

#include <numeric>
#include <span>
#include <utility>
#include <vector>

#include "io/contact_sheet.hpp"

namespace ebru {

namespace {

constexpr int side = 4;

std::vector<SampleId> sheet_samples() {
    std::vector<SampleId> samples(static_cast<std::size_t>(side * side));
    std::iota(samples.begin(), samples.end(), 0);
    return samples;
}

SampleSettings default_settings(const SamplingProblem& problem, int classes) {
    Deck none = Deck::parse("", "the sample sheet");
    return read_sample_settings(none, problem.facts, problem.objective, problem.window, classes);
}

}  // namespace

SampleSheet::SampleSheet(const SamplingProblem& problem, std::shared_ptr<Network> network, int classes,
                         c10::Device device)
    : problem_(problem),
      settings_(default_settings(problem, classes)),
      sampler_(make_sampler(settings_, problem_,
                            {.network = std::move(network), .guidance = settings_.guidance, .no_label = classes})),
      prior_(make_prior(settings_, problem_)->draw(sheet_samples()).to(device)),
      label_(sample_labels(settings_, sheet_samples())) {
    if (label_.defined()) {
        label_ = label_.to(device);
    }
}

void SampleSheet::draw(std::int64_t updates, const std::filesystem::path& folder) const {
    const SampleNoise noise(settings_.seed, sheet_samples());
    at::Tensor x = prior_;
    for (int n = 0; n < sampler_->steps(); ++n) {
        x = sampler_->step(x, n, noise, label_);
    }
    const DataSettings& data = problem_.facts.settings.data;
    ContactSheet sheet(problem_.facts.shape, side, side, {data.low, data.high});
    const at::Tensor images = x.to(at::kCPU, at::kFloat).contiguous();
    const std::size_t values = problem_.facts.shape.values();
    for (int i = 0; i < side * side; ++i) {
        sheet.place<float>(i / side, i % side,
                           {images.const_data_ptr<float>() + static_cast<std::size_t>(i) * values, values});
    }
    sheet.write(folder / fmt::format("samples_{:07}.png", updates));
}

}  // namespace ebru
