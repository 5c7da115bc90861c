/* Stands in for libzstd's lib/compress/zstd_opt.c, which it includes: the optimal parser of levels 16
 * to 22. The prices come in by an edit of the build script's (build/tune.rs), behind the functions that
 * they take the place of. */

#include "fetch.h"

/* Which table a hash is for shows in the name of its size alone; the tables are the caller's. */
#define zstdkit_table_hashLog hashTable
#define zstdkit_table_dmsHashLog dms->hashTable
#define ZSTD_hashPtr(ip, tableLog, minMatch) \
    zstdkit_hashAndFetch(zstdkit_table_##tableLog, ip, tableLog, minMatch)

#include "zstd_opt.c"
