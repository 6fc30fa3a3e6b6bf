// The functions are inline in the header; SwiftPM asks for one file to compile.
#include "CByteScan.h"
