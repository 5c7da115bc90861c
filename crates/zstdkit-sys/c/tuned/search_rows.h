/* From here on, parsers that aren't greedy search rows by our function. */

#define ZSTD_searchMax(ms, ip, end, found, mls, rowLog, method, mode) \
    ((method) == search_rowHash && depth > 0 && ((mode) == ZSTD_noDict || (mode) == ZSTD_extDict) \
         ? zstdkit_searchRows(ms, ip, end, found, zstdkit_noUse(matchLength, offBase), mls, rowLog, mode) \
         : ZSTD_searchMax(ms, ip, end, found, mls, rowLog, method, mode))
