# cmake --install: the program, the example decks with their data, and the documents. The rooms are static libraries inside the program.
if(TARGET ebru)
  # Libraries outside the system's folders (Spack, modules) are found again without LD_LIBRARY_PATH.
  set_target_properties(ebru PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  install(TARGETS ebru RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
if(TARGET ebru_ml)
  set_target_properties(ebru_ml PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  install(TARGETS ebru_ml RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/ebru)
endif()
install(DIRECTORY examples/ DESTINATION ${CMAKE_INSTALL_DATADIR}/ebru/examples)
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN *.md PATTERN *.png)
install(FILES README.md LICENSE CHANGELOG.md CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR} OPTIONAL)
