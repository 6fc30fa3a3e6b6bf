// One element of the table in CPatternFiles.c: the file that PATTERN_FILE names, embedded.
// No #pragma once: it is included once for each file. A macro cannot do this: it cannot hold a directive.
{PATTERN_FILE, (const unsigned char[]){
#embed PATTERN_FILE suffix(, 0) if_empty(0)
}},
#undef PATTERN_FILE
