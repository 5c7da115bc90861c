/* How many bits the longest code of a block's literals may have, where each number is tried (levels from btultra on).
 * The tree of unlimited depth is the same for all of them: libzstd sorts the symbols and makes it anew each time, which
 * is most of what a record of some hundred bytes takes. Here it is made once. */

#ifndef ZSTDKIT_HUF_DEPTH_H
#define ZSTDKIT_HUF_DEPTH_H

unsigned HUF_optimalTableLog(unsigned most, size_t size, unsigned lastSymbol, void *memory, size_t memorySize,
                             HUF_CElt *table, const unsigned *count, int flags)
{
    if (!(flags & HUF_flags_optimalDepth))
        return FSE_optimalTableLog_internal(most, size, lastSymbol, 1);
    {   size_t left = memorySize;
        HUF_buildCTable_wksp_tables *const scratch = HUF_alignUpWorkspace(memory, &left, ZSTD_ALIGNOF(U32));
        BYTE *const header = (BYTE *)memory + sizeof(HUF_WriteCTableWksp);
        size_t const headerSize = memorySize - sizeof(HUF_WriteCTableWksp);
        unsigned const fewest = HUF_minTableLog(HUF_cardinality(count, lastSymbol));
        /* The tree's leaves, and what stands before them. Writing a header needs the memory that it is made in. */
        nodeElt leaves[HUF_SYMBOLVALUE_MAX + 2];
        size_t const leavesSize = sizeof(nodeElt) * (lastSymbol + 2);
        size_t smallest = ~(size_t)0 - 1;
        unsigned best = most;
        unsigned each;
        int lastLeaf;

        if (left < sizeof(*scratch) || lastSymbol > HUF_SYMBOLVALUE_MAX)
            return most;
        ZSTD_memset(scratch->huffNodeTbl, 0, sizeof(scratch->huffNodeTbl));
        HUF_sort(scratch->huffNodeTbl + 1, count, lastSymbol, scratch->rankPosition);
        lastLeaf = HUF_buildTree(scratch->huffNodeTbl + 1, lastSymbol);
        ZSTD_memcpy(leaves, scratch->huffNodeTbl, leavesSize);

        for (each = fewest; each <= most; each++) {
            nodeElt *const nodes = scratch->huffNodeTbl + 1;
            size_t written, whole;
            U32 bits;
            ZSTD_memcpy(scratch->huffNodeTbl, leaves, leavesSize);
            bits = HUF_setMaxHeight(nodes, (U32)lastLeaf, each);
            if (bits > HUF_TABLELOG_MAX)
                continue;
            HUF_buildCTableFromTree(table, nodes, lastLeaf, lastSymbol, bits);
            if (bits < each && each > fewest)
                break; /* From here on, the limit limits nothing. */
            written = HUF_writeCTable_wksp(header, headerSize, table, lastSymbol, bits, memory, memorySize);
            if (ERR_isError(written))
                continue;
            whole = HUF_estimateCompressedSize(table, count, lastSymbol) + written;
            if (whole > smallest + 1)
                break;
            if (whole < smallest) {
                smallest = whole;
                best = each;
            }
        }
        return best;
    }
}

/* What follows is libzstd's, and not called. The name may be a macro, which gives it its prefix. */
#pragma push_macro("HUF_optimalTableLog")
#undef HUF_optimalTableLog
#define HUF_optimalTableLog zstdkit_optimalTableLogAsReleased
static unsigned HUF_optimalTableLog(unsigned, size_t, unsigned, void *, size_t, HUF_CElt *, const unsigned *, int);

#endif
