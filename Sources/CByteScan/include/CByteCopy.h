// How an event is put together: fixed runs of bytes with values between them, copied in blocks.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#pragma clang assume_nonnull begin

/// Some bytes of somebody else's; `start` may be null where there are none.
typedef struct {
  const uint8_t *_Nullable start;
  size_t count;
} byte_run;

/// A fixed run, by its place among all fixed runs, and the value that follows it, by its slot.
typedef struct {
  uint32_t literal;
  uint32_t literal_count;
  uint32_t slot;
} byte_copy_step;

/// How many bytes may be read after the last fixed run, and written after the last byte of a copy.
enum { BYTE_COPY_PADDING = 32 };

/// Copies exactly [p, p + n), and reads and writes nothing else; returns where the copy ends.
static inline uint8_t *byte_copy_run(uint8_t *out, const uint8_t *_Nullable p, size_t n) {
  if (n >= 16) {
    const uint8_t *last = p + n - 16;
    uint8_t *end = out + n;
    while (p < last) {
      memcpy(out, p, 16);
      p += 16; out += 16;
    }
    memcpy(end - 16, last, 16);
    return end;
  }
  if (n >= 8) {
    uint64_t first, last;
    memcpy(&first, p, 8);
    memcpy(&last, p + n - 8, 8);
    memcpy(out, &first, 8);
    memcpy(out + n - 8, &last, 8);
  } else if (n >= 4) {
    uint32_t first, last;
    memcpy(&first, p, 4);
    memcpy(&last, p + n - 4, 4);
    memcpy(out, &first, 4);
    memcpy(out + n - 4, &last, 4);
  } else if (n > 0) {
    out[0] = p[0];
    out[n / 2] = p[n / 2];
    out[n - 1] = p[n - 1];
  }
  return out + n;
}

/// How many bytes the values of the steps have.
static inline size_t byte_copy_value_count(
    const byte_copy_step *steps, size_t count, const byte_run *values) {
  size_t sum = 0;
  for (const byte_copy_step *end = steps + count; steps < end; steps++) sum += values[steps->slot].count;
  return sum;
}

/// Writes each step's fixed run and value. `literals` can be read and `out` can be written `BYTE_COPY_PADDING` bytes
/// after the end of what is copied; values are read exactly.
static inline uint8_t *byte_copy_event(
    uint8_t *out, const byte_copy_step *steps, size_t count, const uint8_t *literals, const byte_run *values) {
  for (const byte_copy_step *end = steps + count; steps < end; steps++) {
    const uint8_t *literal = literals + steps->literal;
    uint8_t *target = out;
    out += steps->literal_count;
    do {
      memcpy(target, literal, 32);
      literal += 32; target += 32;
    } while (target < out);
    out = byte_copy_run(out, values[steps->slot].start, values[steps->slot].count);
  }
  return out;
}

/// Words of at most 32 bytes that are equal if all four numbers and the counts of bytes are.
typedef struct {
  uint64_t first, second, third, fourth;
} byte_word;

/// The word that [p, p + n) is; `n` is at most 32.
static inline byte_word byte_copy_word(const uint8_t *p, size_t n) {
  byte_word word = {0, 0, 0, 0};
  if (n >= 8) {
    memcpy(&word.first, p, 8);
    memcpy(&word.second, p + n - 8, 8);
    if (n > 16) {
      memcpy(&word.third, p + 8, 8);
      memcpy(&word.fourth, p + n - 16, 8);
    }
  } else if (n >= 4) {
    uint32_t first, last;
    memcpy(&first, p, 4);
    memcpy(&last, p + n - 4, 4);
    word.first = first;
    word.second = last;
  } else if (n > 0) {
    word.first = (uint64_t)p[0] | (uint64_t)p[n / 2] << 8 | (uint64_t)p[n - 1] << 16;
  }
  return word;
}

#pragma clang assume_nonnull end
