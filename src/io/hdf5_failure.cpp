#include "io/hdf5_failure.hpp"

#include <hdf5.h>

#include "base/error.hpp"

namespace ebru {

namespace {

/// HDF5's most specific reason for the last failure.
std::string hdf5_reason() {
    std::string reason;
    const auto take_first = [](unsigned, const H5E_error2_t* error, void* out) -> herr_t {
        auto& text = *static_cast<std::string*>(out);
        if (text.empty() && error->desc != nullptr) {
            text = error->desc;
        }
        return 0;
    };
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, take_first, &reason);
    return reason.empty() ? "HDF5 gives no reason" : "HDF5: " + reason;
}

}  // namespace

std::string named_in(const std::string& name, const std::string& file) {
    return "'" + name + "' of " + file;
}

void silence_hdf5() {
    H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

void fail_in_hdf5(const std::string& problem, const std::string& advice) {
    throw UserError(problem, hdf5_reason(), advice);
}

Hdf5Handle checked_hdf5(std::int64_t id, const std::string& problem, const char* advice) {
    if (id < 0) {
        fail_in_hdf5(problem, advice);
    }
    return Hdf5Handle(id);
}

}  // namespace ebru
