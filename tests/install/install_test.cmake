# Installs BUILD under PREFIX, then asks the installed program for its version and looks for the decks.
file(REMOVE_RECURSE ${PREFIX})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${PREFIX}/${BIN}/ebru --version WORKING_DIRECTORY ${PREFIX}
                OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
if(NOT printed MATCHES "${VERSION}")
  message(FATAL_ERROR "the installed ebru prints '${printed}' for --version, which does not name ${VERSION}")
endif()
file(GLOB decks ${PREFIX}/${DATA}/ebru/examples/*/deck.toml)
if(NOT decks)
  message(FATAL_ERROR "no deck under ${PREFIX}/${DATA}/ebru/examples")
endif()
