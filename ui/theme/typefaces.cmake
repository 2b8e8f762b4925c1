# Finds the faces of the two typefaces, makes them and the drawn symbols into the program's own (make_faces.cpp) and compiles them into
# headscope_ui; installs the licences. Debian and Ubuntu have the typefaces in a package each; elsewhere a folder is given:
# cmake -DHEADSCOPE_INTER=FOLDER -DHEADSCOPE_JETBRAINS_MONO=FOLDER

add_library(headscope_fonts STATIC theme/font_file.cpp theme/font_file.h theme/symbols.cpp theme/symbols.h)
target_link_libraries(headscope_fonts PUBLIC headscope_flags Qt6::Gui)
add_executable(headscope_faces theme/make_faces.cpp)
target_link_libraries(headscope_faces PRIVATE headscope_fonts)
foreach(target headscope_fonts headscope_faces)
    target_compile_definitions(${target} PRIVATE QT_DISABLE_DEPRECATED_BEFORE=0x060000 QT_NO_CAST_FROM_ASCII)
    set_target_properties(${target} PROPERTIES AUTOMOC OFF)
endforeach()
target_link_libraries(headscope_ui PRIVATE headscope_fonts)

set(typefaces_folder ${CMAKE_CURRENT_BINARY_DIR}/theme)
# Not compressed: the program uses them where they lie, without unpacking them at each start.
set(typefaces_qrc "<RCC>\n<qresource prefix=\"/typefaces\">\n")

# headscope_made_face(NAME ARGUMENTS-OF-headscope_faces…): the last argument, the target, is added
function(headscope_made_face name)
    set(face ${typefaces_folder}/${name})
    get_filename_component(folder ${face} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    set(sources ${ARGN})
    list(FILTER sources INCLUDE REGEX "^/")
    add_custom_command(OUTPUT ${face} COMMAND headscope_faces ${ARGN} ${face} DEPENDS headscope_faces ${sources} VERBATIM)
    set(typefaces_qrc "${typefaces_qrc}<file alias=\"${name}\" compression-algorithm=\"none\">${face}</file>\n" PARENT_SCOPE)
endfunction()

# headscope_typeface(FOLDER-IN-RESOURCE FAMILY VARIABLE FILE-NAME PACKAGE FACES…): the faces are named as in FILE-NAME-Regular.otf
function(headscope_typeface folder family variable file package)
    set(${variable} "" CACHE PATH "Folder with ${file}-Regular.otf or .ttf and its licence, where the package ${package} is not installed")
    set(licence /usr/share/doc/${package}/copyright)
    if(${variable})
        file(GLOB licence LIST_DIRECTORIES false ${${variable}}/OFL* ${${variable}}/LICEN* ${${variable}}/copyright)
        list(APPEND licence "none")
        list(GET licence 0 licence)
    endif()
    foreach(face ${ARGN})
        unset(found)
        find_file(found NAMES ${file}-${face}.otf ${file}-${face}.ttf PATHS ${${variable}} /usr/share/fonts /usr/local/share/fonts
            PATH_SUFFIXES opentype/inter truetype/inter truetype/jetbrains-mono opentype/jetbrains-mono NO_CACHE NO_DEFAULT_PATH)
        if(NOT found OR NOT EXISTS "${licence}")
            message(FATAL_ERROR "The typeface ${file} (${face}) with its licence is needed to build the window. Install the package ${package}, "
                "or give the folder that holds ${file}-${face}.otf or .ttf and its licence (OFL.txt): -D${variable}=FOLDER")
        endif()
        headscope_made_face(${folder}/${file}-${face} ${family} ${found})
    endforeach()
    set(typefaces_qrc "${typefaces_qrc}" PARENT_SCOPE)
    install(FILES ${licence} DESTINATION share/headscope/licences RENAME ${file}.txt)
endfunction()

headscope_made_face(symbols/400 400)
headscope_made_face(symbols/700 700)
headscope_typeface(sans "Headscope Sans" HEADSCOPE_INTER Inter fonts-inter Regular Medium SemiBold Bold)
headscope_typeface(mono "Headscope Mono" HEADSCOPE_JETBRAINS_MONO JetBrainsMono fonts-jetbrains-mono Regular SemiBold Bold)

file(CONFIGURE OUTPUT ${typefaces_folder}/typefaces.qrc CONTENT "${typefaces_qrc}</qresource>\n</RCC>\n" @ONLY)
