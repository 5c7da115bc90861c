/* Stands in for libzstd's lib/compress/zstd_opt.c, which it includes: levels 16 to 22. Edits of the build script's
 * (build/tune.rs) have the searches fetch ahead, and blocks parsed by a function of ours. */

#include "fetch.h"

/* Which table a hash is for shows in the name of its size alone; the tables are the caller's. */
#define zstdkit_table_hashLog hashTable
#define zstdkit_table_dmsHashLog dms->hashTable
#define ZSTD_hashPtr(ip, tableLog, minMatch) \
    zstdkit_hashAndFetch(zstdkit_table_##tableLog, ip, tableLog, minMatch)

#include "zstd_opt.c"
