#include <gtest/gtest.h>

#include <Kokkos_Core.hpp>
#include <iostream>

#include "ranks/rank_session.hpp"
#include "ranks/ranks.hpp"

namespace {

/// What ranks but the first print: failures, with their rank.
class FailuresOfRank : public testing::EmptyTestEventListener {
    void OnTestPartResult(const testing::TestPartResult& result) override {
        if (result.failed()) {
            std::cerr << "rank " << ebru::Ranks::job().rank() << ": " << result.file_name() << ':'
                      << result.line_number() << ": " << result.message() << std::endl;
        }
    }
};

}  // namespace

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (testing::GTEST_FLAG(list_tests)) {
        return RUN_ALL_TESTS();
    }
    ebru::RankSession session;
    if (!ebru::Ranks::job().first()) {
        testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
        delete listeners.Release(listeners.default_result_printer());
        listeners.Append(new FailuresOfRank);
    }
    const Kokkos::ScopeGuard kokkos(Kokkos::InitializationSettings().set_disable_warnings(true));
    return session.leave({RUN_ALL_TESTS(), ""}, [](const std::string&) {});
}
