/* Stands in for libzstd's lib/compress/zstd_double_fast.c, which it includes: levels 3 and 4. Edits of the build
 * script's (build/tune.rs) have blocks parsed by functions that know the sizes of their tables, and of those with short
 * sequences by some that fetch ahead. */

#include "double_fast.h"

/* The length of the shortest match, which the parsers are made for, may carry a mark of ours. */
#define ZSTD_hashPtr(ip, tableLog, minMatch) ZSTD_hashPtr(ip, tableLog, (minMatch) & ~ZSTDKIT_AHEAD)

/* A parser names the offset of a match when it knows the match's length. */
#undef OFFSET_TO_OFFBASE
#define OFFSET_TO_OFFBASE(offset) \
    (zstdkit_fetchNext(base, zstdkit_older, zstdkit_newer, hashLong, hBitsL, hashSmall, hBitsS, mls, ip + mLength, \
                       iend), \
     (offset) + ZSTD_REP_NUM)
#define zstdkit_older base
#define zstdkit_newer 0

#include "zstd_double_fast.c"
