/* Levels 1 and 2: blocks are parsed by functions that know the size of their table, as the levels have it. */

#ifndef ZSTDKIT_FAST_PARSER_H
#define ZSTDKIT_FAST_PARSER_H

#include "by_indexes.h"

#define ZSTDKIT_HASH(word)                           \
    (shortest == 5   ? ZSTD_hash5(word, log, 0)      \
     : shortest == 6 ? ZSTD_hash6(word, log, 0)      \
                     : ZSTD_hash7(word, log, 0))

#define ZSTDKIT_NOTE(index) (table[ZSTDKIT_HASH(ZSTDKIT_WORD(index))] = (U32)(index))

/* Where so many bytes have to be alike that hardly an index is from before the window, a branch is guessed right. */
#define ZSTDKIT_FITS(index, word) \
    (shortest < 7 ? ZSTDKIT_MATCHES(index, word) : (index) >= lowest && MEM_read32(base + (index)) == (U32)(word))

/* How far a pair of positions is from the next at first. */
#define ZSTDKIT_APART 2

/* Positions are looked at in pairs: one, and the next. Behind a pair comes another after a step, which grows while
 * nothing is found; and where that begins, a repeated match is looked for before the pair's own. */
FORCE_INLINE_TEMPLATE ZSTD_ALLOW_POINTER_OVERFLOW_ATTR size_t
zstdkit_parsePairs(ZSTD_MatchState_t *ms, SeqStore_t *store, U32 recent[ZSTD_REP_NUM], const BYTE *start, size_t size,
                   U32 const shortest, U32 const log)
{
    int const small = 0;
    const BYTE *const base = ms->window.base;
    U32 *const table = ms->hashTable;
    size_t anchor = (size_t)(start - base);
    size_t const end = anchor + size;
    size_t const last = end - HASH_READ_SIZE;
    size_t const lowest = ZSTD_getLowestPrefixIndex(ms, (U32)end, ms->cParams.windowLog);
    size_t const grows = (size_t)1 << (kSearchStrength - 1);
    size_t at = anchor + (anchor == lowest);
    size_t first = recent[0], second = recent[1] <= zstdkit_reach(ms, at) ? recent[1] : 0;
    SeqDef *sequence = store->sequences;
    BYTE *literals = store->lit;
    while (at + ZSTDKIT_APART + 1 < last) {
        size_t step = ZSTDKIT_APART, stop = at + grows;
        size_t to = at + step;
        U64 word = ZSTDKIT_WORD(at), next;
        size_t hash = ZSTDKIT_HASH(word), hashBeside = ZSTDKIT_HASH(word >> 8);
        size_t match = table[hash];
        size_t here, length;
        do {
            next = ZSTDKIT_WORD(to);
            table[hash] = (U32)at;
            if (MEM_read32(base + to - first) == (U32)next)
                goto repeated;
            if (ZSTDKIT_FITS(match, word))
                goto found;
            match = table[hashBeside];
            table[hashBeside] = (U32)(at + 1);
            hash = ZSTDKIT_HASH(next);
            if (ZSTDKIT_FITS(match, word >> 8))
                goto found_beside;
            match = table[hash];
            word = next;
            hashBeside = ZSTDKIT_HASH(word >> 8);
            at = to;
            to += step;
            if (to >= stop) {
                step++;
                stop += grows;
            }
        } while (to + 1 < last);
        break;

    repeated:
        here = at;
        table[hashBeside] = (U32)(at + 1);
        length = base[to - 1] == base[to - 1 - first];
        at = to - length;
        length += 4;
        length += ZSTD_count(base + at + length, base + at + length - first, base + end);
        ZSTDKIT_STORE(REPCODE1_TO_OFFBASE);
        goto stored;

    found_beside:
        /* The shortest match has 4 bytes: what is that near isn't behind it. */
        if (step <= 4)
            table[hash] = (U32)to;
        at++;
        here = at;
        goto measured;

    found:
        table[hashBeside] = (U32)(at + 1);
        here = at;

    measured:
        length = ZSTD_count(base + at + 4, base + match + 4, base + end) + 4;
        second = first;
        first = at - match;
        while (at > anchor && match > lowest && base[at - 1] == base[match - 1]) {
            at--;
            match--;
            length++;
        }
        ZSTDKIT_STORE(first + ZSTD_REP_NUM);

    stored:
        at += length;
        anchor = at;
        if (at <= last) {
            ZSTDKIT_NOTE(here + 2);
            ZSTDKIT_NOTE(at - 2);
            ZSTDKIT_REPEAT(ZSTDKIT_NOTE(at))
        }
    }
    ZSTDKIT_END();
}

/* The functions: the length of the shortest match, and the logarithm of the table's size. Small inputs' come first, by
 * their windows; the others are those of larger ones. */
#define ZSTDKIT_FAST_PARSERS(EACH)                                               \
    EACH(5, 9) EACH(5, 10) EACH(5, 11) EACH(5, 12) EACH(5, 13) EACH(5, 14)       \
    EACH(5, 15) EACH(6, 13) EACH(6, 14) EACH(6, 16) EACH(7, 14)

#define ZSTDKIT_FAST_PARSER(shortest, log)                                       \
    FORCE_NOINLINE size_t zstdkit_parsePairs_##shortest##_##log(                 \
        ZSTD_MatchState_t *ms, SeqStore_t *store, U32 recent[ZSTD_REP_NUM], const BYTE *start, size_t size) \
    {                                                                            \
        return zstdkit_parsePairs(ms, store, recent, start, size, shortest, log); \
    }
ZSTDKIT_FAST_PARSERS(ZSTDKIT_FAST_PARSER)

#define ZSTDKIT_FAST_KIND(shortest, log) ((U32)(shortest) << 8 | (U32)(log))
#define ZSTDKIT_FAST_CASE(shortest, log)   \
    case ZSTDKIT_FAST_KIND(shortest, log): \
        return zstdkit_parsePairs_##shortest##_##log(ms, store, recent, start, size);

/* Parses a block by the function for its table, or by libzstd's. */
FORCE_INLINE_TEMPLATE size_t zstdkit_parseFast(ZSTD_MatchState_t *ms, SeqStore_t *store, U32 recent[ZSTD_REP_NUM],
                                               const void *source, size_t size, U32 const mls, int const branchless)
{
    const BYTE *const start = (const BYTE *)source;
    if (zstdkit_isParsedByIndexes(ms, recent[0], start, size) && ms->cParams.targetLength < ZSTDKIT_APART) {
        switch (ZSTDKIT_FAST_KIND(mls, ms->cParams.hashLog)) {
            ZSTDKIT_FAST_PARSERS(ZSTDKIT_FAST_CASE)
        default: break;
        }
    }
    return ZSTD_compressBlock_fast_noDict_generic(ms, store, recent, source, size, mls, branchless);
}
#define ZSTD_compressBlock_fast_noDict_generic zstdkit_parseFast

#endif
