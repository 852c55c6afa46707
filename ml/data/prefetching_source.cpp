#include "ml/data/prefetching_source.hpp"

#include <utility>

#include "base/error.hpp"

namespace ebru {

PrefetchingSource::PrefetchingSource(std::unique_ptr<TrainingSource> source) : source_(std::move(source)) {
    EBRU_EXPECT(source_ != nullptr);
    thread_ = std::thread([this] { work(); });
}

PrefetchingSource::~PrefetchingSource() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void PrefetchingSource::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return stop_ || working_; });
        if (stop_) {
            return;
        }
        const Request request = *asked_;
        lock.unlock();
        TrainingBatch made;
        std::exception_ptr failure;
        try {
            made = source_->batch(request.first_draw, request.size);
        } catch (...) {
            failure = std::current_exception();
        }
        lock.lock();
        ready_ = std::move(made);
        failure_ = std::move(failure);
        working_ = false;
        changed_.notify_all();
    }
}

void PrefetchingSource::ask(const Request& request) {
    {
        const std::lock_guard lock(mutex_);
        asked_ = request;
        working_ = true;
    }
    changed_.notify_all();
}

/// Waits for what was asked.
TrainingBatch PrefetchingSource::take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !working_; });
    asked_.reset();
    if (const std::exception_ptr failure = std::exchange(failure_, nullptr)) {
        std::rethrow_exception(failure);
    }
    return std::move(ready_);
}

TrainingBatch PrefetchingSource::batch(std::int64_t first_draw, std::int64_t size) {
    const Request request{first_draw, size};
    if (asked_ && *asked_ != request) {
        try {
            take();  // made for nobody; so is what went wrong with it
        } catch (...) {
        }
    }
    if (!asked_) {
        ask(request);
    }
    TrainingBatch batch = take();
    ask({first_draw + stride_.value_or(size), size});
    return batch;
}

}  // namespace ebru
