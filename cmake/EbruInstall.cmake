# cmake --install: the programs, the example decks with their data, the documents, and a CMake package of the rooms of src/ and solvers/
# (find_package(ebru CONFIG), docs/install.md). The tree can be moved: nothing in it names the folder it was installed to.
include(CMakePackageConfigHelpers)

# Libraries outside the system's folders (Spack, modules) are found again without LD_LIBRARY_PATH.
function(ebru_install_program target folder)
  if(TARGET ${target})
    set_target_properties(${target} PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
    install(TARGETS ${target} RUNTIME DESTINATION ${folder})
  endif()
endfunction()

# The static libraries of the rooms, ebru::ROOM, their headers as they include each other, and what find_package() reads. Each library's
# own libraries are found again where the consumer is: ebruConfig.cmake looks for what this build was made with.
function(ebru_install_rooms)
  get_property(rooms GLOBAL PROPERTY EBRU_INSTALLED_ROOMS)
  set(targets ebru_headers)
  foreach(room IN LISTS rooms)
    list(APPEND targets ebru_${room})
    set_target_properties(ebru_${room} PROPERTIES EXPORT_NAME ${room})
    add_library(ebru::${room} ALIAS ebru_${room})
  endforeach()
  set_target_properties(ebru_headers PROPERTIES EXPORT_NAME headers)
  set(folder ${CMAKE_INSTALL_LIBDIR}/cmake/ebru)
  install(TARGETS ${targets} EXPORT ebru_rooms COMPONENT package ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT package)
  install(EXPORT ebru_rooms NAMESPACE ebru:: FILE ebruTargets.cmake DESTINATION ${folder} COMPONENT package)
  # MpiHandle and its header are for src/io alone: they would ask every consumer for mpi.h.
  install(DIRECTORY src/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ebru COMPONENT package
          FILES_MATCHING PATTERN *.hpp PATTERN mpi_handle.hpp EXCLUDE PATTERN communicator.hpp EXCLUDE)
  install(DIRECTORY solvers DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ebru COMPONENT package FILES_MATCHING PATTERN *.hpp)
  install(FILES ${PROJECT_BINARY_DIR}/generated/base/version.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/ebru/base COMPONENT package)
  list(JOIN Kokkos_DEVICES ", " EBRU_KOKKOS_DEVICES)
  list(JOIN rooms ", " EBRU_ROOM_NAMES)
  configure_package_config_file(cmake/ebruConfig.cmake.in ${PROJECT_BINARY_DIR}/ebruConfig.cmake INSTALL_DESTINATION ${folder})
  write_basic_package_version_file(${PROJECT_BINARY_DIR}/ebruConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/ebruConfig.cmake ${PROJECT_BINARY_DIR}/ebruConfigVersion.cmake DESTINATION ${folder} COMPONENT package)
endfunction()

ebru_install_program(ebru ${CMAKE_INSTALL_BINDIR})
ebru_install_program(ebru_ml ${CMAKE_INSTALL_LIBEXECDIR}/ebru)
# Half of the rooms is no package, and sanitized ones would ask every consumer for the sanitizers.
if(NOT EBRU_ONLY AND NOT EBRU_ENABLE_SANITIZERS)
  ebru_install_rooms()
endif()
install(DIRECTORY examples/ DESTINATION ${CMAKE_INSTALL_DATADIR}/ebru/examples)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN *.md PATTERN *.png)
install(FILES README.md LICENSE CHANGELOG.md CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
