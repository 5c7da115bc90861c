/* The shares that symbols have in a table, from how often they occur: libzstd's, without a branch for each kind of
 * symbol, since which kind comes next can't be foreseen. */

#ifndef ZSTDKIT_NORMALIZE_H
#define ZSTDKIT_NORMALIZE_H

/* What a share of so many whole places has to have besides for one more, in 2^-20 of a place. Large ones never get
 * it. */
#define ZSTDKIT_LARGE 8
static const U32 zstdkit_oneMore[ZSTDKIT_LARGE + 1] = {0,      473195, 504333, 520860,      550000,
                                                       700000, 750000, 830000, (U32)1 << 20};

static size_t zstdkit_normalize(short *shares, unsigned tableLog, const unsigned *count, size_t total,
                                unsigned lastSymbol, unsigned useLowShare)
{
    short const low = useLowShare ? -1 : 1;
    unsigned const scale = 62 - tableLog;
    U64 const step = ZSTD_div64((U64)1 << 62, (U32)total);
    U64 const below = ((U64)1 << scale) - 1;
    U32 const rare = (U32)(total >> tableLog);
    int left = 1 << tableLog;
    int largest = 0;
    unsigned mostFrequent = 0;
    unsigned symbol;
    for (symbol = 0; symbol <= lastSymbol; symbol++) {
        U32 const times = count[symbol];
        U64 const exact = times * step;
        int const whole = (int)(exact >> scale);
        U64 const needed = (U64)zstdkit_oneMore[whole < ZSTDKIT_LARGE ? whole : ZSTDKIT_LARGE] << (scale - 20);
        int const rounded = whole + ((exact & below) > needed);
        int const share = times > rare ? rounded : 0;
        if (times == total)
            return 0; /* There is no other symbol. */
        mostFrequent = share > largest ? symbol : mostFrequent;
        largest = share > largest ? share : largest;
        /* A symbol that is rare has a place all the same. */
        left -= times > rare ? rounded : times != 0;
        shares[symbol] = (short)(times > rare ? rounded : times ? low : 0);
    }
    if (-left >= (shares[mostFrequent] >> 1)) {
        size_t const error = FSE_normalizeM2(shares, tableLog, count, total, lastSymbol, low);
        if (FSE_isError(error))
            return error;
    } else {
        shares[mostFrequent] += (short)left;
    }
    return tableLog;
}

#endif
