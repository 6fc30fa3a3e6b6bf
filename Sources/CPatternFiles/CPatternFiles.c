#include "CPatternFiles.h"
