#include "validation/petsc/petsc_session.hpp"

#include <dlfcn.h>

#include <utility>

#include "validation/petsc/petsc_call.hpp"

namespace ebru::referee {

namespace {

std::string last_message;           // of the error that PETSc detected last
std::exception_ptr kept_exception;  // of a callback of ours

/// PETSc's own handlers print or abort; this one remembers where the error began and returns.
PetscErrorCode remember_error(MPI_Comm, int, const char* function, const char*, PetscErrorCode code,
                              PetscErrorType type, const char* message, void*) {
    if (type == PETSC_ERROR_INITIAL) {
        last_message = std::string(message != nullptr && *message != '\0' ? message : "error without a message");
        while (!last_message.empty() && last_message.back() == '\n') {
            last_message.pop_back();
        }
        last_message += " (in " + std::string(function != nullptr ? function : "PETSc") + ")";
    }
    return code;
}

/// OpenBLAS, where it is the BLAS, would add up long vectors with all cores.
void compute_with_one_blas_thread() {
    using SetThreads = void (*)(int);
    if (const auto set = reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"))) {
        set(1);
    }
}

}  // namespace

PetscErrorCode keep_exception(std::exception_ptr exception) {
    kept_exception = std::move(exception);
    return PETSC_ERR_USER;
}

void check(PetscErrorCode code) {
    if (code == PETSC_SUCCESS) {
        return;
    }
    if (kept_exception) {
        std::rethrow_exception(std::exchange(kept_exception, nullptr));
    }
    throw PetscFailure("PETSc: " + last_message + " look the message up in PETSc's manual, error code " +
                       std::to_string(static_cast<int>(code)));
}

const PetscSession& PetscSession::get() {
    static const PetscSession session;
    return session;
}

PetscSession::PetscSession() {
    // Before PetscInitialize errors can only be codes.
    constexpr std::pair<const char*, const char*> options[] = {
        {"-no_signal_handler", "true"}, {"-skip_petscrc", "true"}, {"-options_left", "false"}};
    for (const auto& [option, value] : options) {
        if (PetscOptionsSetValue(nullptr, option, value) != PETSC_SUCCESS) {
            throw PetscFailure("PETSc: its options cannot be set (in PetscOptionsSetValue) check the installation");
        }
    }
    if (PetscInitializeNoArguments() != PETSC_SUCCESS) {
        throw PetscFailure("PETSc: it cannot start (in PetscInitialize) see what it and MPI wrote above");
    }
    check(PetscPushErrorHandler(remember_error, nullptr));
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
    compute_with_one_blas_thread();
}

PetscSession::~PetscSession() {
    static_cast<void>(PetscPopErrorHandler());
    static_cast<void>(PetscFinalize());
}

std::string PetscSession::version() const {
    PetscInt major = 0;
    PetscInt minor = 0;
    PetscInt subminor = 0;
    PetscInt release = 0;
    check(PetscGetVersionNumber(&major, &minor, &subminor, &release));
    return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(subminor);
}

}  // namespace ebru::referee
