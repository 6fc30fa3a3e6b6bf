#pragma once
#include <stddef.h>
#include <stdint.h>

/// libFuzzer's driver, as its documentation declares it ("Using libFuzzer as a library").
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*take)(const uint8_t *data, size_t size));
