# Whatever writes a file where a person said has asked first what it may write over (src/export/export_target.h): every file of ui that writes
# one, or calls what does, also calls a check, unless it is listed here.
cmake_minimum_required(VERSION 3.22)

set(writing "AtomicFile |printToFile\\(|writeFile\\(|writeFigure\\(|writeFrames\\(|viewTableWriter\\(|writeData\\(|writeWithSideFile\\(|std::ofstream|QSaveFile|QFile::copy")
set(checking "requireNoSource\\(|requireSaveTargets\\(|requireFree\\(")
# What those that check call; and caches, whose names no person gives.
set(writers
    ui/export/export_choices.cpp
    ui/export/figure_writer.cpp
    ui/export/frame_sequence.cpp
    ui/export/view_export.cpp
    ui/hub/hub_cache.cpp
    ui/print/figure_printer.cpp
    ui/sessions/running_session.cpp)

file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/ui/*.cpp)
set(problems "")
set(found "")
set(checked 0)
foreach(file IN LISTS files)
    file(STRINGS ${ROOT}/${file} lines REGEX "${writing}")
    if(NOT lines)
        continue()
    endif()
    file(STRINGS ${ROOT}/${file} checks REGEX "${checking}")
    if(file IN_LIST writers)
        list(APPEND found ${file})
    elseif(checks)
        math(EXPR checked "${checked} + 1")
    else()
        list(APPEND problems "${file}: ${lines}")
    endif()
endforeach()
if(problems)
    list(JOIN problems "\n  " text)
    message(FATAL_ERROR "Writes without asking what it may write over (tests/structure/written_files.cmake):\n  ${text}")
endif()
if(NOT found STREQUAL writers OR checked LESS 5)
    message(FATAL_ERROR "The list in tests/structure/written_files.cmake is not that of the writers: ${found}; ${checked} files check")
endif()
message(STATUS "${checked} files ask before they write")
