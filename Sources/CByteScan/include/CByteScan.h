// The inner loops over bytes: sixteen at a time, inlined into the Swift that calls them.
//
// Swift's own SIMD16 compares were a hundred times slower on this toolchain (they are not specialised),
// and eight bytes at a time in plain Swift reached half of this speed. Nothing here allocates, reads past
// `end` or writes more than the sentence above each function says.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "CByteCopy.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#pragma clang assume_nonnull begin

/// One bit a byte (x86) or four bits a byte (ARM); `byte_scan_lane` turns the lowest set bit into an index.
typedef uint64_t byte_scan_mask;

/// How many bytes are read of a literal, and written of its copy, whatever its length.
enum { BYTE_SCAN_LITERAL_PADDING = 48 };

#if defined(__SSE2__)
enum { BYTE_SCAN_BITS_PER_LANE = 1 };
#elif defined(__ARM_NEON)
enum { BYTE_SCAN_BITS_PER_LANE = 4 };
#endif

#if defined(__SSE2__)
static inline byte_scan_mask byte_scan_string_specials(__m128i v) {
  __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
  __m128i backslash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
  // Signed: bytes from 0x80 up are negative, so one compare finds them and the control characters.
  __m128i low = _mm_cmplt_epi8(v, _mm_set1_epi8(0x20));
  return (byte_scan_mask)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), low));
}

static inline byte_scan_mask byte_scan_string_specials16(const uint8_t *p) {
  return byte_scan_string_specials(_mm_loadu_si128((const __m128i *)p));
}

static inline byte_scan_mask byte_scan_copy_string_specials16(const uint8_t *p, uint8_t *copy_to) {
  __m128i v = _mm_loadu_si128((const __m128i *)p);
  _mm_storeu_si128((__m128i *)copy_to, v);
  return byte_scan_string_specials(v);
}

static inline byte_scan_mask byte_scan_escapes16(const uint8_t *p, uint8_t *copy_to) {
  __m128i v = _mm_loadu_si128((const __m128i *)p);
  _mm_storeu_si128((__m128i *)copy_to, v);
  __m128i quote = _mm_cmpeq_epi8(v, _mm_set1_epi8('"'));
  __m128i backslash = _mm_cmpeq_epi8(v, _mm_set1_epi8('\\'));
  // Unsigned v < 0x20: min(v, 0x1f) == v.
  __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(v, _mm_set1_epi8(0x1f)), v);
  return (byte_scan_mask)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quote, backslash), control));
}
#elif defined(__ARM_NEON)
static inline byte_scan_mask byte_scan_narrow(uint8x16_t matches) {
  return vget_lane_u64(vreinterpret_u64_u8(vshrn_n_u16(vreinterpretq_u16_u8(matches), 4)), 0);
}

static inline byte_scan_mask byte_scan_string_specials(uint8x16_t v) {
  uint8x16_t hit = vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')), vceqq_u8(v, vdupq_n_u8('\\')));
  hit = vorrq_u8(hit, vorrq_u8(vcltq_u8(v, vdupq_n_u8(0x20)), vcgeq_u8(v, vdupq_n_u8(0x80))));
  return byte_scan_narrow(hit);
}

static inline byte_scan_mask byte_scan_string_specials16(const uint8_t *p) {
  return byte_scan_string_specials(vld1q_u8(p));
}

static inline byte_scan_mask byte_scan_copy_string_specials16(const uint8_t *p, uint8_t *copy_to) {
  uint8x16_t v = vld1q_u8(p);
  vst1q_u8(copy_to, v);
  return byte_scan_string_specials(v);
}

static inline byte_scan_mask byte_scan_escapes16(const uint8_t *p, uint8_t *copy_to) {
  uint8x16_t v = vld1q_u8(p);
  vst1q_u8(copy_to, v);
  uint8x16_t hit = vorrq_u8(vceqq_u8(v, vdupq_n_u8('"')), vceqq_u8(v, vdupq_n_u8('\\')));
  return byte_scan_narrow(vorrq_u8(hit, vcltq_u8(v, vdupq_n_u8(0x20))));
}
#endif

static inline size_t byte_scan_lane(byte_scan_mask mask) {
#if defined(__SSE2__) || defined(__ARM_NEON)
  return (size_t)__builtin_ctzll(mask) / BYTE_SCAN_BITS_PER_LANE;
#else
  (void)mask;
  return 0;
#endif
}

static inline int byte_scan_is_string_special(uint8_t c) {
  return c == '"' || c == '\\' || c < 0x20 || c >= 0x80;
}

/// The first byte of [p, end) that a JSON string cannot hold as plain ASCII (a quote, a backslash, a control
/// character, or a byte from 0x80 up), or `end`.
static inline const uint8_t *byte_scan_plain_string(const uint8_t *p, const uint8_t *end) {
#if defined(__SSE2__) || defined(__ARM_NEON)
  while (end - p >= 16) {
    byte_scan_mask mask = byte_scan_string_specials16(p);
    if (mask) return p + byte_scan_lane(mask);
    p += 16;
  }
#endif
  while (p < end && !byte_scan_is_string_special(*p)) p++;
  return p;
}

/// Like `byte_scan_plain_string`, and copies what it passes over to `out`, which must have room for end - p + 16 bytes.
static inline const uint8_t *byte_scan_copy_plain_string(const uint8_t *p, const uint8_t *end, uint8_t *out) {
#if defined(__SSE2__) || defined(__ARM_NEON)
  while (end - p >= 16) {
    byte_scan_mask mask = byte_scan_copy_string_specials16(p, out);
    if (mask) return p + byte_scan_lane(mask);
    p += 16; out += 16;
  }
#endif
  while (p < end && !byte_scan_is_string_special(*p)) *out++ = *p++;
  return p;
}

/// Whether [p, end) begins with the n bytes at `literal`, from where on BYTE_SCAN_LITERAL_PADDING bytes can be read.
static inline int byte_scan_begins_with(const uint8_t *p, const uint8_t *end, const uint8_t *literal, size_t n) {
#if defined(__SSE2__)
  if (n <= 32 && end - p >= 32) {
    __m128i low = _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)p), _mm_loadu_si128((const __m128i *)literal));
    __m128i high =
      _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + 16)), _mm_loadu_si128((const __m128i *)(literal + 16)));
    uint64_t equal = (uint64_t)_mm_movemask_epi8(low) | (uint64_t)_mm_movemask_epi8(high) << 16;
    return (size_t)__builtin_ctzll(~equal) >= n;
  }
#elif defined(__ARM_NEON)
  if (n <= 32 && end - p >= 32) {
    uint64_t low = ~byte_scan_narrow(vceqq_u8(vld1q_u8(p), vld1q_u8(literal)));
    if (low) return byte_scan_lane(low) >= n;
    uint64_t high = ~byte_scan_narrow(vceqq_u8(vld1q_u8(p + 16), vld1q_u8(literal + 16)));
    return n <= 16 || !high || byte_scan_lane(high) >= n - 16;
  }
#endif
  return (size_t)(end - p) >= n && memcmp(p, literal, n) == 0;
}

// Not inlined: the compiler would make one call of both copies below.
static __attribute__((noinline, cold, unused)) void byte_scan_copy_long_literal(
  uint8_t *out, const uint8_t *from, size_t n) {
  memcpy(out, from, n);
}

/// Copies n bytes, in blocks: up to BYTE_SCAN_LITERAL_PADDING bytes from `from` on are read and written even if n is smaller.
static inline void byte_scan_copy_literal(uint8_t *out, const uint8_t *from, size_t n) {
  if (n <= BYTE_SCAN_LITERAL_PADDING) {
    memcpy(out, from, BYTE_SCAN_LITERAL_PADDING);
  } else {
    byte_scan_copy_long_literal(out, from, n);
  }
}

/// Whether [p, p + n) can stand in a JSON string as it is: no quote, backslash or control character.
static inline int byte_scan_is_unescaped(const uint8_t *p, size_t n) {
  const uint8_t *end = p + n;
#if defined(__SSE2__) || defined(__ARM_NEON)
  uint8_t copy[16];
  while (end - p >= 16) {
    if (byte_scan_escapes16(p, copy)) return 0;
    p += 16;
  }
#endif
  while (p < end && *p != '"' && *p != '\\' && *p >= 0x20) p++;
  return p == end;
}

/// Writes [p, p + n) to `out` as the inside of a JSON string (RFC 8259, section 7); returns how many bytes that
/// took. `out` must have room for 6 * n + 16 bytes: every byte may become \u00XX, and whole blocks of sixteen are stored.
static inline size_t byte_scan_escape(uint8_t *out, const uint8_t *p, size_t n) {
  static const char hex[] = "0123456789abcdef";
  const uint8_t *end = p + n;
  uint8_t *o = out;
  for (;;) {
#if defined(__SSE2__) || defined(__ARM_NEON)
    while (end - p >= 16) {
      byte_scan_mask mask = byte_scan_escapes16(p, o);
      if (!mask) { p += 16; o += 16; continue; }
      size_t plain = byte_scan_lane(mask);
      p += plain; o += plain;
      goto special;
    }
#endif
    while (p < end && *p != '"' && *p != '\\' && *p >= 0x20) *o++ = *p++;
    if (p == end) return (size_t)(o - out);
#if defined(__SSE2__) || defined(__ARM_NEON)
  special:;
#endif
    uint8_t c = *p++;
    *o++ = '\\';
    switch (c) {
      case '"': case '\\': *o++ = c; break;
      case '\n': *o++ = 'n'; break;
      case '\t': *o++ = 't'; break;
      case '\r': *o++ = 'r'; break;
      case '\b': *o++ = 'b'; break;
      case '\f': *o++ = 'f'; break;
      default:
        memcpy(o, "u00", 3);
        o[3] = (uint8_t)hex[c >> 4]; o[4] = (uint8_t)hex[c & 15];
        o += 5;
    }
  }
}

#pragma clang assume_nonnull end
