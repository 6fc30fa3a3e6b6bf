#pragma once
#include <stdint.h>

/// How often this thread has asked the C library for memory (malloc, calloc, realloc, aligned allocations).
///
/// Linking this target into a program is what counts: its functions take the place of the C library's. glibc only.
uint64_t allocation_count(void);
