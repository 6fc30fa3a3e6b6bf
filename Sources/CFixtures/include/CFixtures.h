#pragma once
#include <stddef.h>

/// One file of Fixtures/values with what the worker makes of it, as both were when the binary was built.
struct fixture {
  /// The file's name without its ending.
  const char *name;
  const unsigned char *value;
  size_t value_length;
  /// Lines of JSON: events, and dead letters as `normalize` writes them.
  const unsigned char *expected;
  size_t expected_length;
};

/// All fixtures, closed by one without a name.
const struct fixture *embedded_fixtures(void);
