#include "ranks/messages.hpp"

#include <mpi.h>

#include <limits>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "ranks/communicator.hpp"
#include "ranks/mpi_handle.hpp"
#include "ranks/self_messages.hpp"

namespace ebru {

struct Messages::Pending {
    SelfMessages own;
    std::vector<MPI_Request> requests;
};

Messages::Messages(const Ranks& ranks) : ranks_(ranks), pending_(std::make_unique<Pending>()) {}

Messages::~Messages() {
    if (!pending_->requests.empty()) {
        MPI_Waitall(static_cast<int>(pending_->requests.size()), pending_->requests.data(), MPI_STATUSES_IGNORE);
    }
}

void Messages::send(std::span<const std::byte> bytes, int to, int tag) {
    EBRU_EXPECT(to >= 0 && to < ranks_.count() && bytes.size() <= std::numeric_limits<int>::max());
    if (to == ranks_.rank()) {
        pending_->own.send(bytes, tag);
        return;
    }
    MPI_Isend(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, to, tag, MpiHandle::of(ranks_),
              &pending_->requests.emplace_back());
}

void Messages::receive(std::span<std::byte> bytes, int from, int tag) {
    EBRU_EXPECT(from >= 0 && from < ranks_.count() && bytes.size() <= std::numeric_limits<int>::max());
    if (from == ranks_.rank()) {
        pending_->own.receive(bytes, tag);
        return;
    }
    MPI_Irecv(bytes.data(), static_cast<int>(bytes.size()), MPI_BYTE, from, tag, MpiHandle::of(ranks_),
              &pending_->requests.emplace_back());
}

bool Messages::test() {
    int done = 1;
    if (!pending_->requests.empty()) {
        MPI_Testall(static_cast<int>(pending_->requests.size()), pending_->requests.data(), &done, MPI_STATUSES_IGNORE);
    }
    return done != 0;
}

void Messages::wait() {
    pending_->own.deliver();
    if (!pending_->requests.empty()) {
        MPI_Waitall(static_cast<int>(pending_->requests.size()), pending_->requests.data(), MPI_STATUSES_IGNORE);
        pending_->requests.clear();
    }
}

struct PendingSum::Request {
    MPI_Request request = MPI_REQUEST_NULL;
};

namespace {

template <class Real>
void start_sum(const Ranks& ranks, std::span<Real> values, MPI_Datatype type, MPI_Request& request) {
    EBRU_EXPECT(values.size() <= std::numeric_limits<int>::max());
    if (!ranks.alone()) {
        MPI_Iallreduce(MPI_IN_PLACE, values.data(), static_cast<int>(values.size()), type, MPI_SUM,
                       MpiHandle::of(ranks), &request);
    }
}

}  // namespace

PendingSum::PendingSum(const Ranks& ranks, std::span<float> values) : request_(std::make_unique<Request>()) {
    start_sum(ranks, values, MPI_FLOAT, request_->request);
}

PendingSum::PendingSum(const Ranks& ranks, std::span<double> values) : request_(std::make_unique<Request>()) {
    start_sum(ranks, values, MPI_DOUBLE, request_->request);
}

PendingSum::PendingSum(PendingSum&& other) noexcept = default;

PendingSum& PendingSum::operator=(PendingSum&& other) noexcept {
    std::swap(request_, other.request_);
    return *this;
}

PendingSum::~PendingSum() {
    if (request_ != nullptr) {
        wait();
    }
}

bool PendingSum::test() {
    int done = 1;
    if (request_->request != MPI_REQUEST_NULL) {
        MPI_Test(&request_->request, &done, MPI_STATUS_IGNORE);
    }
    return done != 0;
}

void PendingSum::wait() {
    if (request_->request != MPI_REQUEST_NULL) {  // of a single rank, where MPI may not have started
        MPI_Wait(&request_->request, MPI_STATUS_IGNORE);
    }
}

}  // namespace ebru
