# The application has one way of working beside the window's thread (ui/jobs/job.h); whoever makes threads otherwise is listed here with the reason.
cmake_minimum_required(VERSION 3.22)

set(thread_files
    ui/jobs/job_threads.h
    ui/window/quitting.cpp) # ends a process whose threads do not answer
set(threads "QThread|QtConcurrent|QFuture|std::j?thread|std::async")

file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/ui/*.h ${ROOT}/ui/*.cpp)
set(problems "")
set(found "")
foreach(file IN LISTS files)
    file(STRINGS ${ROOT}/${file} lines REGEX "${threads}")
    if(NOT lines)
        continue()
    elseif(file IN_LIST thread_files)
        list(APPEND found ${file})
    else()
        list(APPEND problems "${file}: ${lines}")
    endif()
endforeach()
list(SORT found)
if(NOT found STREQUAL thread_files)
    list(APPEND problems "the list names files that make no thread: ${thread_files}")
endif()
if(problems)
    list(JOIN problems "\n  " text)
    message(FATAL_ERROR "Work beside the window's thread is a Job (tests/structure/threads.cmake):\n  ${text}")
endif()
