/* The search of levels 6 to 12, in rows of 16 to 64 positions with a byte of each one's hash. libzstd gathers the
 * candidates first, fetching the bytes of each, and compares them in a second loop. How many there are is as good as
 * random, so that the processor guesses the end of both loops wrong, and learns of it late. In one loop there is one
 * such end, which is known at once, and the bytes are asked for as early, since guesses go ahead of memory.
 *
 * And the parser says what a match must be longer than to be of use, so that others aren't measured. Greedy parsers
 * can't tell, and have few candidates: they search as libzstd does. */

#ifndef ZSTDKIT_ROWS_H
#define ZSTDKIT_ROWS_H

/* The length of which, and below which, no match is of use to the parser, which has one of this length and offset, or
 * none. What it weighs is four times the length less the bits of the offset, which are two at least, and a match that
 * begins later has to weigh over four more. For a first match that is rivalled by none but a repeated offset, which
 * has no bits, length alone counts. */
MEM_STATIC FORCE_INLINE_ATTR size_t zstdkit_noUse(size_t length, size_t offBase)
{
    int const weight = (int)(length * 4 - ZSTD_highbit32((U32)offBase));
    return (size_t)MAX(3, MIN((int)length, (weight + 4 + 2) >> 2));
}

/* Which is the first of the longest matches of a position, and how long it is. Where none is longer than what is of no
 * use, that length comes back. */
FORCE_INLINE_TEMPLATE ZSTD_ALLOW_POINTER_OVERFLOW_ATTR size_t
zstdkit_searchRow(ZSTD_MatchState_t *ms, const BYTE *const ip, const BYTE *const end, size_t *found, size_t noUse,
                  const U32 mls, const U32 rowLog, const ZSTD_dictMode_e mode)
{
    U32 const entries = 1U << rowLog;
    U32 const mask = entries - 1;
    U32 const width = ZSTD_row_matchMaskGroupWidth(entries);
    const BYTE *const base = ms->window.base;
    const BYTE *const older = ms->window.dictBase;
    U32 const newer = ms->window.dictLimit;
    U32 const here = (U32)(ip - base);
    U32 const lowest = ms->window.lowLimit;
    U32 const reach = 1U << ms->cParams.windowLog;
    U32 const low = !ms->loadedDictEnd && here - lowest > reach ? here - reach : lowest;
    /* Longer rows have fewer positions than may be tried. */
    U32 attempts = 1U << MIN(ms->cParams.searchLog, rowLog);
    size_t longest = noUse;
    U32 hash;

    if (LIKELY(!ms->lazySkipping)) {
        if (ms->nextToUpdate != here)
            ZSTD_row_update_internal(ms, ip, mls, rowLog, mask, 1);
        hash = ZSTD_row_nextCachedHash(ms->hashCache, ms->hashTable, ms->tagTable, base, here, ms->rowHashLog, rowLog,
                                       mls, ms->hashSalt);
    } else
        hash = (U32)ZSTD_hashPtrSalted(ip, ms->rowHashLog + ZSTD_ROW_HASH_TAG_BITS, mls, ms->hashSalt);
    ms->nextToUpdate = here + 1;
    ms->hashSaltEntropy += hash;

    {   U32 const first = hash >> ZSTD_ROW_HASH_TAG_BITS << rowLog;
        BYTE const tag = (BYTE)hash;
        U32 *const row = ms->hashTable + first;
        BYTE *const tags = ms->tagTable + first;
        U32 const head = tags[0] & mask;
        ZSTD_VecMask alike = ZSTD_row_getMatchMask(tags, tag, head * width, entries);
        /* The first byte is no tag: it says which position is the latest. */
        alike &= ~((((ZSTD_VecMask)1 << width) - 1) << (((entries - head) & mask) * width));
        /* The last byte that is compared first is the one that would make a match longer. */
        if (UNLIKELY(longest >= (size_t)(end - ip)))
            alike = 0;
        for (; alike; alike &= alike - 1) {
            U32 const index = row[(head + ZSTD_VecMask_next(alike) / width) & mask];
            size_t length = 0;
            if (index < low)
                break;
            if (mode == ZSTD_noDict || index >= newer) {
                const BYTE *const match = base + index;
                if (MEM_read32(match + longest - 3) == MEM_read32(ip + longest - 3))
                    length = ZSTD_count(ip, match, end);
            } else {
                const BYTE *const match = older + index;
                if (MEM_read32(match) == MEM_read32(ip))
                    length = 4 + ZSTD_count_2segments(ip + 4, match + 4, end, older + newer, base + newer);
            }
            if (length > longest) {
                longest = length;
                *found = OFFSET_TO_OFFBASE(here - index);
                if (ip + length == end)
                    break;
            }
            if (rowLog == 4 && --attempts == 0)
                break;
        }
        {   U32 const place = ZSTD_row_nextIndex(tags, mask);
            tags[place] = tag;
            row[place] = here;
        }
    }
    return longest;
}

/* A function for each length of the shortest match and of rows. */
#define ZSTDKIT_SEARCH_ROW(mode, mls, rowLog) \
    FORCE_NOINLINE size_t zstdkit_searchRow_##mode##_##mls##_##rowLog(ZSTD_MatchState_t *ms, const BYTE *ip, \
                                                                      const BYTE *end, size_t *found, size_t noUse) \
    { \
        return zstdkit_searchRow(ms, ip, end, found, noUse, mls, rowLog, ZSTD_##mode); \
    }
ZSTD_FOR_EACH_MLS_ROWLOG(ZSTDKIT_SEARCH_ROW, noDict)
ZSTD_FOR_EACH_MLS_ROWLOG(ZSTDKIT_SEARCH_ROW, extDict)

FORCE_INLINE_TEMPLATE size_t zstdkit_searchRows(ZSTD_MatchState_t *ms, const BYTE *ip, const BYTE *end, size_t *found,
                                                size_t noUse, U32 mls, U32 rowLog, const ZSTD_dictMode_e mode)
{
#define ZSTDKIT_CASE(mode, mls, rowLog) \
    case mls * 8 + rowLog: \
        return zstdkit_searchRow_##mode##_##mls##_##rowLog(ms, ip, end, found, noUse);
    if (mode == ZSTD_noDict)
        switch (mls * 8 + rowLog) { ZSTD_FOR_EACH_MLS_ROWLOG(ZSTDKIT_CASE, noDict) }
    else
        switch (mls * 8 + rowLog) { ZSTD_FOR_EACH_MLS_ROWLOG(ZSTDKIT_CASE, extDict) }
    ZSTD_UNREACHABLE;
    return 0;
#undef ZSTDKIT_CASE
}

#endif
