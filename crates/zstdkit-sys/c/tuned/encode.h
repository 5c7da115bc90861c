/* Writing sequences: the states of three alphabets, and the bits that lengths and offsets have besides. libzstd's loop
 * has more places to look at than a processor has registers, and fetches them from memory again and again. Here, what a
 * symbol does to a state is gathered first, in tables that lie where the loop's own variables do: it has a register for
 * each thing that changes. The bits and their places are the same. */

#ifndef ZSTDKIT_ENCODE_H
#define ZSTDKIT_ENCODE_H

/* From this many sequences on, the tables are worth what it takes to fill them. */
#define ZSTDKIT_TABLES_PAY 32

/* What each symbol does to a state: what tells how many of its bits are written, where those that may follow it begin,
 * and how many bits follow the symbol. */
typedef struct {
    U32 bits[64];
    size_t next[64];
    BYTE more[64];
} zstdkit_Steps;

/* Fills in the steps of a table's symbols; returns the state to begin with, before a symbol. */
MEM_STATIC size_t zstdkit_steps(zstdkit_Steps *steps, const FSE_CTable *table, unsigned symbol, const U8 *more,
                                unsigned most)
{
    unsigned const last = MIN(MEM_read16((const U16 *)(const void *)table + 1), most);
    FSE_CState_t state;
    unsigned n;
    FSE_initCState2(&state, table, symbol);
    {   const FSE_symbolCompressionTransform *const each = (const FSE_symbolCompressionTransform *)state.symbolTT;
        /* A number, not a pointer: it may be before the table, and what is added to it leads into it. */
        size_t const states = (size_t)state.stateTable;
        for (n = 0; n <= last; n++) {
            steps->bits[n] = each[n].deltaNbBits;
            steps->next[n] = states + (size_t)each[n].deltaFindState * sizeof(U16);
        }
    }
    if (more)
        ZSTD_memcpy(steps->more, more, most + 1);
    return (size_t)state.value;
}

/* Appends bits of a value. */
#define ZSTDKIT_APPEND(value, count)                                                          \
    do {                                                                                      \
        bits |= ((BitContainerType)(value) & (((BitContainerType)1 << (count)) - 1)) << held; \
        held += (U32)(count);                                                                 \
    } while (0)

/* Appends what a symbol has of a state's bits, and goes on to the state that follows. */
#define ZSTDKIT_STEP(steps, state, symbol)                              \
    do {                                                                \
        U32 const count_ = (U32)((state + (steps).bits[symbol]) >> 16); \
        ZSTDKIT_APPEND(state, count_);                                  \
        state = ((const U16 *)(steps).next[symbol])[state >> count_];   \
    } while (0)

/* Writes whole bytes. Where there is no room left, that is told when all is written. */
#define ZSTDKIT_WRITE()            \
    do {                           \
        MEM_writeLEST(to, bits);   \
        to += held >> 3;           \
        to = to > end ? end : to;  \
        bits >>= held & ~(U32)7;   \
        held &= 7;                 \
    } while (0)

FORCE_INLINE_TEMPLATE size_t
zstdkit_encode(void *target, size_t room, const FSE_CTable *matchTable, const BYTE *matchCodes,
               const FSE_CTable *offsetTable, const BYTE *offsetCodes, const FSE_CTable *literalTable,
               const BYTE *literalCodes, const SeqDef *sequences, size_t count, int longOffsets)
{
    if (MEM_32bits() || longOffsets || count < ZSTDKIT_TABLES_PAY)
        return ZSTD_encodeSequences_body(target, room, matchTable, matchCodes, offsetTable, offsetCodes, literalTable,
                                         literalCodes, sequences, count, longOffsets);
    RETURN_ERROR_IF(room <= sizeof(BitContainerType), dstSize_tooSmall, "");
    {   zstdkit_Steps matches, offsets, literals;
        BYTE *to = (BYTE *)target;
        BYTE *const end = to + room - sizeof(BitContainerType);
        BitContainerType bits = 0;
        U32 held = 0;
        size_t n = count - 1;
        /* The last sequence is written first, and its symbols only choose where the states begin. */
        size_t match = zstdkit_steps(&matches, matchTable, matchCodes[n], ML_bits, MaxML);
        size_t offset = zstdkit_steps(&offsets, offsetTable, offsetCodes[n], NULL, MaxOff);
        size_t literal = zstdkit_steps(&literals, literalTable, literalCodes[n], LL_bits, MaxLL);

        ZSTDKIT_APPEND(sequences[n].litLength, LL_bits[literalCodes[n]]);
        ZSTDKIT_APPEND(sequences[n].mlBase, ML_bits[matchCodes[n]]);
        ZSTDKIT_WRITE();
        ZSTDKIT_APPEND(sequences[n].offBase, offsetCodes[n]);
        ZSTDKIT_WRITE();
        while (n-- > 0) {
            size_t const matchCode = matchCodes[n];
            size_t const offsetCode = offsetCodes[n];
            size_t const literalCode = literalCodes[n];
            U32 const moreMatch = matches.more[matchCode];
            U32 const moreLiteral = literals.more[literalCode];
            ZSTDKIT_STEP(offsets, offset, offsetCode);
            ZSTDKIT_STEP(matches, match, matchCode);
            ZSTDKIT_STEP(literals, literal, literalCode);
            if (UNLIKELY(moreLiteral + moreMatch + offsetCode >= 64 - 7 - (LLFSELog + MLFSELog + OffFSELog))) {
                ZSTDKIT_WRITE();
                ZSTDKIT_APPEND(sequences[n].litLength, moreLiteral);
                ZSTDKIT_APPEND(sequences[n].mlBase, moreMatch);
                ZSTDKIT_WRITE();
            } else {
                ZSTDKIT_APPEND(sequences[n].litLength, moreLiteral);
                ZSTDKIT_APPEND(sequences[n].mlBase, moreMatch);
            }
            ZSTDKIT_APPEND(sequences[n].offBase, offsetCode);
            ZSTDKIT_WRITE();
        }
        ZSTDKIT_APPEND(match, MEM_read16(matchTable));
        ZSTDKIT_APPEND(offset, MEM_read16(offsetTable));
        ZSTDKIT_APPEND(literal, MEM_read16(literalTable));
        /* The bit that ends a stream. */
        ZSTDKIT_APPEND(1, 1);
        ZSTDKIT_WRITE();
        RETURN_ERROR_IF(to >= end, dstSize_tooSmall, "");
        return (size_t)(to - (BYTE *)target) + (held > 0);
    }
}

#undef ZSTDKIT_APPEND
#undef ZSTDKIT_STEP
#undef ZSTDKIT_WRITE

/* libzstd's isn't called from here on. */
#define ZSTD_encodeSequences_body zstdkit_encode

#endif
