#include "base/planted_fault.hpp"

#ifdef EBRU_PLANT_FAULTS

#include <atomic>
#include <cstdlib>
#include <fstream>

namespace ebru {

namespace {

Fault fault_of_environment() {
    const char* const name = std::getenv("EBRU_FAULT");
    const std::optional<Fault> fault = name == nullptr ? Fault::none : from_name<Fault>(name);
    validate(fault.has_value(), std::string("EBRU_FAULT=") + (name == nullptr ? "" : name), "there is no such fault",
             "use a name of src/base/planted_fault.hpp");
    return *fault;
}

/// Which hooks the run came past; written to the file EBRU_FAULT_HOOKS when the program ends.
class HookLog {
  public:
    HookLog() = default;
    HookLog(const HookLog&) = delete;
    HookLog& operator=(const HookLog&) = delete;
    ~HookLog() {
        const char* const path = std::getenv("EBRU_FAULT_HOOKS");
        if (path == nullptr) {
            return;
        }
        std::ofstream file(path);
        for (const EnumName<Fault>& entry : EnumNames<Fault>::table) {
            if (passed_[static_cast<std::size_t>(entry.value)]) {
                file << entry.name << '\n';
            }
        }
    }
    void note(Fault fault) { passed_[static_cast<std::size_t>(fault)].store(true, std::memory_order_relaxed); }

  private:
    std::array<std::atomic<bool>, EnumNames<Fault>::table.size()> passed_{};
};

HookLog& hook_log() {
    static HookLog log;
    return log;
}

}  // namespace

const Fault planted_fault = fault_of_environment();

void note_hook(Fault fault) {
    hook_log().note(fault);
}

}  // namespace ebru

#endif
