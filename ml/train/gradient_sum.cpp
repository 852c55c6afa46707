#include "ml/train/gradient_sum.hpp"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/utils/lambda_post_hook.h>
#include <torch/csrc/autograd/variable.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "ranks/messages.hpp"

namespace ebru {

namespace {

using Clock = std::chrono::steady_clock;

/// Adds the time of its life to a number.
class TimeInto {
  public:
    explicit TimeInto(double& seconds) : seconds_(seconds) {}
    TimeInto(const TimeInto&) = delete;
    TimeInto& operator=(const TimeInto&) = delete;
    ~TimeInto() { seconds_ += std::chrono::duration<double>(Clock::now() - start_).count(); }

  private:
    double& seconds_;
    Clock::time_point start_ = Clock::now();
};

}  // namespace

struct GradientSum::Sums {
    /// Gradients that travel together. \var values those of all its parameters, then for each the number of ranks that
    /// have one.
    struct Bucket {
        std::vector<float> values;
        std::size_t parameters = 0;
        std::size_t missing = 0;  ///< of this update
        std::optional<PendingSum> sum;
    };
    /// Where a parameter's gradient is.
    struct Place {
        std::size_t bucket = 0;
        std::size_t first = 0;
        std::size_t counter = 0;
        bool taken = false;  ///< in this update
    };
    struct Watch {
        std::shared_ptr<torch::autograd::Node> node;
        std::uintptr_t key;
    };

    Sums(const Ranks& all_ranks, std::vector<at::Tensor> of_network, std::size_t least, double& spent)
        : ranks(all_ranks), parameters(std::move(of_network)), places(parameters.size()), seconds(spent) {
        make_buckets(least);
        watch();
    }
    Sums(const Sums&) = delete;
    Sums& operator=(const Sums&) = delete;
    ~Sums() {
        for (const Watch& one : watches) {
            one.node->del_post_hook(one.key);
        }
    }

    void make_buckets(std::size_t least) {
        std::size_t size = 0;
        for (std::size_t i = parameters.size(); i-- > 0;) {
            EBRU_EXPECT(parameters[i].scalar_type() == at::kFloat);
            if (buckets.empty() || size >= least) {
                buckets.emplace_back();
                size = 0;
            }
            places[i] = {.bucket = buckets.size() - 1, .first = size, .counter = buckets.back().parameters++};
            size += static_cast<std::size_t>(parameters[i].numel());
            buckets.back().values.resize(size);
        }
        for (Place& place : places) {
            place.counter += buckets[place.bucket].values.size();
        }
        for (Bucket& bucket : buckets) {
            bucket.values.resize(bucket.values.size() + bucket.parameters);
        }
    }

    /// LibTorch calls take(i) as soon as the gradient of parameter i is complete.
    void watch() {
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            std::shared_ptr<torch::autograd::Node> node = torch::autograd::impl::grad_accumulator(parameters[i]);
            const std::uintptr_t key = node->add_post_hook(std::make_unique<torch::autograd::utils::LambdaPostHook>(
                [this, i](const std::vector<at::Tensor>& outputs, const std::vector<at::Tensor>& /*inputs*/) {
                    if (under_way) {
                        const TimeInto timed(seconds);
                        take(i);
                        start_full();
                        std::ranges::for_each(std::span(buckets).first(started),
                                              [](Bucket& bucket) { bucket.sum->test(); });
                    }
                    return outputs;
                }));
            watches.push_back({std::move(node), key});
        }
    }

    at::Tensor values_of(std::size_t i) {
        float* const first = buckets[places[i].bucket].values.data() + places[i].first;
        return at::from_blob(first, parameters[i].sizes(), at::TensorOptions().dtype(at::kFloat));
    }

    void begin(double of_rank) {
        EBRU_EXPECT(!under_way);
        under_way = true;
        number = of_rank;
        number_sum.emplace(ranks, std::span(&number, 1));
        for (Place& place : places) {
            place.taken = false;
        }
        for (Bucket& bucket : buckets) {
            bucket.missing = bucket.parameters;
        }
        started = 0;
    }

    void take(std::size_t i) {
        const at::NoGradGuard no_grad;
        Place& place = places[i];
        EBRU_EXPECT(!place.taken && started <= place.bucket);
        const at::Tensor gradient = parameters[i].grad();
        if (gradient.defined()) {
            values_of(i).copy_(gradient);
        } else {
            values_of(i).zero_();
        }
        buckets[place.bucket].values[place.counter] = gradient.defined() ? 1.0F : 0.0F;
        place.taken = true;
        --buckets[place.bucket].missing;
    }

    /// Starts the sums of the next buckets as far as they are full.
    void start_full() {
        for (; started < buckets.size() && buckets[started].missing == 0; ++started) {
            buckets[started].sum.emplace(ranks, std::span(buckets[started].values));
        }
    }

    void give(std::size_t i) {
        const at::NoGradGuard no_grad;
        if (buckets[places[i].bucket].values[places[i].counter] == 0.0F) {
            return;
        }
        at::Tensor& gradient = parameters[i].mutable_grad();
        if (!gradient.defined()) {
            gradient = at::zeros_like(parameters[i]);
        }
        gradient.copy_(values_of(i));
    }

    double finish() {
        EBRU_EXPECT(under_way);
        for (std::size_t i = 0; i < places.size(); ++i) {
            if (!places[i].taken) {
                take(i);
            }
        }
        start_full();
        under_way = false;
        number_sum->wait();
        for (Bucket& bucket : buckets) {
            bucket.sum->wait();
            bucket.sum.reset();
        }
        for (std::size_t i = 0; i < places.size(); ++i) {
            give(i);
        }
        return number;
    }

    const Ranks& ranks;
    std::vector<at::Tensor> parameters;
    std::vector<Place> places;
    std::vector<Bucket> buckets;
    std::vector<Watch> watches;
    double& seconds;
    double number = 0.0;
    std::optional<PendingSum> number_sum;
    std::size_t started = 0;  ///< buckets
    bool under_way = false;
};

GradientSum::GradientSum(const Ranks& ranks, std::vector<at::Tensor> parameters, std::int64_t bucket_values) {
    if (ranks.alone()) {
        return;
    }
    std::int64_t all = 0;
    for (const at::Tensor& parameter : parameters) {
        all += parameter.numel();
    }
    const std::int64_t least = bucket_values > 0 ? bucket_values : default_bucket_values(all);
    sums_ = std::make_unique<Sums>(ranks, std::move(parameters), static_cast<std::size_t>(least), seconds_);
}

GradientSum::~GradientSum() = default;

void GradientSum::begin(double number) {
    number_ = number;
    if (sums_ != nullptr) {
        const TimeInto timed(seconds_);
        sums_->begin(number);
    }
}

double GradientSum::finish() {
    if (sums_ == nullptr) {
        return number_;
    }
    const TimeInto timed(seconds_);
    return sums_->finish();
}

std::size_t GradientSum::buckets() const {
    return sums_ == nullptr ? 0 : sums_->buckets.size();
}

std::int64_t default_bucket_values(std::int64_t all_values) {
    constexpr std::int64_t least = std::int64_t{1} << 16;
    constexpr std::int64_t most = std::int64_t{1} << 22;
    return std::clamp(all_values / 8, least, most);
}

}  // namespace ebru
