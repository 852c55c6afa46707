# Static checks as tests with the label "check", and the target headers_alone.

# headers_alone: every header of src/ and solvers/ compiles in a file that includes nothing else, twice: it includes what it uses and is
# guarded. One file a header is generated; they are objects (not -fsyntax-only) so that ccache remembers them.
function(ebru_add_header_check)
  file(GLOB_RECURSE headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}
       ${PROJECT_SOURCE_DIR}/src/*.hpp ${PROJECT_SOURCE_DIR}/solvers/*.hpp ${PROJECT_SOURCE_DIR}/ml/*.hpp ${PROJECT_SOURCE_DIR}/validation/common/*.hpp)
  set(files "")
  foreach(header IN LISTS headers)
    string(REGEX REPLACE "^src/" "" included ${header})
    string(MAKE_C_IDENTIFIER ${header} name)
    set(file ${PROJECT_BINARY_DIR}/headers_alone/${name}.cpp)
    file(CONFIGURE OUTPUT ${file} CONTENT "#include \"${included}\"\n#include \"${included}\"\n")
    list(APPEND files ${file})
  endforeach()
  add_library(headers_alone OBJECT EXCLUDE_FROM_ALL ${files})
  target_link_libraries(headers_alone PRIVATE ebru_flags Kokkos::kokkos)
  target_compile_options(headers_alone PRIVATE -O0 -Werror)
endfunction()

function(ebru_add_check name)
  add_test(NAME check.${name} COMMAND ${ARGN} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  set_tests_properties(check.${name} PROPERTIES LABELS check TIMEOUT 120)
endfunction()

ebru_add_header_check()
find_package(Python3 COMPONENTS Interpreter QUIET)
if(Python3_FOUND)
  foreach(check includes lengths documents)
    ebru_add_check(${check} ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/check_${check}.py ${PROJECT_SOURCE_DIR})
  endforeach()
else()
  message(STATUS "No Python 3: the checks of includes, lengths and documents are left out")
endif()
# Another version of clang-format formats otherwise, so only this one judges.
find_program(EBRU_CLANG_FORMAT NAMES clang-format-19)
if(EBRU_CLANG_FORMAT)
  ebru_add_check(format ${CMAKE_CURRENT_LIST_DIR}/check_format.sh ${EBRU_CLANG_FORMAT} ${PROJECT_SOURCE_DIR})
else()
  message(STATUS "No clang-format-19: the format check is left out")
endif()
