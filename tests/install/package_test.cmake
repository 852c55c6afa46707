# Installs the CMake package of BUILD, moves it, and builds and runs the project CONSUMER against it, under WORK.
set(made ${WORK}/made)
set(moved "${WORK}/moved to another place")
file(REMOVE_RECURSE ${WORK})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${made} --component package OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
file(RENAME ${made} "${moved}")

# Nothing that find_package() reads names the source tree, the build tree or the first place.
file(GLOB_RECURSE files "${moved}/*.cmake")
list(LENGTH files count)
if(count LESS 4)
  message(FATAL_ERROR "only ${count} CMake files are installed: ${files}")
endif()
foreach(file IN LISTS files)
  file(READ "${file}" text)
  foreach(folder IN ITEMS ${BUILD} ${SOURCE} ${made})
    string(FIND "${text}" "${folder}" at)
    if(NOT at EQUAL -1)
      string(SUBSTRING "${text}" ${at} 120 quoted)
      message(FATAL_ERROR "${file} names ${folder}: it would not work on another machine: ${quoted}")
    endif()
  endforeach()
endforeach()

function(configure_consumer tree result output)
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${CONSUMER} -B ${tree} -G ${GENERATOR} -D CMAKE_BUILD_TYPE=${TYPE}
                          -D CMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_PREFIX_PATH=${moved};${DEPENDENCIES}"
                          -D RANDOM123_INCLUDE_DIR=${RANDOM123} ${ARGN}
                  RESULT_VARIABLE failure OUTPUT_VARIABLE printed ERROR_VARIABLE printed)
  set(${result} ${failure} PARENT_SCOPE)
  set(${output} "${printed}" PARENT_SCOPE)
endfunction()

configure_consumer(${WORK}/build failure printed)
if(failure)
  message(FATAL_ERROR "the outside project does not find the package:\n${printed}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/build COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${WORK}/build/consumer ${WORK}/sheet.png OUTPUT_VARIABLE printed RESULT_VARIABLE failure)
if(failure OR NOT printed MATCHES "mass 1060.000000" OR NOT EXISTS ${WORK}/sheet.png)
  message(FATAL_ERROR "the outside project ends with ${failure} and prints '${printed}', not a mass of 1060")
endif()
message(STATUS "${printed}")

# A room that there is not is refused at configuration, by its name.
configure_consumer(${WORK}/refused failure printed -D EBRU_CONSUMER_ROOM=no_such_room)
if(NOT failure OR NOT printed MATCHES "no_such_room")
  message(FATAL_ERROR "a room that does not exist is not refused:\n${printed}")
endif()
