#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "ranks/messages.hpp"
#include "ranks/mpi_handle.hpp"
#include "ranks/ranks.hpp"

namespace ebru {
namespace {

TEST(Ranks, KnowTheirNumber) {
    const Ranks& ranks = Ranks::job();
    int count = 0;
    MPI_Comm_size(MpiHandle::of(ranks), &count);
    EXPECT_GE(count, 2);
    EXPECT_EQ(ranks.count(), count);
    EXPECT_EQ(ranks.local_count(), count);  // one machine
    EXPECT_EQ(ranks.local_rank(), ranks.rank());
}

TEST(Ranks, ReductionsSeeEveryRank) {
    const Ranks& ranks = Ranks::job();
    const std::int64_t n = ranks.count();
    EXPECT_EQ(ranks.sum(ranks.rank() + 1), n * (n + 1) / 2);
    EXPECT_EQ(ranks.smallest(ranks.rank() + 5), 5);
    EXPECT_EQ(ranks.largest(std::int64_t{ranks.rank()}), n - 1);
    EXPECT_EQ(ranks.largest(-1.5 - ranks.rank()), -1.5);
    EXPECT_TRUE(ranks.any(ranks.rank() == n - 1));
    EXPECT_FALSE(ranks.any(false));
    EXPECT_FALSE(ranks.all(ranks.rank() != 0));
}

TEST(Ranks, GatherKeepsTheOrderOfRanksAndUnequalNumbers) {
    const Ranks& ranks = Ranks::job();
    std::vector<double> own(static_cast<std::size_t>(ranks.rank()) * 3);  // rank 0 has none
    std::iota(own.begin(), own.end(), 100.0 * ranks.rank());
    std::vector<double> expected;
    for (int r = 0; r < ranks.count(); ++r) {
        for (int i = 0; i < 3 * r; ++i) {
            expected.push_back(100.0 * r + i);
        }
    }
    EXPECT_EQ(ranks.all_gather(std::span<const double>(own)), expected);
    const std::vector<double> gathered = ranks.gather(std::span<const double>(own));
    EXPECT_EQ(gathered, ranks.first() ? expected : std::vector<double>{});
}

TEST(Ranks, BroadcastReachesAll) {
    const Ranks& ranks = Ranks::job();
    EXPECT_EQ(ranks.broadcast(ranks.first() ? "a text" : "", 0), "a text");
    std::vector<int> values{ranks.rank(), 7};
    ranks.broadcast(std::span<int>(values), 1);
    EXPECT_EQ(values, (std::vector<int>{1, 7}));
}

TEST(Ranks, AFailureOfOneIsTheFailureOfAll) {
    const Ranks& ranks = Ranks::job();
    const int last = ranks.count() - 1;
    const auto step = [&] { ranks.together([&] { validate(ranks.rank() != last, "p", "w", "a"); }); };
    if (ranks.rank() == last) {
        EXPECT_THROW(step(), UserError);
    } else {
        EXPECT_THROW(step(), OtherRankFailed);
    }
    // where all fail, the lowest says so
    const auto all = [&] { ranks.together([] { throw UserError("p", "w", "a"); }); };
    if (ranks.first()) {
        EXPECT_THROW(all(), UserError);
    } else {
        EXPECT_THROW(all(), OtherRankFailed);
    }
    EXPECT_NO_THROW(ranks.together([] {}));
}

TEST(Ranks, APartIsAGroupOfItsOwn) {
    const Ranks& ranks = Ranks::job();
    const std::unique_ptr<Ranks> part = ranks.part(ranks.rank() != 0);
    if (ranks.first()) {
        EXPECT_EQ(part, nullptr);
        return;
    }
    ASSERT_NE(part, nullptr);
    EXPECT_EQ(part->count(), ranks.count() - 1);
    EXPECT_EQ(part->rank(), ranks.rank() - 1);
    EXPECT_EQ(part->sum(1), part->count());
    EXPECT_EQ(part->largest(std::int64_t{ranks.rank()}), ranks.count() - 1);
}

TEST(Ranks, TextsThatDifferAreRefusedByTheRankThatDiffers) {
    const Ranks& ranks = Ranks::job();
    EXPECT_NO_THROW(require_same(ranks, "the deck", "a\nb\n"));
    try {
        require_same(ranks, "the deck", ranks.rank() == 1 ? "a\nc\n" : "a\nb\n");
        FAIL() << "differing texts were taken";
    } catch (const UserError& error) {
        EXPECT_EQ(ranks.rank(), 1);
        EXPECT_EQ(error.why(), "it is not that of rank 0: line 2 is 'c' here, 'b' there");
    } catch (const OtherRankFailed& error) {
        EXPECT_EQ(error.rank(), 1);
    }
}

TEST(Messages, GoRoundARing) {
    const Ranks& ranks = Ranks::job();
    const int next = (ranks.rank() + 1) % ranks.count();
    const int before = (ranks.rank() + ranks.count() - 1) % ranks.count();
    std::vector<int> own(1000, ranks.rank());
    std::vector<int> got(1000, -1);
    Messages messages(ranks);
    for (int round = 0; round < 3; ++round) {
        messages.receive(std::as_writable_bytes(std::span(got)), before, 4);
        messages.send(std::as_bytes(std::span(own)), next, 4);
        messages.wait();
        EXPECT_EQ(got, std::vector<int>(1000, before));
    }
}

TEST(PendingSum, HasTheSameBitsOnEveryRank) {
    const Ranks& ranks = Ranks::job();
    std::vector<float> values(4099);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = 1.0F / static_cast<float>(1 + i * static_cast<std::size_t>(ranks.rank() + 1));
    }
    PendingSum sum(ranks, std::span<float>(values));
    sum.wait();
    const std::vector<float> all = ranks.all_gather(std::span<const float>(values));
    for (std::size_t i = 0; i < all.size(); ++i) {
        ASSERT_EQ(all[i], values[i % values.size()]);
    }
    EXPECT_EQ(values[0], static_cast<float>(ranks.count()));
}

}  // namespace
}  // namespace ebru
