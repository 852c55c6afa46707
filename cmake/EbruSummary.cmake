# What was found and what will be built, in one block at the end of the configuration.
function(ebru_print_summary)
  if(HDF5_IS_PARALLEL)
    set(hdf5 "${HDF5_VERSION}, parallel (MPI ${MPI_C_VERSION})")
  else()
    set(hdf5 "${HDF5_VERSION}, serial")
  endif()
  if(EBRU_HAS_MPI)
    set(ranks "with MPI ${MPI_C_VERSION}")
  else()
    set(ranks "without MPI (EBRU_WITH_MPI=${EBRU_WITH_MPI}): one process a job")
  endif()
  if(EBRU_HAS_VTK)
    set(pictures "VTK ${VTK_VERSION}")
  else()
    set(pictures "no VTK (EBRU_WITH_VTK=${EBRU_WITH_VTK}): no files for ParaView, PNG and JPEG are not read")
  endif()
  string(REPLACE ";" ", " devices "${Kokkos_DEVICES}")
  if(EBRU_ENABLE_TESTS)
    set(tests "with GoogleTest ${GTest_VERSION}")
  else()
    set(tests "no (EBRU_ENABLE_TESTS)")
  endif()
  if(NOT EBRU_ENABLE_VALIDATION)
    set(validation "no (EBRU_ENABLE_VALIDATION)")
  elseif(PETSC_FOUND)
    set(validation "with PETSc ${PETSC_VERSION}")
  else()
    set(validation "without PETSc (EBRU_WITH_PETSC=${EBRU_WITH_PETSC}): the referee's studies are left out")
  endif()
  if(Torch_FOUND)
    set(networks "with LibTorch ${Torch_VERSION}")
  else()
    set(networks "without LibTorch (EBRU_WITH_TORCH=${EBRU_WITH_TORCH}): no ebru train, sample, interpolate, evaluate")
  endif()
  if(EBRU_ENABLE_SANITIZERS)
    set(sanitizers "AddressSanitizer, UndefinedBehaviorSanitizer")
  else()
    set(sanitizers "none")
  endif()
  if(EBRU_ARCH)
    set(instructions "-march=${EBRU_ARCH}")
  else()
    set(instructions "the compiler's default")
  endif()
  string(TOUPPER "${CMAKE_BUILD_TYPE}" type)
  message(STATUS "ebru ${PROJECT_VERSION}
     build         ${CMAKE_BUILD_TYPE}:${CMAKE_CXX_FLAGS} ${CMAKE_CXX_FLAGS_${type}}
     compiler      ${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}, launched by '${CMAKE_CXX_COMPILER_LAUNCHER}'
     instructions  ${instructions}
     Kokkos        ${Kokkos_VERSION}, ${devices}
     FFTW          ${FFTW3_VERSION} (double), ${FFTW3F_VERSION} (float)
     ranks         ${ranks}
     HDF5          ${hdf5}
     pictures      ${pictures}
     small parts   CLI11 ${CLI11_VERSION}, toml++ ${tomlplusplus_VERSION}, spdlog ${spdlog_VERSION}, nlohmann_json ${nlohmann_json_VERSION}, Eigen ${Eigen3_VERSION}, zlib ${ZLIB_VERSION}, Random123 in ${RANDOM123_INCLUDE_DIR}
     verification  ${validation}
     networks      ${networks}
     tests         ${tests}
     sanitizers    ${sanitizers}
     installs to   ${CMAKE_INSTALL_PREFIX}")
endfunction()
ebru_print_summary()
