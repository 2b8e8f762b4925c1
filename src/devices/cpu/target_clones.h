// Loops that the compiler builds three times, for plain x86-64, for AVX2 with FMA and for AVX-512, of which the program
// loader picks one: a package need not be built for one processor. (The matrix products are OpenBLAS's, which picks its own.)
// Trap: a function called from such a loop must be inlined into it (HEADSCOPE_INLINE), or it is built for plain x86-64 only.
#pragma once

// Sanitizers instrument the picking function, which runs before they are ready. Clang 14 does not know these names.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12 && defined(__OPTIMIZE__)       \
    && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) && !defined(__AVX512F__)
#define HEADSCOPE_CLONES [[gnu::target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")]]
#else
#define HEADSCOPE_CLONES
#endif

#define HEADSCOPE_INLINE [[gnu::always_inline]] inline
