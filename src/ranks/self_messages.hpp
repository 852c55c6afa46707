#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ebru {

/// Messages of a rank to itself: copied when both ends are known, at deliver().
class SelfMessages {
  public:
    void send(std::span<const std::byte> bytes, int tag) { sent_.push_back({bytes, tag}); }
    void receive(std::span<std::byte> bytes, int tag) { expected_.push_back({bytes, tag}); }

    /// Copies all. Every expected message must have been sent, with its tag and size, and the other way round.
    void deliver();

  private:
    struct Sent {
        std::span<const std::byte> bytes;
        int tag;
    };
    struct Expected {
        std::span<std::byte> bytes;
        int tag;
    };
    std::vector<Sent> sent_;
    std::vector<Expected> expected_;
};

}  // namespace ebru
