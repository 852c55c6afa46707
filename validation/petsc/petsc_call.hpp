#pragma once

#include <petscsys.h>

#include <exception>

#include "validation/petsc/petsc_session.hpp"

namespace ebru::referee {

/// Throws what failed: an exception that a callback of ours kept, else PetscFailure with PETSc's message.
void check(PetscErrorCode code);

/// Runs the body of a callback that PETSc called: exceptions must not fly through its C frames, so one is kept for
/// check() and PETSc is told that the callback failed.
template <class Body>
PetscErrorCode guarded(const Body& body);

/// Keeps an exception for check().
PetscErrorCode keep_exception(std::exception_ptr exception);

template <class Body>
PetscErrorCode guarded(const Body& body) {
    try {
        body();
        return PETSC_SUCCESS;
    } catch (...) {
        return keep_exception(std::current_exception());
    }
}

/// An object of PETSc, destroyed with its handle.
template <class Object, PetscErrorCode (*destroy)(Object*)>
class PetscHandle {
  public:
    PetscHandle() = default;
    PetscHandle(const PetscHandle&) = delete;
    PetscHandle& operator=(const PetscHandle&) = delete;
    ~PetscHandle() {
        if (object_ != nullptr) {
            static_cast<void>(destroy(&object_));
        }
    }

    /// For the function that creates it; nothing was created before.
    [[nodiscard]] Object* created() { return &object_; }
    operator Object() const { return object_; }  // NOLINT(google-explicit-constructor): PETSc's functions take it

  private:
    Object object_ = nullptr;
};

}  // namespace ebru::referee
