#include "app/interrupt.hpp"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>

#include "base/error.hpp"

namespace ebru {

namespace {

std::atomic<int> arrived{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");

std::atomic<bool> guarded{false};

constexpr std::array<int, 2> watched = {SIGINT, SIGTERM};
std::array<struct sigaction, watched.size()> earlier;

void note_signal(int signal) {
    int none = 0;
    if (arrived.compare_exchange_strong(none, signal)) {
        constexpr char text[] = "\nebru: stopping as soon as the state is saved; once more to stop at once\n";
        // Nothing can be done here about a message that does not get out.
        [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
    }
}

}  // namespace

InterruptGuard::InterruptGuard() {
    EBRU_EXPECT(!guarded.exchange(true));
    arrived = 0;
    for (std::size_t i = 0; i < watched.size(); ++i) {
        struct sigaction action = {};
        action.sa_handler = note_signal;
        // RESETHAND: the second signal meets the default action. RESTART: reads and writes under way go on.
        action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
        sigemptyset(&action.sa_mask);
        EBRU_ASSERT(sigaction(watched[i], &action, &earlier[i]) == 0);
    }
}

InterruptGuard::~InterruptGuard() {
    for (std::size_t i = 0; i < watched.size(); ++i) {
        sigaction(watched[i], &earlier[i], nullptr);
    }
    guarded = false;
}

bool stop_requested() {
    return arrived != 0;
}

bool stop_requested(const Ranks& ranks) {
    return ranks.any(stop_requested());
}

int stop_signal() {
    return arrived;
}

}  // namespace ebru
