/* From here on, blocks in one piece with their window are parsed by the function that suits them. */

#include "double_parser.h"

ZSTDKIT_PARSE_BY_DENSITY(zstdkit_parseDoubleFast, zstdkit_parseByTables)
#define ZSTD_compressBlock_doubleFast_noDict_generic zstdkit_parseDoubleFast
