/* A single stream is short, and its table as small as its codes allow, until four streams repeat it (huf_widen.h). From
 * here on in libzstd's file. */
#undef HUF_readDTableX1_wksp
#define HUF_readDTableX1_wksp(table, source, size, memory, memorySize, flags) \
    zstdkit_readTable(table, source, size, memory, memorySize, flags, 0)
