# Finds the faces of the two typefaces and compiles them into headscope_ui; installs their licences. Debian and Ubuntu have them in a package
# each; elsewhere a folder is given: cmake -DHEADSCOPE_INTER=FOLDER -DHEADSCOPE_JETBRAINS_MONO=FOLDER

set(typefaces_qrc "<RCC>\n<qresource prefix=\"/typefaces\">\n")

# headscope_typeface(FOLDER-IN-RESOURCE VARIABLE FILE-NAME PACKAGE FACES…): the faces are named as in FILE-NAME-Regular.otf
function(headscope_typeface folder variable file package)
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
        string(APPEND typefaces_qrc "<file alias=\"${folder}/${file}-${face}\">${found}</file>\n")
    endforeach()
    set(typefaces_qrc "${typefaces_qrc}" PARENT_SCOPE)
    install(FILES ${licence} DESTINATION share/headscope/licences RENAME ${file}.txt)
endfunction()

headscope_typeface(sans HEADSCOPE_INTER Inter fonts-inter Regular Medium SemiBold Bold)
headscope_typeface(mono HEADSCOPE_JETBRAINS_MONO JetBrainsMono fonts-jetbrains-mono Regular SemiBold Bold)

file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/typefaces.qrc CONTENT "${typefaces_qrc}</qresource>\n</RCC>\n" @ONLY)
