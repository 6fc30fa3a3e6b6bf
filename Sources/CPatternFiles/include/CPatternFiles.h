#pragma once

/// One file of the catalogue as it was when the binary was built.
struct pattern_file {
  /// Its name without a folder, e.g. `sshd.patterns`.
  const char *name;
  /// Its bytes and a NUL behind them.
  const unsigned char *text;
};

/// The embedded files in the order in which their patterns are tried, closed by one without a name.
/// A function because Swift imports no array of unknown length.
const struct pattern_file *embedded_pattern_files(void);

/// The reference of the pattern language (LANGUAGE.md), as it was when the binary was built; ends with a NUL.
const char *embedded_language_reference(void);
