# How a room becomes a library, a test program, or a part of the ebru executable.

add_library(ebru_flags INTERFACE)
# Contraction is off so that a cell's bits do not depend on whether the vector body or its remainder computed it; kernels
# that want a fused multiply-add say so.
target_compile_options(ebru_flags INTERFACE -Wall -Wextra -Wshadow -ffp-contract=off -fno-math-errno)
if(EBRU_ARCH)
  target_compile_options(ebru_flags INTERFACE -march=${EBRU_ARCH})
endif()
# Rows are short and lie in cache: the widest vectors pay, and masks instead of scalar remainders (GCC 12 and later, AVX-512).
include(CheckCXXCompilerFlag)
foreach(flag IN ITEMS -mprefer-vector-width=512 --param=vect-partial-vector-usage=1)
  string(MAKE_C_IDENTIFIER "EBRU_HAS${flag}" has_flag)
  check_cxx_compiler_flag(${flag} ${has_flag})
  if(${has_flag})
    target_compile_options(ebru_flags INTERFACE ${flag})
  endif()
endforeach()
if(EBRU_PLANT_FAULTS)
  target_compile_definitions(ebru_flags INTERFACE EBRU_PLANT_FAULTS)
endif()
if(EBRU_WARNINGS_AS_ERRORS)
  target_compile_options(ebru_flags INTERFACE -Werror)
endif()
if(EBRU_ENABLE_SANITIZERS)
  target_compile_options(ebru_flags INTERFACE -fsanitize=address,undefined -fno-sanitize-recover=undefined
                                              -fno-omit-frame-pointer -g1)
  target_link_options(ebru_flags INTERFACE -fsanitize=address,undefined)
endif()
target_include_directories(ebru_flags INTERFACE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}
                                                ${PROJECT_BINARY_DIR}/generated)
target_include_directories(ebru_flags SYSTEM INTERFACE ${RANDOM123_INCLUDE_DIR})

# ebru_room(NAME SOURCES ... [USES other rooms ...] [PRIVATE libraries ...])
function(ebru_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;USES;PRIVATE" ${ARGN})
  add_library(ebru_${name} STATIC ${ROOM_SOURCES})
  target_link_libraries(ebru_${name} PUBLIC ebru_flags Kokkos::kokkos)
  foreach(room IN LISTS ROOM_USES)
    target_link_libraries(ebru_${name} PUBLIC ebru_${room})
  endforeach()
  target_link_libraries(ebru_${name} PRIVATE ${ROOM_PRIVATE})
endfunction()

# ebru_test(NAME SOURCES ... USES rooms ... [PRIVATE libraries ...]): one test program a room
function(ebru_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;USES;PRIVATE" ${ARGN})
  add_executable(test_${name} ${TEST_SOURCES} ${PROJECT_SOURCE_DIR}/tests/support/kokkos_main.cpp)
  target_link_libraries(test_${name} PRIVATE ebru_flags Kokkos::kokkos GTest::gtest ${TEST_PRIVATE})
  foreach(room IN LISTS TEST_USES)
    target_link_libraries(test_${name} PRIVATE ebru_${room})
  endforeach()
  # One ctest entry a program: starting a process for each of hundreds of tests would take longer than the tests. Several run
  # side by side, so each has one thread; that results do not depend on threads is tested by programs of their own.
  add_test(NAME ${name} COMMAND test_${name})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "OMP_PROC_BIND=false;OMP_NUM_THREADS=1" TIMEOUT 600)
endfunction()

# ebru_ranks_test(NAME RANKS n... SOURCES ... USES rooms ... [PRIVATE libraries ...]): a test program that is run by as many processes as
# each of RANKS says; all ranks make all tests, with one thread each. Left out where there is no MPI.
function(ebru_ranks_test name)
  cmake_parse_arguments(TEST "" "" "RANKS;SOURCES;USES;PRIVATE" ${ARGN})
  if(NOT EBRU_HAS_MPI)
    return()
  endif()
  add_executable(test_${name} ${TEST_SOURCES} ${PROJECT_SOURCE_DIR}/tests/support/ranks_main.cpp)
  target_link_libraries(test_${name} PRIVATE ebru_flags Kokkos::kokkos GTest::gtest ebru_ranks ${TEST_PRIVATE})
  foreach(room IN LISTS TEST_USES)
    target_link_libraries(test_${name} PRIVATE ebru_${room})
  endforeach()
  foreach(ranks IN LISTS TEST_RANKS)
    add_test(NAME ${name}.${ranks}_ranks COMMAND ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG} ${ranks} $<TARGET_FILE:test_${name}>)
    # MPI's own memory at the end of a process is not ours to look after. A rank that waits gives its core away: tests run side by side.
    set_tests_properties(${name}.${ranks}_ranks PROPERTIES TIMEOUT 600 PROCESSORS 2
                         ENVIRONMENT "OMP_PROC_BIND=false;OMP_NUM_THREADS=1;LSAN_OPTIONS=detect_leaks=0;OMPI_MCA_mpi_yield_when_idle=1;PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe")
  endforeach()
endfunction()

# ebru_command(NAME FUNCTION LIBRARY): the subcommand NAME of the ebru program, `Command FUNCTION()`; the program's table is generated from
# these, so that src/ never includes what stands above it.
function(ebru_command name function library)
  ebru_add_entry(EBRU "Command ${function}()" "${function}()" ${library})
endfunction()

# ebru_ml_command(NAME FUNCTION LIBRARY SUMMARY): a subcommand of the program ebru_ml, which links LibTorch; ebru lists it and hands over
# to ebru_ml. FUNCTION declares its options: std::function<int()> FUNCTION(CLI::App&). Called with and without LibTorch. OVER_RANKS after
# the summary: several processes may run it together.
function(ebru_ml_command name function library summary)
  if("OVER_RANKS" IN_LIST ARGN)
    set(over_ranks true)
  else()
    set(over_ranks false)
  endif()
  ebru_add_entry(EBRU_ML "std::function<int()> ${function}(CLI::App& app)" "{\"${name}\", \"${summary}\", ${function}, std::nullopt, ${over_ranks}}" ${library})
  set(places "")
  if(TARGET ebru_program)
    file(RELATIVE_PATH installed ${CMAKE_INSTALL_FULL_BINDIR} ${CMAKE_INSTALL_FULL_LIBEXECDIR}/ebru/ebru_ml)
    set(places "\"ebru_ml\", \"${installed}\"")
  endif()
  ebru_add_entry(EBRU "" "{\"${name}\", \"${summary}\", {}, OtherProgram{{${places}}}}" "")
endfunction()

# One more line of the table EBRU or EBRU_ML: its declaration and its library, if it has any, and the Command.
function(ebru_add_entry table declaration command library)
  if(declaration)
    set_property(GLOBAL APPEND_STRING PROPERTY ${table}_DECLARATIONS "${declaration};\n")
  endif()
  set_property(GLOBAL APPEND_STRING PROPERTY ${table}_ENTRIES "    commands.push_back(${command});\n")
  set_property(GLOBAL APPEND PROPERTY ${table}_LIBRARIES ${library})
endfunction()

# ebru_add_executable(NAME TABLE): main.cpp and the commands of a table
function(ebru_add_executable name table)
  get_property(EBRU_COMMAND_DECLARATIONS GLOBAL PROPERTY ${table}_DECLARATIONS)
  get_property(EBRU_COMMAND_ENTRIES GLOBAL PROPERTY ${table}_ENTRIES)
  get_property(libraries GLOBAL PROPERTY ${table}_LIBRARIES)
  set(source ${PROJECT_BINARY_DIR}/generated/app/${name}_commands.cpp)
  configure_file(${PROJECT_SOURCE_DIR}/src/app/command_table.cpp.in ${source})
  add_executable(${name} ${PROJECT_SOURCE_DIR}/src/app/main.cpp ${source})
  target_link_libraries(${name} PRIVATE ${libraries} ebru_app)
endfunction()

function(ebru_add_program)
  ebru_add_executable(ebru EBRU)
  if(TARGET ebru_program)
    ebru_add_executable(ebru_ml EBRU_ML)
    add_dependencies(ebru ebru_ml)
  endif()
endfunction()

# EBRU_ONLY="base;io" restricts the rooms: work on one part while another is in pieces.
function(ebru_add_room folder)
  get_filename_component(room ${folder} NAME)
  if(EBRU_ONLY AND NOT room IN_LIST EBRU_ONLY)
    return()
  endif()
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt)
    add_subdirectory(${folder})
  endif()
endfunction()
