#include "blocks/carried.hpp"

namespace ebru {

namespace {

constexpr int carried_tag = 32767;

}  // namespace

void CarriedMessages::receive_bytes(std::span<std::byte> bytes, int from) const {
    Messages message(*ranks_);
    message.receive(bytes, from, carried_tag);
    message.wait();
}

void CarriedMessages::send_bytes(std::span<const std::byte> bytes, int to) const {
    Messages message(*ranks_);
    message.send(bytes, to, carried_tag);
    message.wait();
}

}  // namespace ebru
