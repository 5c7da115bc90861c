/* From here on, blocks that aren't in one piece with their window are parsed by the function that suits them. */

ZSTDKIT_PARSE_BY_DENSITY(zstdkit_parseSplitDoubleFast, ZSTD_compressBlock_doubleFast_extDict_generic)
#define ZSTD_compressBlock_doubleFast_extDict_generic zstdkit_parseSplitDoubleFast
