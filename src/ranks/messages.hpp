#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "ranks/ranks.hpp"

namespace ebru {

/// Messages between ranks that are under way while the rank computes. The memory of each must stay until wait().
///
///     messages.receive(ghosts, left, 0); messages.send(edge, right, 0);   // equal tags belong together
///     interior(); messages.wait(); borders();
class Messages {
  public:
    explicit Messages(const Ranks& ranks);
    /// Waits for what is under way.
    ~Messages();
    Messages(const Messages&) = delete;
    Messages& operator=(const Messages&) = delete;

    /// \param bytes at most 2^31 - 1. \param to may be this rank itself. \param tag 0..32767.
    void send(std::span<const std::byte> bytes, int to, int tag);
    void receive(std::span<std::byte> bytes, int from, int tag);

    /// Lets MPI make progress; true when all are done. Cheap.
    bool test();

    /// Until all are done. Then messages may be sent anew.
    void wait();

  private:
    struct Pending;
    const Ranks& ranks_;
    std::unique_ptr<Pending> pending_;
};

/// A sum over ranks that is under way: values := sum over ranks of values, in place, the same bits on every rank.
/// The memory must stay until wait(). Collective in construction order; for one rank nothing happens.
class PendingSum {
  public:
    PendingSum(const Ranks& ranks, std::span<float> values);
    PendingSum(const Ranks& ranks, std::span<double> values);
    PendingSum(PendingSum&& other) noexcept;
    PendingSum& operator=(PendingSum&& other) noexcept;
    ~PendingSum();

    /// Lets MPI make progress; true when done.
    bool test();
    void wait();

  private:
    struct Request;
    std::unique_ptr<Request> request_;
};

}  // namespace ebru
