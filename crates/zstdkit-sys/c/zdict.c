/* Stands in for libzstd's lib/dictBuilder/zdict.c, and is that file, with a context that has its memory.
 *
 * That file begins a frame for each sample, and leaves out, without a word, those for which the context's memory
 * is refused: another dictionary comes of it. All of these frames take the same memory, which a context keeps.
 * So the context begins one as soon as it's made, and without memory there's none, which is looked for. */

#include "compress/zstd_compress_internal.h"

static ZSTD_CCtx *zstdkit_begun(const ZSTD_CDict *dictionary)
{
    ZSTD_CCtx *context = ZSTD_createCCtx();
    if (context && dictionary && ZSTD_isError(ZSTD_compressBegin_usingCDict_deprecated(context, dictionary))) {
        ZSTD_freeCCtx(context);
        return NULL;
    }
    return context;
}

/* The prefix is in this macro. */
#pragma push_macro("ZSTD_createCCtx")
#undef ZSTD_createCCtx
#define ZSTD_createCCtx() zstdkit_begun(esr.dict)

#include "dictBuilder/zdict.c"

#pragma pop_macro("ZSTD_createCCtx")
