/* Stands in for libzstd's lib/compress/zstd_compress_sequences.c, which it includes. The default tables of sequences'
 * symbols are copied, others are built by a function of ours; and an edit of the build script's (build/tune.rs) has
 * sequences written by another. */

#include <string.h>

#include "zstd_compress_sequences.h"
#include "zstd_internal.h"
#include "fse.h"

#include "sequence_table.h"
#include "default_tables.h"
#include "zstd_compress_sequences.c"
