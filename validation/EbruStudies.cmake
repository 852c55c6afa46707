# How a folder of validation/ becomes a study of `ebru validate`.

# ebru_study(NAME CLAIM "one sentence" SOURCES ... [USES rooms ...] [PRIVATE libraries ...] [NEEDS petsc])
# study.cpp defines `StudyRun NAME(StudyDeck& deck)`; deck.toml becomes part of the program. Without what it needs a study is listed as
# missing, with the reason.
function(ebru_study name)
  cmake_parse_arguments(PARSE_ARGV 1 STUDY "" "CLAIM;NEEDS" "SOURCES;USES;PRIVATE")  # keeps semicolons of a claim
  set(missing "")
  if(STUDY_NEEDS STREQUAL petsc AND NOT PETSC_FOUND)
    set(missing "this build has no PETSc")
    if(EBRU_WITH_PETSC STREQUAL "OFF")
      string(APPEND missing ": it was configured with EBRU_WITH_PETSC=OFF")
    else()
      string(APPEND missing ": none was found (petsc-dev of Debian, petsc of Spack)")
    endif()
  endif()
  set(folder ${CMAKE_CURRENT_SOURCE_DIR})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${folder}/deck.toml)
  file(READ ${folder}/deck.toml deck)
  set(function nullptr)
  if(NOT missing)
    add_library(ebru_study_${name} STATIC ${STUDY_SOURCES})
    target_link_libraries(ebru_study_${name} PUBLIC ebru_validation PRIVATE ${STUDY_PRIVATE})
    foreach(room IN LISTS STUDY_USES)
      target_link_libraries(ebru_study_${name} PUBLIC ebru_${room})
    endforeach()
    set_property(GLOBAL APPEND PROPERTY EBRU_STUDY_LIBRARIES ebru_study_${name})
    set_property(GLOBAL APPEND_STRING PROPERTY EBRU_STUDY_DECLARATIONS "StudyRun ${name}(StudyDeck& deck);\n")
    set(function ${name})
  endif()
  set_property(GLOBAL APPEND_STRING PROPERTY EBRU_STUDY_ENTRIES
    "    studies.push_back({\"${name}\", R\"EBRU_TEXT(${STUDY_CLAIM})EBRU_TEXT\", R\"EBRU_TEXT(${deck})EBRU_TEXT\", ${function}, R\"EBRU_TEXT(${missing})EBRU_TEXT\"});\n")
endfunction()

# The table of all studies and the library that `ebru validate` is made of; after the last ebru_study().
function(ebru_add_validate_command)
  get_property(EBRU_STUDY_DECLARATIONS GLOBAL PROPERTY EBRU_STUDY_DECLARATIONS)
  get_property(EBRU_STUDY_ENTRIES GLOBAL PROPERTY EBRU_STUDY_ENTRIES)
  get_property(libraries GLOBAL PROPERTY EBRU_STUDY_LIBRARIES)
  configure_file(${PROJECT_SOURCE_DIR}/validation/common/study_table.cpp.in
                 ${PROJECT_BINARY_DIR}/generated/validation/study_table.cpp @ONLY)
  add_library(ebru_validate STATIC common/validate_command.cpp ${PROJECT_BINARY_DIR}/generated/validation/study_table.cpp)
  target_link_libraries(ebru_validate PUBLIC ebru_validation PRIVATE ${libraries} CLI11::CLI11 fmt::fmt spdlog::spdlog)
  ebru_command(validate validate_command ebru_validate)
endfunction()
