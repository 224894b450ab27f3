# What every translation unit is compiled with. Warnings are not here: they belong to our own code only (corvid.cmake).

# --- ccache -----------------------------------------------------------------------------------------------------------
# Build directories share results: paths are hashed relative to the source directory, and debug information and
# __FILE__ are rooted at the repository (build/dev/../../store/x.cpp and build/asan/... are all "store/x.cpp").
find_program(CORVID_CCACHE ccache)
if(CORVID_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER
    ${CMAKE_COMMAND} -E env
    CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
    CCACHE_NOHASHDIR=1
    CCACHE_SLOPPINESS=pch_defines,time_macros
    ${CORVID_CCACHE})
endif()
file(RELATIVE_PATH corvid_up ${CMAKE_BINARY_DIR} ${CMAKE_SOURCE_DIR}/)
add_compile_options(
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=
  -ffile-prefix-map=${corvid_up}=)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_compile_options(-fpch-preprocess)
endif()

# --- Hardening --------------------------------------------------------------------------------------------------------
# Checked operator[] and friends in every build: a wrong index aborts instead of reading someone else's message.
add_compile_definitions(_GLIBCXX_ASSERTIONS)
add_compile_options(-fstack-protector-strong)
add_link_options(-Wl,-z,relro,-z,now)
if(CMAKE_BUILD_TYPE STREQUAL "RelWithDebInfo")
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()

# --- Sanitizers, fuzzing, coverage ------------------------------------------------------------------------------------
if(CORVID_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(CORVID_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread -fno-omit-frame-pointer)
  add_link_options(-fsanitize=thread)
elseif(CORVID_SANITIZE)
  message(FATAL_ERROR "CORVID_SANITIZE is '${CORVID_SANITIZE}': use address or thread")
endif()

if(CORVID_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "CORVID_FUZZ needs clang (preset fuzz uses clang++-14)")
  endif()
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

if(CORVID_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
