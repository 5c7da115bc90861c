/* Stands in for libzstd's lib/common/pool.c, and is that file, with memory that may be refused. */

#include "calloc.h"
#include "common/pool.c"
