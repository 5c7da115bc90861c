/* What the parser of levels 3 and 4 waits for in text is memory: sequences are short there, so that hardly a position
 * is searched but those where a match ends, and each is known only when the bytes of the match before it have come.
 * So the bytes that may match there, and where the next matches are likely to end, are fetched ahead.
 *
 * Where sequences are long, the guesses are wrong and their price isn't earned. So a block is parsed by a function
 * that fetches, or by one that doesn't, as the block before it asks for. */

#ifndef ZSTDKIT_DOUBLE_FAST_H
#define ZSTDKIT_DOUBLE_FAST_H

#include "zstd_compress_internal.h"
#include "zstd_double_fast.h"

/* In a parser's length of the shortest match: fetch ahead. */
#define ZSTDKIT_AHEAD 16
/* Below this, data is near the core anyhow. */
#define ZSTDKIT_FAR_WINDOW_LOG 19
/* Blocks with fewer literals for each sequence are dense, if there are as many as text has: long matches have few
 * literals too. */
#define ZSTDKIT_DENSE 3
#define ZSTDKIT_DENSE_SEQUENCES (ZSTD_BLOCKSIZE_MAX / 14)

/* Fetches what the tables have for a position; of indexes below the newer piece of the window's, from the older. */
MEM_STATIC FORCE_INLINE_ATTR ZSTD_ALLOW_POINTER_OVERFLOW_ATTR void
zstdkit_fetchMatch(const BYTE *base, const BYTE *older, U32 newer, U32 index)
{
    PREFETCH_L1((index < newer ? older : base) + index);
}

/* Fetches what the search reads next, where a match ends, and what it may read after that: the shortest matches are
 * the most frequent. */
MEM_STATIC FORCE_INLINE_ATTR ZSTD_ALLOW_POINTER_OVERFLOW_ATTR void
zstdkit_fetchNext(const BYTE *base, const BYTE *older, U32 newer, const U32 *longs, U32 longLog, const U32 *shorts,
                  U32 shortLog, U32 mls, const BYTE *next, const BYTE *end)
{
    U32 const shortest = mls & ~ZSTDKIT_AHEAD;
    if (!(mls & ZSTDKIT_AHEAD) || end - next < 9 + 8)
        return;
    zstdkit_fetchMatch(base, older, newer, shorts[ZSTD_hashPtr(next, shortLog, shortest)]);
    zstdkit_fetchMatch(base, older, newer, longs[ZSTD_hashPtr(next, longLog, 8)]);
    zstdkit_fetchMatch(base, older, newer, shorts[ZSTD_hashPtr(next + 5, shortLog, shortest)]);
    zstdkit_fetchMatch(base, older, newer, shorts[ZSTD_hashPtr(next + 6, shortLog, shortest)]);
    zstdkit_fetchMatch(base, older, newer, longs[ZSTD_hashPtr(next + 8, longLog, 8)]);
    zstdkit_fetchMatch(base, older, newer, longs[ZSTD_hashPtr(next + 9, longLog, 8)]);
}

/* The parser's mark for a block. Whether the block before was dense stands in a field of the optimal parser's, which
 * sets it before it reads it. */
MEM_STATIC U32 zstdkit_ahead(const ZSTD_MatchState_t *ms)
{
    return ms->opt.litSum == 1 && ms->cParams.windowLog >= ZSTDKIT_FAR_WINDOW_LOG ? ZSTDKIT_AHEAD : 0;
}

MEM_STATIC void zstdkit_noteDensity(ZSTD_MatchState_t *ms, const SeqStore_t *store)
{
    size_t const literals = (size_t)(store->lit - store->litStart);
    size_t const sequences = (size_t)(store->sequences - store->sequencesStart);
    ms->opt.litSum = literals < ZSTDKIT_DENSE * sequences && sequences > ZSTDKIT_DENSE_SEQUENCES;
}

/* Only the length of the shortest match that these levels have for large inputs has a function that fetches. */
#define ZSTDKIT_PARSE_BY_DENSITY(name, parse) \
    FORCE_INLINE_TEMPLATE size_t name(ZSTD_MatchState_t *ms, SeqStore_t *store, U32 recent[ZSTD_REP_NUM], \
                                      const void *source, size_t size, U32 const mls) \
    { \
        size_t const literals = mls == 5 && zstdkit_ahead(ms) \
            ? parse(ms, store, recent, source, size, mls | ZSTDKIT_AHEAD) \
            : parse(ms, store, recent, source, size, mls); \
        if (mls == 5) \
            zstdkit_noteDensity(ms, store); \
        return literals; \
    }

#endif
