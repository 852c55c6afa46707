#pragma once

#include <stdexcept>
#include <string>

namespace ebru::referee {

/// What PETSc reports, as an exception: `PETSc: MESSAGE (in FUNCTION) ...`.
class PetscFailure : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// PETSc in this process: initialised when first asked for, finalised once, when the program ends. MPI starts as a
/// singleton, whatever started the program, and PETSc works on this rank alone.
///
/// It takes nothing from its host: no signal handlers, no command line, no options file; errors return instead of
/// ending the program; BLAS computes with one thread, so that its threads do not compete with Kokkos' and sums keep
/// their order.
class PetscSession {
  public:
    /// \throws PetscFailure when PETSc cannot start.
    static const PetscSession& get();

    PetscSession(const PetscSession&) = delete;
    PetscSession& operator=(const PetscSession&) = delete;

    /// "3.22.5"
    [[nodiscard]] std::string version() const;

  private:
    PetscSession();
    ~PetscSession();
};

}  // namespace ebru::referee
