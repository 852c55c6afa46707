// Builds without MPI: one rank.
#include <fmt/format.h>

#include "base/error.hpp"
#include "ranks/messages.hpp"
#include "ranks/rank_session.hpp"
#include "ranks/ranks.hpp"
#include "ranks/self_messages.hpp"

namespace ebru {

struct Ranks::Communicator {};

Ranks::Ranks() = default;
Ranks::~Ranks() = default;

const Ranks& Ranks::job() {
    static const Ranks alone;
    return alone;
}

std::unique_ptr<Ranks> Ranks::part(bool inside) const {
    return inside ? std::make_unique<Ranks>() : nullptr;
}

void Ranks::barrier() const {}
bool Ranks::any(bool own) const {
    return own;
}
std::int64_t Ranks::sum(std::int64_t own) const {
    return own;
}
std::int64_t Ranks::smallest(std::int64_t own) const {
    return own;
}
double Ranks::largest(double own) const {
    return own;
}
void Ranks::broadcast_bytes(std::span<std::byte> /*bytes*/, int /*root*/) const {}
std::vector<std::byte> Ranks::gather_bytes(std::span<const std::byte> own) const {
    return {own.begin(), own.end()};
}
std::vector<std::byte> Ranks::all_gather_bytes(std::span<const std::byte> own) const {
    return {own.begin(), own.end()};
}

RankSession::RankSession(const Launch& launch) {
    validate(launch.count == 1, fmt::format("{} processes", launch.count),
             "this build has no MPI, so each of them would do all the work", "build with MPI, or start one process");
}
RankSession::~RankSession() = default;

int RankSession::leave(const Outcome& own, const std::function<void(const std::string&)>& report, double /*patience*/) {
    if (!own.message.empty()) {
        report(own.message);
    }
    return own.code;
}

struct Messages::Pending {
    SelfMessages own;
};

Messages::Messages(const Ranks& ranks) : ranks_(ranks), pending_(std::make_unique<Pending>()) {}
Messages::~Messages() = default;

void Messages::send(std::span<const std::byte> bytes, int to, int tag) {
    EBRU_EXPECT(to == ranks_.rank());
    pending_->own.send(bytes, tag);
}

void Messages::receive(std::span<std::byte> bytes, int from, int tag) {
    EBRU_EXPECT(from == ranks_.rank());
    pending_->own.receive(bytes, tag);
}

bool Messages::test() {
    return true;
}

void Messages::wait() {
    pending_->own.deliver();
}

struct PendingSum::Request {};
PendingSum::PendingSum(const Ranks& /*ranks*/, std::span<float> /*values*/) {}
PendingSum::PendingSum(const Ranks& /*ranks*/, std::span<double> /*values*/) {}
PendingSum::PendingSum(PendingSum&&) noexcept = default;
PendingSum& PendingSum::operator=(PendingSum&&) noexcept = default;
PendingSum::~PendingSum() = default;
bool PendingSum::test() {
    return true;
}
void PendingSum::wait() {}

}  // namespace ebru
