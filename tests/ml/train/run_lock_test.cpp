#include "ml/train/run_lock.hpp"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <optional>

#include "tests/ml/train/toy_training.hpp"
#include "tests/src/base/message_checks.hpp"

namespace ebru {
namespace {

/// A process that holds the lock of a folder until it is killed.
class Holder {
  public:
    explicit Holder(const std::filesystem::path& folder) {
        int ends[2] = {};
        EXPECT_EQ(pipe(ends), 0);
        process_ = fork();
        if (process_ == 0) {
            const RunLock lock(folder);
            const char ready = write(ends[1], "x", 1) == 1 ? 'y' : 'n';
            while (ready == 'y') {
                pause();
            }
            _exit(1);
        }
        close(ends[1]);
        char word = 0;
        EXPECT_EQ(read(ends[0], &word, 1), 1) << "the process has no lock";
        close(ends[0]);
    }
    Holder(const Holder&) = delete;
    Holder& operator=(const Holder&) = delete;
    ~Holder() {
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
    }

    [[nodiscard]] pid_t process() const { return process_; }

  private:
    pid_t process_ = 0;
};

std::string this_machine() {
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    return host.data();
}

TEST(RunLock, AFolderThatIsTrainedInIsRefusedWithProcessAndMachine) {
    const TestFolder folder;
    const Holder holder(folder.path());
    EXPECT_TRUE(contains(user_error_text([&] { RunLock lock(folder.path()); }),
                         {folder.path().string(), "process " + std::to_string(holder.process()), this_machine()}));
}

TEST(RunLock, AKilledProcessLocksNothing) {
    const TestFolder folder;
    std::optional<Holder> holder(std::in_place, folder.path());
    holder.reset();
    EXPECT_TRUE(std::filesystem::exists(folder.path() / "run.lock")) << "nothing was left behind: not what is tested";
    EXPECT_EQ(user_error_text([&] { RunLock lock(folder.path()); }), "no UserError");
}

TEST(RunLock, EndsWithItsObjectAndNamesTheLatestHolder) {
    const TestFolder folder;
    std::ofstream(folder.path() / "run.lock") << "process 123456789 on a machine with a long name of other days";
    {
        const RunLock lock(folder.path());
        std::ifstream file(folder.path() / "run.lock");
        std::string text;
        std::getline(file, text);
        EXPECT_EQ(text, "process " + std::to_string(getpid()) + " on " + this_machine());
        // The lock is the open file's, not the process's: a second one in this process is refused too.
        EXPECT_NE(user_error_text([&] { RunLock second(folder.path()); }), "no UserError");
    }
    EXPECT_EQ(user_error_text([&] { RunLock lock(folder.path()); }), "no UserError");
}

}  // namespace
}  // namespace ebru
