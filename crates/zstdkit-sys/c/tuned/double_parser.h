/* Levels 3 and 4, and 2 for some sizes: blocks are parsed by functions that know the sizes of both tables, as the
 * levels have them; one table leads to the other. */

#ifndef ZSTDKIT_DOUBLE_PARSER_H
#define ZSTDKIT_DOUBLE_PARSER_H

#include "by_indexes.h"

#define ZSTDKIT_LONG_HASH(word) ZSTD_hash8(word, longLog, 0)
#define ZSTDKIT_SHORT_HASH(word) \
    (shortest == 4 ? (size_t)ZSTD_hash4((U32)(word), shortLog, 0) : ZSTD_hash5(word, shortLog, 0))

#define ZSTDKIT_NOTE(index)                               \
    do {                                                  \
        U64 const word_ = ZSTDKIT_WORD(index);            \
        shorts[ZSTDKIT_SHORT_HASH(word_)] = (U32)(index); \
        longs[ZSTDKIT_LONG_HASH(word_)] = (U32)(index);   \
    } while (0)

/* Looks for a match at a position, and for a repeated one behind it; else has hashed the position so far ahead. */
#define ZSTDKIT_LOOK(ahead)                                                                          \
    do {                                                                                             \
        size_t const short_ = ZSTDKIT_SHORT_HASH(word);                                              \
        near = shorts[short_];                                                                       \
        shorts[short_] = (U32)at;                                                                    \
        longs[hash] = (U32)at;                                                                       \
        next = ZSTDKIT_WORD(at + (ahead));                                                           \
        if (MEM_read32(base + at + 1 - first) == (U32)((ahead) == 1 ? next : word >> 8))             \
            goto repeated;                                                                           \
        nextHash = ZSTDKIT_LONG_HASH(next);                                                          \
        if (ZSTDKIT_WORD(far < lowest ? lowest : far) == word && far >= lowest)                      \
            goto found_far;                                                                          \
        nextFar = longs[nextHash];                                                                   \
        if (ZSTDKIT_MATCHES(near, word))                                                             \
            goto found_near;                                                                         \
    } while (0)

#define ZSTDKIT_GO_ON(ahead) \
    do {                     \
        at += (ahead);       \
        word = next;         \
        hash = nextHash;     \
        far = nextFar;       \
    } while (0)

/* Whether tables are those of small inputs. */
#define ZSTDKIT_IS_SMALL(shortest, shortLog) ((shortest) == 4 && (shortLog) <= 14)

FORCE_INLINE_TEMPLATE ZSTD_ALLOW_POINTER_OVERFLOW_ATTR size_t
zstdkit_parseByIndexes(ZSTD_MatchState_t *ms, SeqStore_t *store, U32 recent[ZSTD_REP_NUM], const BYTE *start,
                       size_t size, U32 const shortest, U32 const shortLog, U32 const longLog, int const ahead)
{
    int const small = ZSTDKIT_IS_SMALL(shortest, shortLog);
    const BYTE *const base = ms->window.base;
    U32 *const longs = ms->hashTable;
    U32 *const shorts = longs + ((size_t)1 << longLog);
    size_t anchor = (size_t)(start - base);
    size_t const end = anchor + size;
    size_t const last = end - HASH_READ_SIZE;
    size_t const lowest = ZSTD_getLowestPrefixIndex(ms, (U32)end, ms->cParams.windowLog);
    size_t at = anchor + (anchor == lowest);
    size_t first = recent[0], second = recent[1] <= zstdkit_reach(ms, at) ? recent[1] : 0;
    SeqDef *sequence = store->sequences;
    BYTE *literals = store->lit;
    while (at + 1 <= last) {
        size_t stop = at + ((size_t)1 << kSearchStrength);
        size_t const bound = MIN(stop, last) - 1;
        U64 word = ZSTDKIT_WORD(at), next;
        size_t hash = ZSTDKIT_LONG_HASH(word), nextHash;
        size_t far = longs[hash], near, nextFar;
        size_t step = 1;
        size_t here, match, length;
        do {
            ZSTDKIT_LOOK(1);
            ZSTDKIT_GO_ON(1);
        } while (at <= bound);
        /* Nothing for long: the steps become longer. */
        for (step = 2, stop += (size_t)1 << kSearchStrength; at + step <= last;) {
            ZSTDKIT_LOOK(step);
            ZSTDKIT_GO_ON(step);
            if (at >= stop) {
                step++;
                stop += (size_t)1 << kSearchStrength;
            }
        }
        break;

    repeated:
        here = at++;
        length = ZSTD_count(base + at + 4, base + at + 4 - first, base + end) + 4;
        ZSTDKIT_STORE(REPCODE1_TO_OFFBASE);
        goto stored;

    found_far:
        here = at;
        match = far;
        length = ZSTD_count(base + at + 8, base + match + 8, base + end) + 8;
        goto found;

    found_near:
        here = at;
        match = near;
        length = ZSTD_count(base + at + 4, base + match + 4, base + end) + 4;
        if (nextFar > lowest && ZSTDKIT_WORD(nextFar) == next) {
            size_t const longer = ZSTD_count(base + at + step + 8, base + nextFar + 8, base + end) + 8;
            if (longer > length) {
                at += step;
                match = nextFar;
                length = longer;
            }
        }

    found:
        second = first;
        first = at - match;
        if (ahead)
            zstdkit_fetchNext(base, base, 0, longs, longLog, shorts, shortLog, shortest | ZSTDKIT_AHEAD,
                              base + at + length, base + end);
        while (at > anchor && match > lowest && base[at - 1] == base[match - 1]) {
            at--;
            match--;
            length++;
        }
        /* The shortest match has 4 bytes: what is that near isn't behind it. */
        if (step < 4)
            longs[nextHash] = (U32)(here + step);
        ZSTDKIT_STORE(first + ZSTD_REP_NUM);

    stored:
        at += length;
        anchor = at;
        if (at <= last) {
            U64 const before = ZSTDKIT_WORD(at - 2);
            ZSTDKIT_NOTE(here + 2);
            longs[ZSTDKIT_LONG_HASH(before)] = (U32)(at - 2);
            shorts[ZSTDKIT_SHORT_HASH(shortest == 4 ? before >> 8 : ZSTDKIT_WORD(at - 1))] = (U32)(at - 1);
            ZSTDKIT_REPEAT(ZSTDKIT_NOTE(at))
        }
    }
    ZSTDKIT_END();
}

/* The functions: the length of the shortest match, the logarithms of the tables' sizes, and whether they fetch ahead.
 * Small inputs' come first, by their windows; the others are those of larger ones, level by level. */
#define ZSTDKIT_PARSERS(EACH)                                                                       \
    EACH(4, 8, 9, 0) EACH(4, 9, 10, 0) EACH(4, 10, 11, 0) EACH(4, 11, 12, 0) EACH(4, 12, 13, 0)     \
    EACH(4, 13, 14, 0) EACH(4, 14, 15, 0) EACH(4, 15, 16, 0) EACH(4, 16, 16, 0) EACH(4, 16, 17, 0)  \
    EACH(4, 17, 17, 0) EACH(5, 14, 14, 0) EACH(5, 15, 16, 0) EACH(5, 16, 17, 0) EACH(5, 16, 17, 1)  \
    EACH(5, 18, 18, 0) EACH(5, 18, 18, 1)

#define ZSTDKIT_PARSER(shortest, shortLog, longLog, ahead)                                          \
    FORCE_NOINLINE size_t zstdkit_parse_##shortest##_##shortLog##_##longLog##_##ahead(              \
        ZSTD_MatchState_t *ms, SeqStore_t *store, U32 recent[ZSTD_REP_NUM], const BYTE *start, size_t size) \
    {                                                                                               \
        return zstdkit_parseByIndexes(ms, store, recent, start, size, shortest, shortLog, longLog, ahead); \
    }
ZSTDKIT_PARSERS(ZSTDKIT_PARSER)

#define ZSTDKIT_KIND(shortest, shortLog, longLog, ahead) \
    ((U32)(shortest) << 24 | (U32)(shortLog) << 16 | (U32)(longLog) << 8 | (ahead))
#define ZSTDKIT_CASE(shortest, shortLog, longLog, ahead)   \
    case ZSTDKIT_KIND(shortest, shortLog, longLog, ahead): \
        return zstdkit_parse_##shortest##_##shortLog##_##longLog##_##ahead(ms, store, recent, start, size);

/* Parses a block by the function for its tables, or by libzstd's. */
FORCE_INLINE_TEMPLATE size_t zstdkit_parseByTables(ZSTD_MatchState_t *ms, SeqStore_t *store, U32 recent[ZSTD_REP_NUM],
                                                   const void *source, size_t size, U32 const mls)
{
    const BYTE *const start = (const BYTE *)source;
    U32 const shortLog = ms->cParams.chainLog, longLog = ms->cParams.hashLog;
    if (zstdkit_isParsedByIndexes(ms, recent[0], start, size)
        && ms->chainTable == ms->hashTable + ((size_t)1 << longLog)
        && (!ZSTDKIT_IS_SMALL(mls, shortLog) || size <= ZSTDKIT_SMALL_BLOCK)) {
        switch (ZSTDKIT_KIND(mls & ~ZSTDKIT_AHEAD, shortLog, longLog, (mls & ZSTDKIT_AHEAD) != 0)) {
            ZSTDKIT_PARSERS(ZSTDKIT_CASE)
        default: break;
        }
    }
    return ZSTD_compressBlock_doubleFast_noDict_generic(ms, store, recent, source, size, mls);
}

#endif
