/* Tables that code the symbols of sequences, made anew for a block. libzstd lays the symbols out in the order of the
 * states, and then goes through the states; since the steps between a symbol's places are known, one pass does both.
 * What a symbol does to a state is computed without a branch on how often it occurs. */

#ifndef ZSTDKIT_SEQUENCE_TABLE_H
#define ZSTDKIT_SEQUENCE_TABLE_H

#define ZSTDKIT_STATES ((size_t)1 << MaxFSELog)

FORCE_NOINLINE size_t zstdkit_makeSequenceTable(FSE_CTable *table, const S16 *norm, unsigned last, unsigned log,
                                                void *memory, size_t memorySize)
{
    U16 *const header = (U16 *)(void *)table;
    U16 *const states = header + 2;
    U32 const size = (U32)1 << log;
    FSE_symbolCompressionTransform *const steps = (FSE_symbolCompressionTransform *)(void *)(table + 1 + size / 2);
    /* Each symbol as often as it has states; eight are written at a time. */
    BYTE symbols[ZSTDKIT_STATES + 16];
    U16 next[MaxSeq + 1];
    U32 place = 0, inverse, n;
    unsigned symbol;
    if (log < FSE_MIN_TABLELOG || log > MaxFSELog || last > MaxSeq)
        return FSE_buildCTable_wksp(table, norm, last, log, memory, memorySize);
    for (symbol = 0; symbol <= last; symbol++) {
        U32 const times = (U32)norm[symbol];
        U64 const eight = symbol * (U64)0x0101010101010101;
        /* Rarer than once: such symbols have their states elsewhere. */
        if (norm[symbol] < 0)
            return FSE_buildCTable_wksp(table, norm, last, log, memory, memorySize);
        next[symbol] = (U16)place;
        MEM_write64(symbols + place, eight);
        for (n = 8; n < times; n += 8)
            MEM_write64(symbols + place + n, eight);
        /* 1 for a symbol that doesn't occur, which has no steps: its bits are one more than any has. */
        {   U32 const none = times == 0;
            U32 const bits = log + none - (none ? 0 : ZSTD_highbit32((times - 1) | 1));
            U32 const shift = none ? log : bits;
            steps[symbol].deltaNbBits = (bits << 16) - ((times + none) << shift);
            steps[symbol].deltaFindState = (int)place - (int)times;
        }
        place += times;
    }
    header[0] = (U16)log;
    header[1] = (U16)last;
    /* The place of a state among the symbols: the steps are odd, so that there is a number that takes them back. */
    inverse = FSE_TABLESTEP(size);
    for (n = 0; n < 3; n++)
        inverse *= 2 - FSE_TABLESTEP(size) * inverse;
    place = 0;
    for (n = 0; n < size; n++) {
        states[next[symbols[place]]++] = (U16)(size + n);
        place = (place + inverse) & (size - 1);
    }
    return 0;
}

#endif
