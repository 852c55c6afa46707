#include <algorithm>
#include <cstring>
#include <limits>

#include "base/error.hpp"
#include "ranks/communicator.hpp"
#include "ranks/mpi_handle.hpp"
#include "ranks/ranks.hpp"

// MPI's default error handler ends the job with a message: return codes need no look.
namespace ebru {

namespace {

/// Longest message, bytes: MPI counts in int.
constexpr std::size_t longest = std::size_t{1} << 30U;

int size_of(std::size_t bytes) {
    return static_cast<int>(bytes);
}

/// Calls action(part) for the parts of `bytes` that MPI can count.
template <class Bytes, class Action>
void in_parts(Bytes bytes, const Action& action) {
    for (std::size_t at = 0; at < bytes.size(); at += longest) {
        action(bytes.subspan(at, std::min(longest, bytes.size() - at)));
    }
}

}  // namespace

Ranks::Ranks() = default;
Ranks::~Ranks() = default;

MPI_Comm MpiHandle::of(const Ranks& ranks) {
    return ranks.communicator_ == nullptr ? MPI_COMM_SELF : ranks.communicator_->work;
}

void find_places(MPI_Comm group, int& rank, int& count, int& local_rank, int& local_count) {
    MPI_Comm_rank(group, &rank);
    MPI_Comm_size(group, &count);
    MPI_Comm node = MPI_COMM_NULL;
    MPI_Comm_split_type(group, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
    MPI_Comm_rank(node, &local_rank);
    MPI_Comm_size(node, &local_count);
    MPI_Comm_free(&node);
}

std::unique_ptr<Ranks> Ranks::part(bool inside) const {
    if (alone()) {
        return inside ? std::make_unique<Ranks>() : nullptr;
    }
    MPI_Comm group = MPI_COMM_NULL;
    MPI_Comm_split(communicator_->work, inside ? 0 : MPI_UNDEFINED, rank_, &group);
    if (!inside) {
        return nullptr;
    }
    auto ranks = std::make_unique<Ranks>();
    ranks->communicator_ = std::make_unique<Communicator>();
    ranks->communicator_->work = group;
    find_places(group, ranks->rank_, ranks->count_, ranks->local_rank_, ranks->local_count_);
    return ranks;
}

void Ranks::barrier() const {
    if (!alone()) {
        MPI_Barrier(communicator_->work);
    }
}

bool Ranks::any(bool own) const {
    return largest(std::int64_t{own ? 1 : 0}) != 0;
}

std::int64_t Ranks::sum(std::int64_t own) const {
    std::int64_t result = own;
    if (!alone()) {
        MPI_Allreduce(&own, &result, 1, MPI_INT64_T, MPI_SUM, communicator_->work);
    }
    return result;
}

std::int64_t Ranks::smallest(std::int64_t own) const {
    std::int64_t result = own;
    if (!alone()) {
        MPI_Allreduce(&own, &result, 1, MPI_INT64_T, MPI_MIN, communicator_->work);
    }
    return result;
}

double Ranks::largest(double own) const {
    double result = own;
    if (!alone()) {
        MPI_Allreduce(&own, &result, 1, MPI_DOUBLE, MPI_MAX, communicator_->work);
    }
    return result;
}

void Ranks::broadcast_bytes(std::span<std::byte> bytes, int root) const {
    if (alone()) {
        return;
    }
    in_parts(bytes, [&](std::span<std::byte> part) {
        MPI_Bcast(part.data(), size_of(part.size()), MPI_BYTE, root, communicator_->work);
    });
}

std::vector<std::byte> Ranks::gather_bytes(std::span<const std::byte> own) const {
    if (alone()) {
        return {own.begin(), own.end()};
    }
    constexpr int tag = 1;
    const std::vector<std::uint64_t> sizes = all_gather(static_cast<std::uint64_t>(own.size()));
    if (!first()) {
        in_parts(own, [&](std::span<const std::byte> part) {
            MPI_Send(part.data(), size_of(part.size()), MPI_BYTE, 0, tag, communicator_->work);
        });
        return {};
    }
    std::uint64_t total = 0;
    for (const std::uint64_t size : sizes) {
        total += size;
    }
    std::vector<std::byte> all(total);
    std::ranges::copy(own, all.begin());
    std::size_t at = own.size();
    for (int from = 1; from < count_; ++from) {
        const std::size_t size = sizes[static_cast<std::size_t>(from)];
        in_parts(std::span<std::byte>(all).subspan(at, size), [&](std::span<std::byte> part) {
            MPI_Recv(part.data(), size_of(part.size()), MPI_BYTE, from, tag, communicator_->work, MPI_STATUS_IGNORE);
        });
        at += size;
    }
    return all;
}

std::vector<std::byte> Ranks::all_gather_bytes(std::span<const std::byte> own) const {
    if (alone()) {
        return {own.begin(), own.end()};
    }
    const auto size = static_cast<std::uint64_t>(own.size());
    std::vector<std::uint64_t> sizes(static_cast<std::size_t>(count_));
    MPI_Allgather(&size, 1, MPI_UINT64_T, sizes.data(), 1, MPI_UINT64_T, communicator_->work);
    std::uint64_t total = 0;
    for (const std::uint64_t one : sizes) {
        total += one;
    }
    std::vector<std::byte> all(total);
    std::size_t at = 0;
    for (int from = 0; from < count_; ++from) {
        const std::span<std::byte> place = std::span<std::byte>(all).subspan(at, sizes[static_cast<std::size_t>(from)]);
        if (from == rank_) {
            std::ranges::copy(own, place.begin());
        }
        broadcast_bytes(place, from);
        at += place.size();
    }
    return all;
}

}  // namespace ebru
