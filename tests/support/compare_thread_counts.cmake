# cmake -D PROGRAM=<program that prints digests> -P compare_thread_counts.cmake: the same output with 1, 2 and 3 threads.
foreach(threads 1 2 3)
  execute_process(
    COMMAND ${CMAKE_COMMAND} -E env OMP_NUM_THREADS=${threads} OMP_PROC_BIND=false OMP_DYNAMIC=false ${PROGRAM}
    OUTPUT_VARIABLE output_${threads} ERROR_VARIABLE errors RESULT_VARIABLE result)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${PROGRAM} failed with ${threads} threads: ${errors}")
  endif()
  if(NOT errors MATCHES "threads: ${threads}\n")
    message(FATAL_ERROR "asked for ${threads} threads, got: ${errors}")
  endif()
  if(NOT output_${threads} STREQUAL output_1)
    message(FATAL_ERROR "with 1 thread:\n${output_1}with ${threads} threads:\n${output_${threads}}")
  endif()
endforeach()
message("${output_1}")
