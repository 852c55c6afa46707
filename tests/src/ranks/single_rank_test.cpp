#include <gtest/gtest.h>

#include <vector>

#include "base/error.hpp"
#include "ranks/messages.hpp"
#include "ranks/ranks.hpp"

namespace ebru {
namespace {

TEST(SingleRank, IsFirstAndAlone) {
    const Ranks& ranks = Ranks::job();
    EXPECT_TRUE(ranks.alone());
    EXPECT_TRUE(ranks.first());
    EXPECT_EQ(ranks.sum(7), 7);
    EXPECT_EQ(ranks.largest(std::int64_t{-7}), -7);
    EXPECT_TRUE(ranks.any(true));
    EXPECT_FALSE(ranks.any(false));
    const std::vector<int> own{1, 2};
    EXPECT_EQ(ranks.gather(std::span<const int>(own)), own);
    EXPECT_EQ(ranks.broadcast("text"), "text");
    EXPECT_THROW(ranks.first_does([] { throw UserError("a", "b", "c"); }), UserError);
    require_same(ranks, "the deck", "text");
}

TEST(SingleRank, SendsToItself) {
    const std::vector<int> from{1, 2, 3};
    const std::vector<int> other{4};
    std::vector<int> to(3);
    std::vector<int> there(1);
    Messages messages(Ranks::job());
    messages.send(std::as_bytes(std::span(other)), 0, 2);
    messages.receive(std::as_writable_bytes(std::span(to)), 0, 1);
    messages.send(std::as_bytes(std::span(from)), 0, 1);
    messages.receive(std::as_writable_bytes(std::span(there)), 0, 2);
    messages.wait();
    EXPECT_EQ(to, from);
    EXPECT_EQ(there, other);
}

TEST(SingleRank, SumsAreItsOwnNumbers) {
    std::vector<double> values{1.0, 2.5};
    PendingSum sum(Ranks::job(), values);  // MPI has not started
    EXPECT_TRUE(sum.test());
    sum.wait();
    EXPECT_EQ(values, (std::vector<double>{1.0, 2.5}));
}

}  // namespace
}  // namespace ebru
