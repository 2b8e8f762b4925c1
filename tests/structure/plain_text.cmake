# Words from files, servers and people are plain text in the window and in the terminal (ui/theme/plain_text.h, ui/cli/terminal_stream.h):
# only the files listed here write rich text, and only ui/cli's stream and its owners know standard output.
cmake_minimum_required(VERSION 3.22)

# Each of them escapes what is not its own.
set(rich_files
    ui/theme/plain_text.cpp
    ui/views/panels/head_statistics_panel.cpp
    ui/views/panels/lesson_panel.cpp
    ui/views/table/score_guide.cpp
    ui/views/table/score_guide.h
    ui/window/help_boxes.cpp
    ui/window/long_text_edit.cpp # a document of plain text alone
    ui/window/start_card.cpp
    ui/window/walk_coach.cpp)
set(rich "Qt::RichText|Qt::AutoText|Qt::MarkdownText|setHtml|setMarkdown|insertHtml|QTextBrowser|QTextDocument|QStaticText|QGraphicsTextItem|QErrorMessage|setWhatsThis|QWhatsThis|QTextEdit[^,{:>]")
set(stream_files
    ui/cli/command_line.cpp
    ui/cli/desktop_remarks.cpp
    ui/cli/open_window.cpp
    ui/theme/make_faces.cpp) # a program of the build
set(streams "std::cout|std::cerr|std::clog|[^a-zA-Z](f?printf|f?puts)\\(|qDebug|qInfo|qWarning|qCritical")

file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/src/*.h ${ROOT}/src/*.cpp ${ROOT}/ui/*.h ${ROOT}/ui/*.cpp)
set(problems "")
set(found_rich "")
set(found_streams "")
foreach(file IN LISTS files)
    foreach(kind rich streams)
        file(STRINGS ${ROOT}/${file} lines REGEX "${${kind}}")
        list(FILTER lines EXCLUDE REGEX "snprintf\\(|^ *//")
        if(NOT lines)
            continue()
        endif()
        string(REGEX REPLACE "s$" "" owner ${kind})
        if(file IN_LIST ${owner}_files)
            list(APPEND found_${kind} ${file})
        else()
            list(APPEND problems "${file}: ${lines}")
        endif()
    endforeach()
endforeach()
list(LENGTH rich_files listed_rich)
list(LENGTH found_rich count_rich)
list(LENGTH stream_files listed_streams)
list(LENGTH found_streams count_streams)
if(NOT listed_rich EQUAL count_rich OR NOT listed_streams EQUAL count_streams)
    message(FATAL_ERROR "The lists in tests/structure/plain_text.cmake name files that need not be there; found: ${found_rich} ${found_streams}")
endif()
if(problems)
    list(JOIN problems "\n  " text)
    message(FATAL_ERROR "Rich text or a stream of its own (tests/structure/plain_text.cmake):\n  ${text}")
endif()
message(STATUS "${count_rich} files write rich text, ${count_streams} know the terminal")
