# Installs BUILD under PREFIX and moves the tree; then the programs answer from there, find each other and the decks' data.
set(moved "${PREFIX} moved")
file(REMOVE_RECURSE ${PREFIX} "${moved}")
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${PREFIX} "${moved}")
set(ebru "${moved}/${BIN}/ebru")

execute_process(COMMAND ${ebru} --version WORKING_DIRECTORY "${moved}" OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
if(NOT printed MATCHES "${VERSION}")
  message(FATAL_ERROR "the installed ebru prints '${printed}' for --version, which does not name ${VERSION}")
endif()

file(GLOB decks "${moved}/${DATA}/ebru/examples/*/deck.toml")
if(NOT decks)
  message(FATAL_ERROR "no deck under ${moved}/${DATA}/ebru/examples")
endif()
# Example 05 reads the pictures of example 03, by a path relative to its deck.
execute_process(COMMAND ${ebru} forward "${moved}/${DATA}/ebru/examples/05_anisotropic_photographs/deck.toml" --dry-run
                        --output "${moved}/run"
                WORKING_DIRECTORY "${moved}" OUTPUT_QUIET ERROR_VARIABLE complaint RESULT_VARIABLE failure)
if(failure AND NOT complaint MATCHES "no VTK")
  message(FATAL_ERROR "an installed deck does not find its data after the move: ${complaint}")
endif()

# ebru hands training over to ebru_ml, which must be the one beside it.
if(LEARNS)
  execute_process(COMMAND ${ebru} train --help WORKING_DIRECTORY "${moved}" OUTPUT_VARIABLE printed ERROR_VARIABLE printed RESULT_VARIABLE failure)
  if(failure OR NOT printed MATCHES "Usage: ebru train")
    message(FATAL_ERROR "the moved ebru does not find its ebru_ml: ${printed}")
  endif()
endif()

# The folders that the loader searches are none of the trees that may be gone.
find_program(READELF NAMES readelf)
if(READELF)
  foreach(program IN ITEMS ${BIN}/ebru ${LIBEXEC}/ebru/ebru_ml)
    if(EXISTS "${moved}/${program}")
      execute_process(COMMAND ${READELF} -d "${moved}/${program}" OUTPUT_VARIABLE entries COMMAND_ERROR_IS_FATAL ANY)
      string(REGEX MATCHALL "R(UN)?PATH[^\n]*" paths "${entries}")
      foreach(folder IN ITEMS ${BUILD} ${SOURCE} ${PREFIX})
        string(FIND "${paths}" "${folder}" at)
        if(NOT at EQUAL -1)
          message(FATAL_ERROR "${program} looks for libraries in ${folder}: ${paths}")
        endif()
      endforeach()
    endif()
  endforeach()
endif()
