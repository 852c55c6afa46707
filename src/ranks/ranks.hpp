#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

namespace ebru {

/// Another rank of the job has failed, and says so itself: nothing to report here.
class OtherRankFailed : public std::runtime_error {
  public:
    explicit OtherRankFailed(int rank)
        : std::runtime_error("rank " + std::to_string(rank) + " has failed"), rank_(rank) {}
    [[nodiscard]] int rank() const { return rank_; }

  private:
    int rank_;
};

/// The processes ("ranks") that compute together: those of a job that mpirun or srun started, or this one alone, and
/// then nothing of MPI is touched. All ranks must make the same collective calls in the same order.
///
/// Numbers and records travel as bytes: ranks run one binary on one kind of machine, which the session sees to.
class Ranks {
  public:
    /// Of the job, while a RankSession lives; else a single rank.
    static const Ranks& job();

    /// A single rank.
    Ranks();
    ~Ranks();
    Ranks(const Ranks&) = delete;
    Ranks& operator=(const Ranks&) = delete;

    [[nodiscard]] int rank() const { return rank_; }
    [[nodiscard]] int count() const { return count_; }
    [[nodiscard]] bool alone() const { return count_ == 1; }
    [[nodiscard]] bool first() const { return rank_ == 0; }
    [[nodiscard]] int local_rank() const { return local_rank_; }    ///< among the ranks of this node
    [[nodiscard]] int local_count() const { return local_count_; }  ///< ranks on this node

    // Collective, on all ranks.
    void barrier() const;
    [[nodiscard]] bool any(bool own) const;
    [[nodiscard]] bool all(bool own) const { return !any(!own); }
    [[nodiscard]] std::int64_t sum(std::int64_t own) const;
    [[nodiscard]] std::int64_t smallest(std::int64_t own) const;
    [[nodiscard]] std::int64_t largest(std::int64_t own) const { return -smallest(-own); }
    [[nodiscard]] double largest(double own) const;

    /// The ranks that are `inside`, in the same order, as a group of their own; null on the others. Collective over
    /// this group.
    [[nodiscard]] std::unique_ptr<Ranks> part(bool inside) const;

    /// values of rank `root` on all.
    template <class T>
    void broadcast(std::span<T> values, int root = 0) const {
        broadcast_bytes(std::as_writable_bytes(checked(values)), root);
    }
    [[nodiscard]] std::string broadcast(std::string text, int root = 0) const;

    /// All ranks' values, one rank's after the other's; their numbers may differ. On rank 0 (elsewhere empty), on all.
    template <class T>
    [[nodiscard]] std::vector<T> gather(std::span<const T> own) const {
        return values_of<T>(gather_bytes(std::as_bytes(checked(own))));
    }
    template <class T>
    [[nodiscard]] std::vector<T> all_gather(std::span<const T> own) const {
        return values_of<T>(all_gather_bytes(std::as_bytes(checked(own))));
    }
    template <class T>
    [[nodiscard]] std::vector<T> all_gather(const T& own) const {
        return all_gather(std::span<const T>(&own, 1));
    }

    /// Runs `step` on every rank and waits for all. Where it throws on some, all leave by an exception: the lowest of
    /// them by its own, the others by OtherRankFailed, so that one rank reports and none waits for ever. `step` must
    /// not be collective itself, or only in parts that all ranks reach.
    template <class Step>
    void together(const Step& step) const {
        std::exception_ptr own;
        try {
            step();
        } catch (...) {
            own = std::current_exception();
        }
        agree(own);
    }

    /// The same for a step that rank 0 alone takes.
    template <class Step>
    void first_does(const Step& step) const {
        together([&] {
            if (first()) {
                step();
            }
        });
    }

  private:
    friend class RankSession;
    friend class Messages;
    friend class PendingSum;
    friend struct MpiHandle;
    struct Communicator;

    template <class T, std::size_t extent>
    static std::span<T> checked(std::span<T, extent> values) {
        static_assert(std::is_trivially_copyable_v<T>, "bytes are what travels");
        return values;
    }
    template <class T>
    static std::vector<T> values_of(const std::vector<std::byte>& bytes);

    void agree(const std::exception_ptr& own) const;
    void broadcast_bytes(std::span<std::byte> bytes, int root) const;
    [[nodiscard]] std::vector<std::byte> gather_bytes(std::span<const std::byte> own) const;
    [[nodiscard]] std::vector<std::byte> all_gather_bytes(std::span<const std::byte> own) const;

    std::unique_ptr<Communicator> communicator_;  ///< null for a single rank
    int rank_ = 0;
    int count_ = 1;
    int local_rank_ = 0;
    int local_count_ = 1;
};

template <class T>
std::vector<T> Ranks::values_of(const std::vector<std::byte>& bytes) {
    std::vector<T> values(bytes.size() / sizeof(T));
    const std::span<std::byte> to = std::as_writable_bytes(std::span<T>(values));
    for (std::size_t i = 0; i < to.size(); ++i) {
        to[i] = bytes[i];
    }
    return values;
}

/// Refuses texts that are not the same on all ranks: decks, plans. Collective.
/// \param what names the text. \throws UserError on one rank (OtherRankFailed on the others), naming the first rank
/// that differs from rank 0 and the first line in which it does.
void require_same(const Ranks& ranks, const std::string& what, const std::string& text);

}  // namespace ebru
