#include "validation/petsc/petsc_session.hpp"

#include <utility>
#include <vector>

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
    // As a command line: of options that are set otherwise it takes no notice before it has read the options file.
    std::vector<std::string> words = {"ebru", "-no_signal_handler", "-skip_petscrc", "-options_left", "0"};
    std::vector<char*> arguments;
    for (std::string& word : words) {
        arguments.push_back(word.data());
    }
    int count = static_cast<int>(arguments.size());
    arguments.push_back(nullptr);
    char** pointers = arguments.data();
    if (PetscInitialize(&count, &pointers, nullptr, nullptr) != PETSC_SUCCESS) {
        throw PetscFailure("PETSc: it cannot start (in PetscInitialize) see what it and MPI wrote above");
    }
    check(PetscPushErrorHandler(remember_error, nullptr));
    MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN);
    MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN);
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
