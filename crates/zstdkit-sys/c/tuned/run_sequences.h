/* Sequences, decoded and carried out. What each takes is known but when the bits of the one before are read, so that
 * a processor waits for one long chain: a table's entry, the bits it takes, the next state. libzstd reads one field
 * of the three entries after the other, and six times from the bits. Here each entry is one load, the bits that all
 * three take are one sum, and what there is room for is counted for many sequences, not asked of each.
 *
 * Bits are read downwards: literals' length, match's length and offset come off the top, in the other order, and
 * the next states below them. So they are read from the lowest on.
 *
 * What is rare is left to libzstd's functions, and so are the last sequences, which come close to the end of the bits
 * or of the room. */

#ifndef ZSTDKIT_RUN_SEQUENCES_H
#define ZSTDKIT_RUN_SEQUENCES_H

/* What Clang makes of it is faster for some data, and slower for other. Where it looks for faults, they are looked for
 * here too, and in blocks of a few sequences, for hostile ones are small. */
#if !defined(__clang__)
#define ZSTDKIT_RUN 1
#define ZSTDKIT_FEW 512
#elif __has_feature(address_sanitizer) || __has_feature(undefined_behavior_sanitizer)
#define ZSTDKIT_RUN 1
#define ZSTDKIT_FEW 4
#else
#define ZSTDKIT_RUN 0
#endif

/* Here are instructions of BMI2, in functions that a processor without them never comes to. */
#if defined(__x86_64__) && !defined(__ILP32__) && defined(__GNUC__) && ZSTDKIT_RUN

/* With fewer sequences than ZSTDKIT_FEW, or fewer bytes of bits than these, what is set up costs more than it saves. */
#define ZSTDKIT_FEW_BITS 128

/* What the common literals and matches are copied by, whole. */
#define ZSTDKIT_LITERALS 16
#define ZSTDKIT_MATCH 32

/* Between two sequences. */
typedef struct {
    seqState_t reader;
    int left;
    BYTE *op;
    BYTE *end;
    const BYTE *literals;
    const BYTE *literalsEnd;
    const BYTE *prefix;
    const BYTE *virtualStart;
    const BYTE *dictEnd;
} zstdkit_run;

/* Carries out a sequence of any kind, or refuses it. */
FORCE_NOINLINE size_t zstdkit_execute(zstdkit_run *run, size_t literals, size_t match, size_t offset)
{
    seq_t sequence;
    size_t written;
    sequence.litLength = literals;
    sequence.matchLength = match;
    /* The last offset less 1, where that was 1: no offset, and libzstd has it refused as one out of reach. */
    sequence.offset = offset ? offset : (size_t)-1;
    written = ZSTD_execSequence(run->op, run->end, sequence, &run->literals, run->literalsEnd, run->prefix,
                                run->virtualStart, run->dictEnd);
    if (ZSTD_isError(written))
        return written;
    run->op += written;
    return 0;
}

/* Decodes the next sequence, whatever bits it takes, and carries it out. */
BMI2_TARGET_ATTRIBUTE FORCE_NOINLINE size_t zstdkit_one(zstdkit_run *run)
{
    seq_t const sequence = ZSTD_decodeSequence(&run->reader, ZSTD_lo_isRegularOffset, run->left == 1);
    run->left--;
    return zstdkit_execute(run, sequence.litLength, sequence.matchLength, sequence.offset);
}

/* What the loop has of a run. Of the eight bytes at `from`, the lowest `unread` bits are unread, under 64. */
typedef struct {
    const char *from;
    U32 unread;
    size_t literals, match, offset; /* states */
    size_t last, older, oldest;     /* offsets */
} zstdkit_reader;

FORCE_INLINE_TEMPLATE zstdkit_reader zstdkit_begin(const zstdkit_run *run)
{
    zstdkit_reader r;
    r.from = run->reader.DStream.ptr;
    r.unread = 64 - run->reader.DStream.bitsConsumed;
    /* There is one more byte: the stream doesn't begin with a whole one, for it has a mark. */
    if (r.unread == 64) {
        r.from++;
        r.unread -= 8;
    }
    r.literals = run->reader.stateLL.state;
    r.match = run->reader.stateML.state;
    r.offset = run->reader.stateOffb.state;
    r.last = run->reader.prevOffset[0];
    r.older = run->reader.prevOffset[1];
    r.oldest = run->reader.prevOffset[2];
    return r;
}

FORCE_INLINE_TEMPLATE void zstdkit_end(zstdkit_run *run, const zstdkit_reader *r)
{
    run->reader.DStream.ptr = r->from;
    run->reader.DStream.bitsConsumed = 64 - r->unread;
    run->reader.DStream.bitContainer = MEM_readLE64(r->from);
    BIT_reloadDStream(&run->reader.DStream);
    run->reader.stateLL.state = r->literals;
    run->reader.stateML.state = r->match;
    run->reader.stateOffb.state = r->offset;
    run->reader.prevOffset[0] = r->last;
    run->reader.prevOffset[1] = r->older;
    run->reader.prevOffset[2] = r->oldest;
}

/* An entry's fields, from the lowest: 16 bits of the next state, 8 of how many bits the value has besides, 8 of how
 * many the state has, and 32 of the value. */
FORCE_INLINE_TEMPLATE U64 zstdkit_entry(const ZSTD_seqSymbol *table, size_t state)
{
    U64 entry;
    ZSTD_memcpy(&entry, table + 1 + state, sizeof(entry));
    return entry;
}

/* Has the tables be the context's own, whose places are known. While others are in use, nothing is in those. */
FORCE_INLINE_TEMPLATE void zstdkit_ownTable(ZSTD_seqSymbol *own, const ZSTD_seqSymbol *used)
{
    if (used != own) {
        ZSTD_seqSymbol_header header;
        ZSTD_memcpy(&header, used, sizeof(header));
        ZSTD_memcpy(own, used, SEQSYMBOL_TABLE_SIZE(header.tableLog) * sizeof(*own));
    }
}

#define ZSTDKIT_TURN(entry, n) ((entry) >> (n) | (entry) << (64 - (n)))
#define ZSTDKIT_LOW(bits, n) ((bits) & (((U64)1 << ((n) & 63)) - 1))
#define ZSTDKIT_DROP(bits, n) ((bits) >> ((n) & 63))

/* Carries out all sequences but the last ones. Tables are the context's own. */
BMI2_TARGET_ATTRIBUTE DONT_VECTORIZE FORCE_NOINLINE size_t zstdkit_most(const ZSTD_DCtx *const dctx,
                                                                        zstdkit_run *const caller)
{
    zstdkit_run run = *caller;
    BYTE *const room = run.end - WILDCOPY_OVERLENGTH;
    zstdkit_reader r = zstdkit_begin(&run);
    BYTE *op = run.op;
    const BYTE *lit = run.literals;
    for (;;) {
        /* So many sequences have their bits, and room if they are short, and none is the block's last. */
        ptrdiff_t turns = MIN((room - op) >> 6, (r.from - run.reader.DStream.start - 16) >> 3);
        turns = MIN(turns, run.left - 1);
        if (turns <= 0)
            break;
        run.left -= (int)turns;
        do {
            const ZSTD_DCtx *tables = dctx;
            U64 ll, ml, of, sum, bits, n, nMatch, nOffset;
            size_t literals, match, offset, error;
            U32 values, states;
            signed char unread;
            BYTE *to;
            const BYTE *from;

            /* Three more registers would hold the places of the tables. */
            __asm__("" : "+r"(tables));
            ll = zstdkit_entry(tables->entropy.LLTable, r.literals);
            ml = zstdkit_entry(tables->entropy.MLTable, r.match);
            of = zstdkit_entry(tables->entropy.OFTable, r.offset);
            /* States are under 512, and so nothing is carried over. */
            sum = ll + ml + of;
            values = (U32)sum >> 16;
            states = (U32)sum >> 24;
            unread = (signed char)(r.unread - values - states);
            if (UNLIKELY(unread < 0)) {
                run.op = op;
                run.literals = lit;
                zstdkit_end(&run, &r);
                run.left++;
                error = zstdkit_one(&run);
                if (error)
                    return error;
                goto read;
            }

            bits = MEM_readLE64(r.from) >> unread;
            nOffset = ZSTDKIT_TURN(of, 24);
            r.offset = (U16)of + ZSTDKIT_LOW(bits, nOffset);
            nMatch = ZSTDKIT_TURN(ml, 24);
            r.match = (U16)ml + ZSTDKIT_LOW(ZSTDKIT_DROP(bits, nOffset), nMatch);
            n = ZSTDKIT_TURN(ll, 24);
            r.literals = (U16)ll + ZSTDKIT_LOW(ZSTDKIT_DROP(bits, nOffset + nMatch), n);
            bits = ZSTDKIT_DROP(bits, states);
            r.from += unread >> 3;
            r.from -= 7;
            r.unread = (BYTE)unread | 56;

            n = ZSTDKIT_TURN(ll, 16);
            ll >>= 32;
            literals = ll + ZSTDKIT_LOW(bits, n);
            bits = ZSTDKIT_DROP(bits, n);
            n = ZSTDKIT_TURN(ml, 16);
            ml >>= 32;
            match = ml + ZSTDKIT_LOW(bits, n);
            bits = ZSTDKIT_DROP(bits, n);
            n = ZSTDKIT_TURN(of, 16);
            of >>= 32;
            offset = of + ZSTDKIT_LOW(bits, n);
            if (LIKELY((BYTE)n > 1)) {
                r.oldest = r.older;
                r.older = r.last;
                r.last = offset;
            } else {
                /* One of the last three offsets, or the last less 1; without literals, which one counts from the
                 * second. */
                size_t const which = offset + (literals == 0);
                offset = which == 3 ? r.last - 1 : which == 2 ? r.oldest : which == 1 ? r.older : r.last;
                r.oldest = which >= 2 ? r.older : r.oldest;
                r.older = which >= 1 ? r.last : r.older;
                r.last = offset;
            }

            /* Addresses are far from the ends of what a pointer holds, an offset is under 2^32. */
            to = op + literals;
            from = (const BYTE *)((size_t)to - offset);
            if (UNLIKELY(literals > (size_t)(run.literalsEnd - lit) || (ptrdiff_t)from < (ptrdiff_t)run.prefix))
                goto other;
            ZSTD_copy16(op, lit);
            if (UNLIKELY(literals > ZSTDKIT_LITERALS)) {
                BYTE *next = op + ZSTDKIT_LITERALS;
                if (to + match > room || offset == 0)
                    goto other;
                lit += ZSTDKIT_LITERALS;
                ZSTD_wildcopy(next, lit, to - next, ZSTD_no_overlap);
                lit += to - next;
                op = to + match;
                if (offset < WILDCOPY_VECLEN)
                    goto near;
                ZSTD_wildcopy(to, from, (ptrdiff_t)match, ZSTD_no_overlap);
                turns--;
                break;
            }
            if (UNLIKELY(offset < WILDCOPY_VECLEN)) {
                if (to + match > room || offset == 0)
                    goto other;
                lit += literals;
                op = to + match;
            near:
                ZSTD_overlapCopy8(&to, &from, offset);
                if (match > 8)
                    ZSTD_wildcopy(to, from, (ptrdiff_t)match - 8, ZSTD_overlap_src_before_dst);
                turns--;
                break;
            }
            ZSTD_copy16(to, from);
            ZSTD_copy16(to + 16, from + 16);
            if (UNLIKELY(match > ZSTDKIT_MATCH)) {
                if (to + match > room)
                    goto other;
                ZSTD_wildcopy(to + ZSTDKIT_MATCH, from + ZSTDKIT_MATCH, (ptrdiff_t)match - ZSTDKIT_MATCH,
                              ZSTD_no_overlap);
                lit += literals;
                op = to + match;
                turns--;
                break;
            }
            lit += literals;
            op = to + match;
            continue;

        other:
            run.op = op;
            run.literals = lit;
            zstdkit_end(&run, &r);
            error = zstdkit_execute(&run, literals, match, offset);
            if (error)
                return error;
        read:
            op = run.op;
            lit = run.literals;
            r = zstdkit_begin(&run);
            turns--;
            break;
        } while (--turns > 0);
        run.left += (int)turns;
    }
    run.op = op;
    run.literals = lit;
    zstdkit_end(&run, &r);
    *caller = run;
    return 0;
}

#undef ZSTDKIT_TURN
#undef ZSTDKIT_LOW
#undef ZSTDKIT_DROP

/* A block's sequences, whose literals are in one piece. */
BMI2_TARGET_ATTRIBUTE FORCE_INLINE_TEMPLATE size_t zstdkit_decompressSequences(ZSTD_DCtx *dctx, void *dst,
                                                                               size_t capacity, const void *src,
                                                                               size_t size, int count,
                                                                               const ZSTD_longOffset_e isLongOffset)
{
    zstdkit_run run;
    size_t error, rest;
    int i;
    if (count < ZSTDKIT_FEW || size < ZSTDKIT_FEW_BITS)
        return ZSTD_decompressSequences_body(dctx, dst, capacity, src, size, count, isLongOffset);
    run.end = dctx->litBufferLocation == ZSTD_not_in_dst ? (BYTE *)dst + capacity : dctx->litBuffer;
    run.prefix = (const BYTE *)dctx->prefixStart;
    /* Addresses are compared as numbers with a sign. */
    if (run.end - (BYTE *)dst < WILDCOPY_OVERLENGTH || (ptrdiff_t)run.prefix < 0 || (ptrdiff_t)run.end < 0)
        return ZSTD_decompressSequences_body(dctx, dst, capacity, src, size, count, isLongOffset);

    run.left = count;
    run.op = (BYTE *)dst;
    run.literals = dctx->litPtr;
    run.literalsEnd = run.literals + dctx->litSize;
    run.virtualStart = (const BYTE *)dctx->virtualStart;
    run.dictEnd = (const BYTE *)dctx->dictEnd;
    for (i = 0; i < ZSTD_REP_NUM; i++)
        run.reader.prevOffset[i] = dctx->entropy.rep[i];
    dctx->fseEntropy = 1;
    RETURN_ERROR_IF(ERR_isError(BIT_initDStream(&run.reader.DStream, src, size)), corruption_detected, "");
    ZSTD_initFseState(&run.reader.stateLL, &run.reader.DStream, dctx->LLTptr);
    ZSTD_initFseState(&run.reader.stateOffb, &run.reader.DStream, dctx->OFTptr);
    ZSTD_initFseState(&run.reader.stateML, &run.reader.DStream, dctx->MLTptr);
    zstdkit_ownTable(dctx->entropy.LLTable, dctx->LLTptr);
    zstdkit_ownTable(dctx->entropy.OFTable, dctx->OFTptr);
    zstdkit_ownTable(dctx->entropy.MLTable, dctx->MLTptr);

    error = zstdkit_most(dctx, &run);
    while (!error && run.left)
        error = zstdkit_one(&run);
    if (error)
        return error;
    RETURN_ERROR_IF(!BIT_endOfDStream(&run.reader.DStream), corruption_detected, "");
    for (i = 0; i < ZSTD_REP_NUM; i++)
        dctx->entropy.rep[i] = (U32)run.reader.prevOffset[i];

    rest = (size_t)(run.literalsEnd - run.literals);
    RETURN_ERROR_IF(rest > (size_t)(run.end - run.op), dstSize_tooSmall, "");
    ZSTD_memcpy(run.op, run.literals, rest);
    return (size_t)(run.op + rest - (BYTE *)dst);
}

/* In the function that comes next. */
#define ZSTD_decompressSequences_body zstdkit_decompressSequences

#endif
#endif
