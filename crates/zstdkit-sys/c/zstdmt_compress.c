/* Stands in for libzstd's lib/compress/zstdmt_compress.c, and is that file but for two functions.
 *
 * Where memory is refused while worker threads are made ready, that file reads a table that isn't there, and
 * gives parts of its pools back to C's allocator whomever they came from. So what makes them ready stands
 * here. It takes nothing apart that isn't whole: each piece is complete, or was never there.
 *
 * A job without input counts as done before it's begun. Where it fails, that file frees what its worker still
 * uses. So such a job, which is but a frame's header and end, is done at once, by the thread that has it.
 *
 * Jobs take turns at what is done in their order: long-distance matching and the checksum. One that fails before
 * its turn is passed over, and with it those before it that had no turn yet. One behind it that has its turn
 * before those are counted is the last: what it notes as in use for matches stays so, and the calling thread
 * waits for ever for that to change. So nobody has a turn in a frame once one was passed over: it has an error. */

#include "calloc.h"

#ifdef ZSTD_MULTITHREAD

/* Declare both under their own names first. */
#include "common/pool.h"
#include "compress/zstd_compress_internal.h"
#include "compress/zstdmt_compress.h"

static int zstdkit_post(POOL_ctx *threads, POOL_function function, void *job);

/* The prefix is in these macros. */
#pragma push_macro("POOL_tryAdd")
#pragma push_macro("ZSTDMT_createCCtx_advanced")
#undef POOL_tryAdd
#undef ZSTDMT_createCCtx_advanced
#define POOL_tryAdd zstdkit_post
/* Its definition follows the type that it returns: that becomes a declaration of nothing, and what follows
 * a function that nobody calls. */
#define ZSTDMT_createCCtx_advanced(workers, memory, pool)                                              \
    zstdkit_nothing(void);                                                                             \
    static ZSTDMT_CCtx *zstdkit_uncalled(workers, memory, pool)

/* Called there where a job is passed over, with all locks held. The next turn is then that of a job which no
 * frame has: at half a MiB each, that would be one of 2^50 bytes. */
#define ZSTD_window_clear(window) (serialState->nextJobID = 1U << 31, ZSTD_window_clear(window))

#include "compress/zstdmt_compress.c"

#undef ZSTD_window_clear
#pragma pop_macro("POOL_tryAdd")
#pragma pop_macro("ZSTDMT_createCCtx_advanced")

static int zstdkit_post(POOL_ctx *threads, POOL_function function, void *job)
{
    if (((const ZSTDMT_jobDescription *)job)->src.size == 0) {
        function(job);
        return 1;
    }
    return POOL_tryAdd(threads, function, job);
}

static ZSTDMT_bufferPool *zstdkit_buffer_pool(unsigned most, ZSTD_customMem memory)
{
    ZSTDMT_bufferPool *pool = ZSTD_customCalloc(sizeof(*pool), memory);
    Buffer *buffers = ZSTD_customCalloc(most * sizeof(*buffers), memory);
    if (!pool || !buffers || ZSTD_pthread_mutex_init(&pool->poolMutex, NULL)) {
        ZSTD_customFree(buffers, memory);
        ZSTD_customFree(pool, memory);
        return NULL;
    }
    pool->cMem = memory;
    pool->buffers = buffers;
    pool->totalBuffers = most;
    return pool;
}

static ZSTDMT_CCtxPool *zstdkit_context_pool(unsigned most, ZSTD_customMem memory)
{
    ZSTDMT_CCtxPool *pool = ZSTD_customCalloc(sizeof(*pool), memory);
    ZSTD_CCtx **contexts = ZSTD_customCalloc(most * sizeof(*contexts), memory);
    ZSTD_CCtx *first = ZSTD_createCCtx_advanced(memory);
    if (!pool || !contexts || !first || ZSTD_pthread_mutex_init(&pool->poolMutex, NULL)) {
        ZSTD_freeCCtx(first);
        ZSTD_customFree(contexts, memory);
        ZSTD_customFree(pool, memory);
        return NULL;
    }
    contexts[0] = first;
    pool->cMem = memory;
    pool->cctxs = contexts;
    pool->totalCCtx = (int)most;
    pool->availCCtx = 1;
    return pool;
}

ZSTDMT_CCtx *ZSTDMT_createCCtx_advanced(unsigned workers, ZSTD_customMem memory, ZSTD_threadPool *threads)
{
    ZSTDMT_CCtx *context;
    U32 jobs;
    int fault;
    if (workers == 0 || !memory.customAlloc != !memory.customFree)
        return NULL;
    workers = MIN(workers, ZSTDMT_NBWORKERS_MAX);
    jobs = workers + 2;
    context = ZSTD_customCalloc(sizeof(*context), memory);
    if (!context)
        return NULL;
    context->jobs = ZSTDMT_createJobsTable(&jobs, memory);
    if (!context->jobs) {
        ZSTD_customFree(context, memory);
        return NULL;
    }
    /* With the table there, and all else NULL or whole, ZSTDMT_freeCCtx may be called. */
    context->cMem = memory;
    context->jobIDMask = jobs - 1;
    context->allJobsCompleted = 1;
    ZSTDMT_CCtxParam_setNbWorkers(&context->params, workers);
    fault = ZSTDMT_serialState_init(&context->serial);
    context->bufPool = zstdkit_buffer_pool(BUF_POOL_MAX_NB_BUFFERS(workers), memory);
    context->seqPool = zstdkit_buffer_pool(SEQ_POOL_MAX_NB_BUFFERS(workers), memory);
    context->cctxPool = zstdkit_context_pool(workers, memory);
    fault |= !context->bufPool || !context->seqPool || !context->cctxPool;
    context->providedFactory = threads != NULL;
    context->factory = threads;
    /* Threads last: none is started in vain. */
    if (!fault && !threads)
        context->factory = POOL_create_advanced(workers, 0, memory);
    if (fault || !context->factory) {
        ZSTDMT_freeCCtx(context);
        return NULL;
    }
    return context;
}

#else

#include "compress/zstdmt_compress.c"

#endif
