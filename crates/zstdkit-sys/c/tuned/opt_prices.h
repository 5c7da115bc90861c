/* What the optimal parser pays for each symbol, kept in tables. libzstd computes a price from the
 * symbol's frequency each time that it asks for one, which is far more often than a frequency changes.
 *
 * A table holds what a price owes to its symbol: the bits that come along, less the weight of the
 * frequency. What it owes to the sum of all frequencies changes with every sequence, and is added where
 * a price is asked for. All is modulo 2^32, as libzstd's prices are, and equal to them.
 *
 * Blocks so small that libzstd prices them without frequencies end before anything is searched, so that
 * nothing here is ever asked about them. */

#ifndef ZSTDKIT_OPT_PRICES_H
#define ZSTDKIT_OPT_PRICES_H

/* Lengths below these have an entry each; longer ones share one per code. */
#define ZSTDKIT_LITERAL_LENGTHS 64
#define ZSTDKIT_MATCH_LENGTHS 128
/* Blocks from this size on have a table of literals. */
#define ZSTDKIT_WORTH_LITERALS 1024

typedef struct {
    U32 literal[MaxLit + 1]; /* The weight alone; filled if the next says so. */
    int hasLiterals;
    U32 literalLength[ZSTDKIT_LITERAL_LENGTHS];
    U32 literalLengthCode[MaxLL + 1];
    U32 matchLength[ZSTDKIT_MATCH_LENGTHS + 4]; /* Read by fours. */
    U32 matchLengthCode[MaxML + 1];
    U32 offsetCode[MaxOff + 1];
} zstdkit_prices_t;

MEM_STATIC FORCE_INLINE_ATTR void
zstdkit_setLiteralLengthCode(zstdkit_prices_t *prices, const optState_t *state, U32 code, int level)
{
    prices->literalLengthCode[code] =
        LL_bits[code] * BITCOST_MULTIPLIER - WEIGHT(state->litLengthFreq[code], level);
}

MEM_STATIC FORCE_INLINE_ATTR void
zstdkit_setMatchLengthCode(zstdkit_prices_t *prices, const optState_t *state, U32 code, int level)
{
    prices->matchLengthCode[code] =
        ML_bits[code] * BITCOST_MULTIPLIER - WEIGHT(state->matchLengthFreq[code], level);
}

MEM_STATIC FORCE_INLINE_ATTR void
zstdkit_setOffsetCode(zstdkit_prices_t *prices, const optState_t *state, U32 code, int level)
{
    /* The lower levels let far matches cost more, for the sake of decompression. */
    U32 const handicap = level < 2 && code >= 20 ? 2 * (code - 19) : 0;
    prices->offsetCode[code] =
        (code + handicap) * BITCOST_MULTIPLIER - WEIGHT(state->offCodeFreq[code], level);
}

/* Gives all lengths that share a code with this one the code's price. There are 2^bits of them, and the
 * first is a multiple of that. */
MEM_STATIC FORCE_INLINE_ATTR void
zstdkit_spread(U32 *byLength, U32 lengths, U32 length, U32 bits, U32 price)
{
    U32 each = length >> bits << bits;
    U32 const end = each + (1U << bits);
    if (length >= lengths)
        return;
    for (; each < end; each++)
        byLength[each] = price;
}

/* Makes a block's frequencies from those of the block before, and prices from them. */
MEM_STATIC void zstdkit_rescale(zstdkit_prices_t *prices, optState_t *state, const BYTE *block,
                                size_t size, int level)
{
    U32 each;
    ZSTD_rescaleFreqs(state, block, size, level);
    /* A table of all would cost more than the few literals that are asked for. */
    prices->hasLiterals = size >= ZSTDKIT_WORTH_LITERALS && ZSTD_compressedLiterals(state);
    if (prices->hasLiterals) {
        for (each = 0; each <= MaxLit; each++)
            prices->literal[each] = WEIGHT(state->litFreq[each], level);
    }
    for (each = 0; each <= MaxLL; each++)
        zstdkit_setLiteralLengthCode(prices, state, each, level);
    for (each = 0; each < ZSTDKIT_LITERAL_LENGTHS; each++)
        prices->literalLength[each] = prices->literalLengthCode[ZSTD_LLcode(each)];
    for (each = 0; each <= MaxML; each++)
        zstdkit_setMatchLengthCode(prices, state, each, level);
    for (each = 0; each < ZSTDKIT_MATCH_LENGTHS; each++)
        prices->matchLength[each] = prices->matchLengthCode[ZSTD_MLcode(each)];
    for (each = 0; each <= MaxOff; each++)
        zstdkit_setOffsetCode(prices, state, each, level);
}

/* Counts a sequence's symbols, and mends what their prices are. */
MEM_STATIC void zstdkit_count(zstdkit_prices_t *prices, optState_t *state, U32 literals,
                              const BYTE *literal, U32 offBase, U32 matchLength, int level)
{
    U32 const offsetCode = ZSTD_highbit32(offBase);
    U32 const matchBase = matchLength - MINMATCH;
    U32 const matchCode = ZSTD_MLcode(matchBase);
    U32 const literalsCode = ZSTD_LLcode(literals);
    U32 each;
    ZSTD_updateStats(state, literals, literal, offBase, matchLength);
    if (prices->hasLiterals) {
        for (each = 0; each < literals; each++)
            prices->literal[literal[each]] = WEIGHT(state->litFreq[literal[each]], level);
    }
    zstdkit_setLiteralLengthCode(prices, state, literalsCode, level);
    zstdkit_spread(prices->literalLength, ZSTDKIT_LITERAL_LENGTHS, literals, LL_bits[literalsCode],
                   prices->literalLengthCode[literalsCode]);
    zstdkit_setMatchLengthCode(prices, state, matchCode, level);
    zstdkit_spread(prices->matchLength, ZSTDKIT_MATCH_LENGTHS, matchBase, ML_bits[matchCode],
                   prices->matchLengthCode[matchCode]);
    zstdkit_setOffsetCode(prices, state, offsetCode, level);
}

/* The price of one literal. */
MEM_STATIC FORCE_INLINE_ATTR U32
zstdkit_literalPrice(const zstdkit_prices_t *prices, const optState_t *state, BYTE literal, int level)
{
    U32 const most = state->litSumBasePrice - BITCOST_MULTIPLIER;
    U32 weight;
    if (LIKELY(prices->hasLiterals))
        weight = prices->literal[literal];
    else if (ZSTD_compressedLiterals(state))
        weight = WEIGHT(state->litFreq[literal], level);
    else
        return 8 * BITCOST_MULTIPLIER;
    return state->litSumBasePrice - MIN(weight, most);
}

/* The price of the symbol that says how many literals there are. */
MEM_STATIC FORCE_INLINE_ATTR U32
zstdkit_literalLengthPrice(const zstdkit_prices_t *prices, const optState_t *state, U32 literals)
{
    U32 surcharge = 0;
    if (LIKELY(literals < ZSTDKIT_LITERAL_LENGTHS))
        return state->litLengthSumBasePrice + prices->literalLength[literals];
    if (literals == ZSTD_BLOCKSIZE_MAX) {
        /* The format has no code for so many: a bit more than for one fewer. */
        surcharge = BITCOST_MULTIPLIER;
        literals--;
    }
    return state->litLengthSumBasePrice + prices->literalLengthCode[ZSTD_LLcode(literals)] + surcharge;
}

/* The part of a match's price that doesn't depend on its length. */
MEM_STATIC FORCE_INLINE_ATTR U32
zstdkit_offsetPrice(const zstdkit_prices_t *prices, const optState_t *state, U32 offBase)
{
    return state->offCodeSumBasePrice + prices->offsetCode[ZSTD_highbit32(offBase)]
        + state->matchLengthSumBasePrice + BITCOST_MULTIPLIER / 5;
}

MEM_STATIC FORCE_INLINE_ATTR U32
zstdkit_matchLengthPrice(const zstdkit_prices_t *prices, U32 matchLength)
{
    U32 const base = matchLength - MINMATCH;
    return LIKELY(base < ZSTDKIT_MATCH_LENGTHS) ? prices->matchLength[base]
                                                : prices->matchLengthCode[ZSTD_MLcode(base)];
}

#endif
