#include "io/state_slots.hpp"

#include <array>
#include <cstring>
#include <format>
#include <string>
#include <system_error>

#include "base/error.hpp"
#include "io/checksum.hpp"

namespace ebru {

namespace {

/// What a slot begins with.
struct SlotHead {
    std::int64_t steps = 0;
    std::int64_t rows = 0;
    std::uint64_t bytes = 0;
    std::uint32_t crc = 0;
    std::uint32_t unused = 0;
};
static_assert(sizeof(SlotHead) == 32);

std::uint32_t checksum(const SlotHead& head, std::span<const std::byte> state) {
    const std::array<std::uint64_t, 3> numbers{static_cast<std::uint64_t>(head.steps),
                                               static_cast<std::uint64_t>(head.rows), head.bytes};
    return extend_crc32(extend_crc32_of(0, std::span<const std::uint64_t>(numbers)), state);
}

SlotHead head_at(const RawFile& file, std::uint64_t offset) {
    SlotHead head;
    file.read_at(offset, std::as_writable_bytes(std::span(&head, 1)));
    return head;
}

[[noreturn]] void fail_damaged(const std::filesystem::path& path, const std::string& why) {
    throw UserError("the state " + path.string() + " is damaged", why,
                    "delete the unfinished file and start again without --resume");
}

}  // namespace

StateSlots::StateSlots(const std::filesystem::path& path, RawAccess access, std::uint64_t state_bytes)
    : path_(path), file_(path, access), state_bytes_(state_bytes) {}

std::uint64_t StateSlots::file_bytes(std::uint64_t state_bytes) {
    return 2 * (sizeof(SlotHead) + state_bytes);
}

std::uint64_t StateSlots::slot_bytes() const {
    return sizeof(SlotHead) + state_bytes_;
}

StateSlots StateSlots::create(const std::filesystem::path& path, std::uint64_t state_bytes) {
    try {
        StateSlots slots(path, RawAccess::created, state_bytes);
        slots.file_.truncate(0);
        slots.file_.truncate(file_bytes(state_bytes));
        slots.file_.allocate(file_bytes(state_bytes));
        slots.file_.sync();
        return slots;
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(path, ignored);
        throw;
    }
}

StateSlots StateSlots::open(const std::filesystem::path& path, std::uint64_t state_bytes) {
    validate(std::filesystem::exists(path), "no state " + path.string(), "the run goes on from it",
             "delete the unfinished file and start again without --resume");
    StateSlots slots(path, RawAccess::existing, state_bytes);
    if (slots.file_.size() != file_bytes(state_bytes)) {
        fail_damaged(path, std::format("it has {} bytes, not {}", slots.file_.size(), file_bytes(state_bytes)));
    }
    return slots;
}

void StateSlots::store(std::int64_t trusted, std::int64_t steps, std::int64_t rows, std::span<const std::byte> state) {
    EBRU_EXPECT(state.size() == state_bytes_ && steps > trusted && trusted >= 0);
    const std::uint64_t offset = trusted > 0 && head_at(file_, 0).steps == trusted ? slot_bytes() : 0;
    SlotHead head{steps, rows, state_bytes_, 0, 0};
    head.crc = checksum(head, state);
    file_.write_at(offset, std::as_bytes(std::span(&head, 1)));
    file_.write_at(offset + sizeof(SlotHead), state);
    file_.sync();
}

std::uint64_t StateSlots::slot_after(std::int64_t steps) const {
    for (const std::uint64_t offset : {std::uint64_t{0}, slot_bytes()}) {
        if (head_at(file_, offset).steps == steps) {
            return offset;
        }
    }
    fail_damaged(path_, std::format("it does not hold the state after {} steps", steps));
}

std::int64_t StateSlots::rows_after(std::int64_t steps) const {
    return head_at(file_, slot_after(steps)).rows;
}

void StateSlots::load(std::int64_t steps, std::span<std::byte> state) const {
    EBRU_EXPECT(state.size() == state_bytes_);
    const std::uint64_t slot = slot_after(steps);
    const SlotHead head = head_at(file_, slot);
    file_.read_at(slot + sizeof(SlotHead), state);
    const std::uint32_t found = checksum(head, state);
    if (head.bytes != state_bytes_ || found != head.crc) {
        fail_damaged(path_, std::format("checksum {:08x}, not {:08x}", found, head.crc));
    }
}

}  // namespace ebru
