#include "app/interrupt.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>

#include "app/wall_time.hpp"
#include "base/error.hpp"

namespace ebru {

namespace {

std::atomic<int> arrived{0};
std::atomic<bool> announced{false};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler may touch nothing else");
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may touch nothing else");

std::atomic<bool> guarded{false};
std::atomic<bool> listening{false};
/// False on ranks but the first: one of them speaks for all.
std::atomic<bool> speaks{true};

constexpr std::array<int, 3> watched = {SIGINT, SIGTERM, SIGUSR1};
std::array<struct sigaction, watched.size()> earlier;
struct sigaction before_listening;
bool held = false;  // for the next program

/// Once a run, from one rank. Safe in a signal handler.
void announce(int signal) {
    if (!speaks || announced.exchange(true)) {
        return;
    }
    constexpr const char* queue = "\nebru: stopping as soon as the state is saved\n";
    constexpr const char* user = "\nebru: stopping as soon as the state is saved; once more to stop at once\n";
    const char* const text = signal == SIGUSR1 ? queue : user;
    // Nothing can be done here about a message that does not get out.
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text, std::strlen(text));
}

void note_signal(int signal) {
    int none = 0;
    if (arrived.compare_exchange_strong(none, signal) && guarded) {
        announce(signal);
    }
}

/// SIGUSR1 may come again and again. RESETHAND: the second of the others meets the default action. RESTART: reads and
/// writes under way go on.
void watch(int signal, struct sigaction& before) {
    struct sigaction action = {};
    action.sa_handler = note_signal;
    const unsigned once = signal == SIGUSR1 ? 0U : static_cast<unsigned>(SA_RESETHAND);
    action.sa_flags = static_cast<int>(once | static_cast<unsigned>(SA_RESTART));
    sigemptyset(&action.sa_mask);
    EBRU_ASSERT(sigaction(signal, &action, &before) == 0);
}

void mask(int how) {
    sigset_t only;
    sigemptyset(&only);
    sigaddset(&only, SIGUSR1);
    pthread_sigmask(how, &only, nullptr);
}

/// Of this process alone.
int own_reason() {
    if (arrived == 0 && wall_time_is_near()) {
        arrived = SIGALRM;
    }
    return arrived;
}

}  // namespace

Interrupted::Interrupted(int signal, const std::string& how_to_resume)
    : std::runtime_error((signal == SIGALRM ? "the wall time is near: " : "") + how_to_resume), signal_(signal) {}

int Interrupted::exit_code() const {
    constexpr int by_signal = 128;  // as shells say it
    return signal_ == SIGUSR1 || signal_ == SIGALRM ? exit_stopped : by_signal + signal_;
}

StopSignals::StopSignals() {
    EBRU_EXPECT(!listening.exchange(true));
    arrived = 0;
    watch(SIGUSR1, before_listening);
    mask(SIG_UNBLOCK);
    held = false;
}

StopSignals::~StopSignals() {
    // What is left of the process frees its memory: a request that comes now comes too late to kill it for.
    if (before_listening.sa_handler == SIG_DFL) {
        before_listening.sa_handler = SIG_IGN;
    }
    if (!held) {  // what is held back would be forgotten with the handler
        sigaction(SIGUSR1, &before_listening, nullptr);
    }
    listening = false;
}

void StopSignals::hold_for_next_program() {
    held = true;
    mask(SIG_BLOCK);
    if (arrived == SIGUSR1) {
        raise(SIGUSR1);  // held back by this thread, which is the next program
    }
}

InterruptGuard::InterruptGuard() {
    EBRU_EXPECT(!guarded.exchange(true));
    announced = false;
    speaks = Ranks::job().first();
    if (!(listening && arrived == SIGUSR1)) {
        arrived = 0;
    }
    begin_work_pieces();
    for (std::size_t i = 0; i < watched.size(); ++i) {
        watch(watched[i], earlier[i]);
    }
}

InterruptGuard::~InterruptGuard() {
    for (std::size_t i = 0; i < watched.size(); ++i) {
        sigaction(watched[i], &earlier[i], nullptr);
    }
    guarded = false;
}

bool stop_requested() {
    return own_reason() != 0;
}

bool stop_requested(const Ranks& ranks) {
    const auto agreed = static_cast<int>(ranks.largest(static_cast<std::int64_t>(own_reason())));
    if (agreed != 0) {
        arrived = agreed;
        if (agreed != SIGALRM) {
            announce(agreed);
        }
    }
    return agreed != 0;
}

int stop_signal() {
    return arrived;
}

}  // namespace ebru
