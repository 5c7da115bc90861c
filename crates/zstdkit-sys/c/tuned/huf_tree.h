/* The Huffman tree of literals, of unlimited depth: two at a time of the rarest leaves and nodes come together, in
 * libzstd's order. Whether a leaf or a node comes next can't be foreseen, so there is no branch for it. */

#ifndef ZSTDKIT_HUF_TREE_H
#define ZSTDKIT_HUF_TREE_H

static int zstdkit_tree(nodeElt *nodes, U32 lastSymbol)
{
    nodeElt *const beforeLeaves = nodes - 1;
    int const firstNode = STARTNODE;
    int last = (int)lastSymbol;
    int leaf, node, made, root, n;
    while (nodes[last].count == 0)
        last--;
    root = firstNode + last - 1;
    for (n = firstNode + 1; n <= root; n++)
        nodes[n].count = (U32)1 << 30;
    beforeLeaves->count = (U32)1 << 31;
    nodes[firstNode].count = nodes[last].count + nodes[last - 1].count;
    nodes[last].parent = nodes[last - 1].parent = (U16)firstNode;
    leaf = last - 2;
    node = firstNode;
    for (made = firstNode + 1; made <= root; made++) {
        /* The rarest leaf, the rarest node, and those after them: one node at least waits, so that what is read after
         * it is the one to be made. */
        U32 const leafCount = nodes[leaf].count, nodeCount = nodes[node].count;
        U32 const leafNext = nodes[leaf - (leaf >= 0)].count, nodeNext = nodes[node + 1].count;
        int const leafFirst = leafCount < nodeCount;
        int const first = leafFirst ? leaf : node;
        U32 const leafCount2 = leafFirst ? leafNext : leafCount;
        U32 const nodeCount2 = leafFirst ? nodeCount : nodeNext;
        int const leaf2 = leaf - leafFirst, node2 = node + 1 - leafFirst;
        int const leafSecond = leafCount2 < nodeCount2;
        int const second = leafSecond ? leaf2 : node2;
        nodes[made].count = (leafFirst ? leafCount : nodeCount) + (leafSecond ? leafCount2 : nodeCount2);
        nodes[first].parent = nodes[second].parent = (U16)made;
        leaf = leaf2 - leafSecond;
        node = node2 + 1 - leafSecond;
    }
    nodes[root].nbBits = 0;
    for (n = root - 1; n >= firstNode; n--)
        nodes[n].nbBits = (BYTE)(nodes[nodes[n].parent].nbBits + 1);
    for (n = 0; n <= last; n++)
        nodes[n].nbBits = (BYTE)(nodes[nodes[n].parent].nbBits + 1);
    return last;
}

#endif
