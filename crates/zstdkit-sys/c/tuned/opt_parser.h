/* The optimal parser: of all ways to cut a block into literals and matches, one of the cheapest.
 *
 * A way to a position ends with a match and the literals after it. Whatever is known of the best way to each position
 * stands in arrays of its own, so that the prices of a match's lengths, which lie side by side, are compared four at
 * once. Which ways are tried, in which order, and which of two equals is kept, is as in libzstd: the same sequences
 * come of it. */

#ifndef ZSTDKIT_OPT_PARSER_H
#define ZSTDKIT_OPT_PARSER_H

#include "opt_prices.h"

/* In the memory of libzstd's own array: an entry there is as large as one of each of these together. */
typedef struct {
    int *price;
    U32 *offset;   /* Of the last match, or what stands for it. */
    U32 *match;    /* The last match's length; 0 on a way of literals alone. */
    U32 *literals; /* How many come after it. */
    Repcodes_t *recent;
} zstdkit_ways_t;

MEM_STATIC zstdkit_ways_t zstdkit_ways(ZSTD_optimal_t *memory)
{
    zstdkit_ways_t ways;
    ZSTD_STATIC_ASSERT(sizeof(*memory) == 4 * sizeof(U32) + sizeof(Repcodes_t));
    ways.price = (int *)memory;
    ways.offset = (U32 *)(ways.price + ZSTD_OPT_SIZE);
    ways.match = ways.offset + ZSTD_OPT_SIZE;
    ways.literals = ways.match + ZSTD_OPT_SIZE;
    ways.recent = (Repcodes_t *)(ways.literals + ZSTD_OPT_SIZE);
    return ways;
}

/* Offsets that a match at the end of a way may repeat, once that way is decided upon. */
MEM_STATIC FORCE_INLINE_ATTR Repcodes_t
zstdkit_recentAfter(const zstdkit_ways_t *ways, U32 start, U32 offset)
{
    return ZSTD_newRep(ways->recent[start].rep, offset, ways->literals[start] == 0);
}

MEM_STATIC FORCE_INLINE_ATTR void
zstdkit_endWithMatch(const zstdkit_ways_t *ways, U32 end, int price, U32 offset, U32 match)
{
    ways->price[end] = price;
    ways->offset[end] = offset;
    ways->match[end] = match;
    ways->literals[end] = 0;
}

#if defined(__GNUC__)

#define ZSTDKIT_FOURS 1
typedef int zstdkit_four __attribute__((vector_size(16)));

MEM_STATIC FORCE_INLINE_ATTR zstdkit_four zstdkit_load(const void *from)
{
    zstdkit_four four;
    ZSTD_memcpy(&four, from, sizeof(four));
    return four;
}

MEM_STATIC FORCE_INLINE_ATTR zstdkit_four zstdkit_all(int value)
{
    zstdkit_four const four = { value, value, value, value };
    return four;
}

/* Puts values where a mask has ones. */
MEM_STATIC FORCE_INLINE_ATTR void zstdkit_blend(void *to, zstdkit_four value, zstdkit_four mask)
{
    zstdkit_four const old = zstdkit_load(to);
    zstdkit_four const blended = old ^ ((old ^ value) & mask);
    ZSTD_memcpy(to, &blended, sizeof(blended));
}

/* Tries lengths of one match, four at a time, without a branch for each: whether one is better is as good as random.
 * The lengths' own prices stand in a table, or are all the same. Up to three more entries than there are lengths are
 * read, and written as they were. */
MEM_STATIC FORCE_INLINE_ATTR void
zstdkit_tryFours(const zstdkit_ways_t *ways, U32 here, U32 offset, U32 from, U32 to, int before, const U32 *table)
{
    zstdkit_four const steps = { 0, 1, 2, 3 };
    zstdkit_four const most = zstdkit_all((int)to);
    zstdkit_four ours = zstdkit_all(before);
    for (; from <= to; from += 4) {
        zstdkit_four const lengths = zstdkit_all((int)from) + steps;
        zstdkit_four better;
        if (table)
            ours = zstdkit_all(before) + zstdkit_load(table + (from - MINMATCH));
        better = (ours < zstdkit_load(ways->price + here + from)) & (lengths <= most);
        zstdkit_blend(ways->price + here + from, ours, better);
        zstdkit_blend(ways->offset + here + from, zstdkit_all((int)offset), better);
        zstdkit_blend(ways->match + here + from, lengths, better);
        zstdkit_blend(ways->literals + here + from, zstdkit_all(0), better);
    }
}

/* Tries lengths of one match, all of them. */
MEM_STATIC FORCE_INLINE_ATTR void
zstdkit_tryLengths(const zstdkit_prices_t *prices, const zstdkit_ways_t *ways, U32 here, U32 offset, U32 from, U32 to,
                   int before)
{
    U32 const listed = MINMATCH + ZSTDKIT_MATCH_LENGTHS - 1;
    zstdkit_tryFours(ways, here, offset, from, MIN(to, listed), before, prices->matchLength);
    from = MAX(from, listed + 1);
    while (UNLIKELY(from <= to)) {
        U32 const base = from - MINMATCH;
        U32 const lastAlike = MINMATCH + (2U << ZSTD_highbit32(base)) - 1;
        int const price = before + (int)prices->matchLengthCode[ZSTD_MLcode(base)];
        zstdkit_tryFours(ways, here, offset, from, MIN(to, lastAlike), price, NULL);
        from = lastAlike + 1;
    }
}

#endif

/* Tries all matches that start here, at all their lengths, as ends of ways: each is as long as the one before at
 * least, and takes the lengths that it alone has. Gives the farthest position that a way leads to. */
MEM_STATIC FORCE_INLINE_ATTR U32
zstdkit_tryMatches(const zstdkit_prices_t *prices, const optState_t *state, const zstdkit_ways_t *ways, U32 here,
                   U32 last, const ZSTD_match_t *matches, U32 count, U32 shortest, int level)
{
    int const before = ways->price[here] + (int)zstdkit_literalLengthPrice(prices, state, 0);
    U32 const farthest = here + matches[count - 1].len;
    U32 each;
    while (last < farthest) {
        last++;
        ways->price[last] = ZSTD_MAX_PRICE;
        ways->literals[last] = 1; /* Not the end of a match. */
    }
    for (each = 0; each < count; each++) {
        U32 const offset = matches[each].off;
        U32 const longest = matches[each].len;
        int const start = before + (int)zstdkit_offsetPrice(prices, state, offset);
        U32 length = longest;
#ifdef ZSTDKIT_FOURS
        if (level > 0) {
            zstdkit_tryLengths(prices, ways, here, offset, shortest, longest, start);
            shortest = longest + 1;
        }
#endif
        for (; length >= shortest; length--) {
            int const price = start + (int)zstdkit_matchLengthPrice(prices, length);
            if (price < ways->price[here + length])
                zstdkit_endWithMatch(ways, here + length, price, offset, length);
            else if (level == 0)
                break; /* The lower levels take it that shorter ones are no better. */
        }
        shortest = longest + 1;
    }
    ways->price[last + 1] = ZSTD_MAX_PRICE;
    return last;
}

/* Where one literal more is no dearer a way to a position than the best so far, takes that. Gives the farthest
 * position that a way leads to. */
MEM_STATIC FORCE_INLINE_ATTR U32
zstdkit_tryLiteral(const zstdkit_prices_t *prices, const optState_t *state, const zstdkit_ways_t *ways, U32 here,
                   U32 last, const BYTE *at, const BYTE *end, int level)
{
#define LENGTH_PRICE(literals) (int)zstdkit_literalLengthPrice(prices, state, literals)
    U32 const before = here - 1;
    U32 const literals = ways->literals[before] + 1;
    int const price = ways->price[before] + (int)zstdkit_literalPrice(prices, state, at[-1], level)
        + (LENGTH_PRICE(literals) - LENGTH_PRICE(literals - 1));
    int const passedPrice = ways->price[here];
    U32 const passedOffset = ways->offset[here];
    U32 const passedMatch = ways->match[here];
    U32 const passedLiterals = ways->literals[here];
    if (price > passedPrice)
        return last;
    ways->price[here] = price;
    ways->offset[here] = ways->offset[before];
    ways->match[here] = ways->match[before];
    ways->literals[here] = literals;
    ways->recent[here] = ways->recent[before];
    /* A match has been passed over that may be the better way to the next position, with a literal of its own. */
    if (level > 0 && passedLiterals == 0 && LIKELY(at < end)) {
        int const first = LENGTH_PRICE(1) - LENGTH_PRICE(0);
        if (first < 0) {
            int const literal = (int)zstdkit_literalPrice(prices, state, *at, level);
            int const passedAndOne = passedPrice + literal + first;
            int const oneMore = price + literal + (LENGTH_PRICE(literals + 1) - LENGTH_PRICE(literals));
            if (passedAndOne < oneMore && passedAndOne < ways->price[here + 1]) {
                Repcodes_t const recent = zstdkit_recentAfter(ways, here - passedMatch, passedOffset);
                zstdkit_endWithMatch(ways, here + 1, passedAndOne, passedOffset, passedMatch);
                ways->literals[here + 1] = 1;
                ways->recent[here + 1] = recent;
                last = MAX(last, here + 1);
            }
        }
    }
    return last;
#undef LENGTH_PRICE
}

FORCE_INLINE_TEMPLATE ZSTD_ALLOW_POINTER_OVERFLOW_ATTR size_t
zstdkit_parse(ZSTD_MatchState_t *ms, SeqStore_t *store, U32 recent[ZSTD_REP_NUM], const void *source, size_t size,
              const int level, const ZSTD_dictMode_e dictMode)
{
    ZSTD_getAllMatchesFn const search = ZSTD_selectBtGetAllMatches(ms, dictMode);
    optState_t *const state = &ms->opt;
    zstdkit_ways_t const ways = zstdkit_ways(state->priceTable);
    ZSTD_match_t *const matches = state->matchTable;
    U32 const enough = MIN(ms->cParams.targetLength, ZSTD_OPT_NUM - 1);
    U32 const shortest = ms->cParams.minMatch == 3 ? 3 : 4;
    const BYTE *const block = source;
    const BYTE *const end = block + size;
    const BYTE *const searched = end - 8;
    const BYTE *stored = block; /* All before it has been put into sequences. */
    const BYTE *ip = block;
    U32 next3 = ms->nextToUpdate;
    ZSTD_optLdm_t ldm;
    zstdkit_prices_t prices;

    ldm.seqStore = ms->ldmSeqStore ? *ms->ldmSeqStore : kNullRawSeqStore;
    ldm.endPosInBlock = ldm.startPosInBlock = ldm.offset = 0;
    ZSTD_opt_getNextMatchAndUpdateSeqStore(&ldm, 0, (U32)size);
    zstdkit_rescale(&prices, state, block, size, level);
    /* The first byte of all has nothing before it to match. */
    ip += ip == ms->window.base + ms->window.dictLimit;

    while (ip < searched) {
        U32 here, last = 0;
        /* The last match of the whole way, the literals after it, and whether a longer match ended the search. */
        U32 match = 0, offset = 0, literals = 0, tooLong = 0;

        ways.literals[0] = (U32)(ip - stored);
        ways.match[0] = 0;
        ZSTD_memcpy(&ways.recent[0], recent, sizeof(ways.recent[0]));

        for (here = 0;; here++) {
            const BYTE *const at = ip + here;
            U32 count;
            if (here > 0) {
                if (here > last)
                    break;
                last = zstdkit_tryLiteral(&prices, state, &ways, here, last, at, end, level);
                if (ways.literals[here] == 0)
                    ways.recent[here] = zstdkit_recentAfter(&ways, here - ways.match[here], ways.offset[here]);
                if (at > searched)
                    continue;
                if (here == last)
                    break;
                if (level == 0 && ways.price[here + 1] <= ways.price[here] + BITCOST_MULTIPLIER / 2)
                    continue; /* The next position is hardly dearer: this one is no way to anywhere. */
            }
            count = search(matches, ms, &next3, at, end, ways.recent[here].rep, ways.literals[here] == 0, shortest);
            if (ldm.seqStore.size != 0)
                ZSTD_optLdm_processMatchCandidate(&ldm, matches, &count, (U32)(at - block), (U32)(end - at), shortest);
            if (!count) {
                if (here == 0)
                    break;
                continue;
            }
            match = matches[count - 1].len;
            offset = matches[count - 1].off;
            if (match > enough || (here > 0 && (here + match >= ZSTD_OPT_NUM || at + match >= end))) {
                tooLong = 1;
                break;
            }
            if (here == 0)
                ways.price[0] = (int)zstdkit_literalLengthPrice(&prices, state, ways.literals[0]);
            last = zstdkit_tryMatches(&prices, state, &ways, here, last, matches, count, shortest, level);
        }

        if (!tooLong) {
            if (last == 0) { /* No match at all. */
                ip++;
                continue;
            }
            match = ways.match[last];
            if (match == 0) { /* Literals were cheaper than each of them. */
                ip += last;
                continue;
            }
            offset = ways.offset[last];
            literals = ways.literals[last];
            here = last - match - literals;
        }

        if (literals > 0)
            ZSTD_memcpy(recent, &ways.recent[last], sizeof(ways.recent[0]));
        else {
            Repcodes_t const after = zstdkit_recentAfter(&ways, here, offset);
            ZSTD_memcpy(recent, &after, sizeof(after));
        }

        /* Back along the way, to where it begins; each stop is told the next one in place of its price. */
        {   U32 next = 0;
            U32 stop = here;
            for (;;) {
                ways.price[stop] = (int)next;
                next = stop;
                if (ways.match[stop] == 0)
                    break;
                stop -= ways.match[stop] + ways.literals[stop];
            }
            /* And forward again: the literals at a stop, and the match after them. */
            while (stop != here) {
                U32 const before = ways.literals[stop];
                stop = (U32)ways.price[stop];
                zstdkit_count(&prices, state, before, stored, ways.offset[stop], ways.match[stop], level);
                ZSTD_storeSeq(store, before, stored, end, ways.offset[stop], ways.match[stop]);
                stored += before + ways.match[stop];
            }
            zstdkit_count(&prices, state, ways.literals[here], stored, offset, match, level);
            ZSTD_storeSeq(store, ways.literals[here], stored, end, offset, match);
            stored += ways.literals[here] + match;
        }
        /* Literals at the way's end are nobody's yet: libzstd searches from them again. */
        ip = stored;
        ZSTD_setBasePrices(state, level);
    }
    return (size_t)(end - stored);
}

#define ZSTD_compressBlock_opt_generic zstdkit_parse

#endif
