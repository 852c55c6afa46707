#pragma once

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "ml/data/training_source.hpp"

namespace ebru {

/// Makes the next batch while the network works on the last: a thread asks the wrapped source for draws n + size .. as
/// soon as n .. is handed out (n + stride .. where one was set). Which batch comes does not change, since batches are
/// functions of their draws; a request out of turn throws the waiting one away. What the source throws is thrown by the
/// call that asks for that batch.
///
/// The thread runs Kokkos kernels when the source does: give Kokkos and the network's library threads that together do
/// not exceed the cores, and let them sleep when they wait (OMP_WAIT_POLICY=passive).
class PrefetchingSource final : public TrainingSource {
  public:
    explicit PrefetchingSource(std::unique_ptr<TrainingSource> source);
    ~PrefetchingSource() override;
    PrefetchingSource(const PrefetchingSource&) = delete;
    PrefetchingSource& operator=(const PrefetchingSource&) = delete;

    [[nodiscard]] std::int64_t images() const override { return source_->images(); }
    [[nodiscard]] std::int64_t draws_per_epoch() const override { return source_->draws_per_epoch(); }
    [[nodiscard]] ImageShape shape() const override { return source_->shape(); }
    [[nodiscard]] int classes() const override { return source_->classes(); }
    [[nodiscard]] const std::string& forward_deck() const override { return source_->forward_deck(); }
    void set_stride(std::int64_t draws) override { stride_ = draws; }
    TrainingBatch batch(std::int64_t first_draw, std::int64_t size) override;

  private:
    struct Request {
        std::int64_t first_draw;
        std::int64_t size;
        bool operator==(const Request&) const = default;
    };

    void work();
    void ask(const Request& request);
    TrainingBatch take();

    std::unique_ptr<TrainingSource> source_;
    std::optional<std::int64_t> stride_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::optional<Request> asked_;  // by the caller, until the thread has answered and the caller has taken
    bool working_ = false;          // asked and not yet answered
    bool stop_ = false;
    TrainingBatch ready_;
    std::exception_ptr failure_;
    std::thread thread_;  // last: it uses the others
};

}  // namespace ebru
