#include "app/interrupt.hpp"

#include <gtest/gtest.h>
#include <signal.h>

#include "base/error.hpp"

namespace ebru {
namespace {

TEST(Interrupt, FirstSignalOnlyAsksToStop) {
    for (const int signal : {SIGINT, SIGTERM, SIGUSR1}) {
        const InterruptGuard guard;
        EXPECT_FALSE(stop_requested());
        raise(signal);
        EXPECT_TRUE(stop_requested());
        EXPECT_EQ(stop_signal(), signal);
    }
}

TEST(Interrupt, NewGuardForgetsAnOldRequest) {
    {
        const InterruptGuard guard;
        raise(SIGINT);
    }
    const InterruptGuard guard;
    EXPECT_FALSE(stop_requested());
    EXPECT_EQ(stop_signal(), 0);
}

TEST(Interrupt, FirstOfTwoSignalsIsTheOneThatCounts) {
    const InterruptGuard guard;
    raise(SIGTERM);
    raise(SIGINT);
    EXPECT_EQ(stop_signal(), SIGTERM);
}

TEST(InterruptDeathTest, SecondSignalOfAKindKillsAtOnce) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    for (const int signal : {SIGINT, SIGTERM}) {
        EXPECT_EXIT(
            {
                const InterruptGuard guard;
                raise(signal);
                raise(signal);
                _exit(0);
            },
            testing::KilledBySignal(signal), "stopping as soon as the state is saved");
    }
}

TEST(Interrupt, AQueueMaySendItsSignalAgainAndAgain) {
    const InterruptGuard guard;
    raise(SIGUSR1);
    raise(SIGUSR1);
    EXPECT_EQ(stop_signal(), SIGUSR1);
}

TEST(Interrupt, CodesTellQueuesFromUsers) {
    EXPECT_EQ(Interrupted(SIGUSR1, "").exit_code(), 75);
    EXPECT_EQ(Interrupted(SIGALRM, "").exit_code(), 75);
    EXPECT_EQ(Interrupted(SIGTERM, "").exit_code(), 128 + SIGTERM);
    EXPECT_EQ(Interrupted(SIGINT, "").exit_code(), 128 + SIGINT);
}

TEST(StopSignals, AskFromTheStartOfAProgramToItsEnd) {
    const StopSignals signals;
    raise(SIGUSR1);
    {
        const InterruptGuard guard;
        EXPECT_TRUE(stop_requested());
        EXPECT_EQ(stop_signal(), SIGUSR1);
    }
    raise(SIGUSR1);  // while the report is written
    EXPECT_EQ(stop_signal(), SIGUSR1);
}

TEST(StopSignals, ARequestAfterTheEndKillsNothing) {
    {
        const StopSignals signals;
    }
    raise(SIGUSR1);
    SUCCEED();
}

TEST(StopSignals, AnEarlierProgramsAreForgotten) {
    {
        const StopSignals signals;
        raise(SIGUSR1);
    }
    const StopSignals signals;
    const InterruptGuard guard;
    EXPECT_FALSE(stop_requested());
}

TEST(StopSignals, WaitForTheNextProgramOfTheProcess) {
    for (const bool before : {true, false}) {
        {
            const StopSignals signals;
            if (before) {
                raise(SIGUSR1);
            }
            StopSignals::hold_for_next_program();
            if (!before) {
                raise(SIGUSR1);
                EXPECT_EQ(stop_signal(), 0);
            }
        }
        const StopSignals next;
        EXPECT_EQ(stop_signal(), SIGUSR1);
    }
}

int seen_by_the_earlier_handler = 0;

TEST(Interrupt, GivesTheSignalsBack) {
    struct sigaction ours = {};
    struct sigaction before = {};
    ours.sa_handler = [](int) { ++seen_by_the_earlier_handler; };
    sigaction(SIGINT, &ours, &before);
    {
        const InterruptGuard guard;
        raise(SIGINT);
        EXPECT_EQ(seen_by_the_earlier_handler, 0);
    }
    raise(SIGINT);
    EXPECT_EQ(seen_by_the_earlier_handler, 1);
    sigaction(SIGINT, &before, nullptr);
}

TEST(Interrupt, TwoGuardsAtOnceAreADefect) {
    const InterruptGuard guard;
    EXPECT_THROW(InterruptGuard(), ContractError);
}

}  // namespace
}  // namespace ebru
