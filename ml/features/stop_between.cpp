#include "ml/features/stop_between.hpp"

#include "app/interrupt.hpp"

namespace ebru {

void stop_between_pieces() {
    if (Ranks::job().alone()) {
        stop_between_pieces(Ranks::job());
    }
}

void stop_between_pieces(const Ranks& ranks) {
    if (stop_requested(ranks)) {
        throw Interrupted(
            stop_signal(),
            "stopped before all sets were compared; features and calibrations that are complete are kept: "
            "run the same command with --resume to go on");
    }
}

}  // namespace ebru
