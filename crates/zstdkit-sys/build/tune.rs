//! The feature `tuned`: libzstd changed where the same bytes come sooner.
//!
//! A stand-in of ours in `c/tuned` includes libzstd's file, and may surround it with macros. Where that is
//! not enough, the file is edited first: a line of ours comes in before an anchor, which is a name or a
//! signature that stands in the file exactly once. What comes of it has a checksum of its own beside the
//! source's. So nothing is changed but sources that we know, and no text of libzstd's stands here.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::locate::{Libzstd, OVERRIDE};
use super::{sha256, sources};

/// A source file that isn't compiled as released.
#[derive(Debug)]
pub(crate) struct Tuned {
    /// Its path from libzstd's root.
    pub(crate) source: &'static str,
    /// What is compiled in its place: a file below `c`, which includes it by its name alone.
    pub(crate) stand_in: &'static str,
    /// What comes into it.
    pub(crate) edits: &'static [Edit],
}

/// A line that comes into a source file.
#[derive(Debug)]
pub(crate) struct Edit {
    /// The line.
    pub(crate) line: &'static str,
    /// What it comes before.
    pub(crate) anchor: &'static str,
}

/// Every file that is changed.
pub(crate) const TUNED: &[Tuned] = &[
    Tuned {
        source: "lib/compress/fse_compress.c",
        stand_in: "tuned/fse.c",
        // Before each of two functions, and in it, behind what it checks.
        edits: &[
            Edit {
                line: WRITE_SHARES,
                anchor: "size_t FSE_writeNCount (void* buffer, size_t bufferSize,",
            },
            Edit {
                line: SHARES_WRITTEN,
                anchor: "if (bufferSize < FSE_NCountWriteBound(maxSymbolValue, tableLog))",
            },
            Edit {
                line: NORMALIZE,
                anchor: "size_t FSE_normalizeCount (short* normalizedCounter, unsigned tableLog,",
            },
            Edit { line: NORMALIZED, anchor: "{   static U32 const rtbTable[] = {" },
        ],
    },
    Tuned {
        source: "lib/compress/hist.c",
        stand_in: "tuned/histogram.c",
        // Before the functions that count, and at the steps that go through every counter.
        edits: &[
            Edit { line: FEW, anchor: "void HIST_add(unsigned* count," },
            Edit { line: COUNT, anchor: "if (srcSize==0) { *maxSymbolValuePtr = 0; return 0; }" },
            Edit { line: LAST, anchor: "while (!count[maxSymbolValue]) maxSymbolValue--;" },
            Edit { line: COUNT_MORE, anchor: "if (sourceSize < 1500)" },
        ],
    },
    Tuned {
        source: "lib/compress/huf_compress.c",
        stand_in: "tuned/huf.c",
        // Behind each of two functions that go through all symbols, where a tree is built of them, and behind
        // all that build one, in place of the one that calls them again and again.
        edits: &[
            Edit { line: SORT_AND_TREE, anchor: "static int HUF_buildTree(nodeElt* huffNode," },
            Edit { line: BUILT, anchor: "/* init for parents */" },
            Edit { line: CODES, anchor: "size_t\nHUF_buildCTable_wksp(HUF_CElt* CTable," },
            Edit { line: DEPTH, anchor: "unsigned HUF_optimalTableLog(" },
            Edit { line: AS_RELEASED_TO_HERE, anchor: "HUF_compress_internal (void* dst," },
        ],
    },
    Tuned { source: "lib/compress/zstd_compress.c", stand_in: "tuned/compress.c", edits: &[] },
    Tuned {
        source: "lib/compress/zstd_compress_sequences.c",
        stand_in: "tuned/sequences.c",
        // Behind the function that writes sequences, before those that are made of it.
        edits: &[Edit { line: ENCODE, anchor: "static size_t\nZSTD_encodeSequences_default(" }],
    },
    Tuned {
        source: "lib/compress/zstd_double_fast.c",
        stand_in: "tuned/double_fast.c",
        // Behind each parser, before the functions that are made of it.
        edits: &[
            Edit { line: BY_DENSITY, anchor: "ZSTD_GEN_DFAST_FN(noDict, 4)" },
            Edit {
                line: SPLIT_WINDOW,
                anchor: "size_t ZSTD_compressBlock_doubleFast_extDict_generic(",
            },
            Edit { line: SPLIT_BY_DENSITY, anchor: "ZSTD_GEN_DFAST_FN(extDict, 4)" },
        ],
    },
    Tuned {
        source: "lib/compress/zstd_fast.c",
        stand_in: "tuned/fast.c",
        // Behind the parser, before the functions that are made of it.
        edits: &[Edit { line: FAST_PARSER, anchor: "ZSTD_GEN_FAST_FN(noDict, 4, 1)" }],
    },
    Tuned {
        source: "lib/compress/zstd_lazy.c",
        stand_in: "tuned/lazy.c",
        // Around the functions of the unsorted tree that hash with a table at hand, and those that walk it;
        // behind the functions that search rows, and before the parsers that call them.
        edits: &[
            Edit { line: FETCH, anchor: "ZSTD_updateDUBT(ZSTD_MatchState_t* ms," },
            Edit { line: NO_FETCH, anchor: "void ZSTD_insertDUBT1(const" },
            Edit { line: CHILDREN, anchor: "ZSTD_insertDUBT1(const" },
            Edit { line: NO_CHILDREN, anchor: "size_t ZSTD_DUBT_findBetterDictMatch (" },
            Edit { line: FETCH, anchor: "size_t ZSTD_DUBT_findBestMatch(" },
            Edit { line: CHILDREN, anchor: "ZSTD_DUBT_findBestMatch(ZSTD_MatchState_t* ms," },
            Edit { line: NO_FETCH, anchor: "size_t ZSTD_BtFindBestMatch(" },
            Edit { line: NO_CHILDREN, anchor: "ZSTD_BtFindBestMatch( ZSTD_MatchState_t* ms," },
            Edit { line: ROWS, anchor: "#define GEN_ZSTD_CALL_BT_SEARCH_FN(" },
            Edit { line: SEARCH_ROWS, anchor: "size_t ZSTD_compressBlock_lazy_generic(" },
        ],
    },
    Tuned {
        source: "lib/compress/zstd_opt.c",
        stand_in: "tuned/opt.c",
        // Behind the functions that compute prices, before the parser that calls them; and around those
        // that walk the tree.
        edits: &[
            Edit { line: CHILDREN, anchor: "U32 ZSTD_insertBt1(" },
            Edit { line: NO_CHILDREN, anchor: "typedef U32 (*ZSTD_getAllMatchesFn)(" },
            Edit { line: PARSER, anchor: "static size_t ZSTD_compressBlock_opt0(" },
        ],
    },
    Tuned {
        source: "lib/decompress/huf_decompress.c",
        stand_in: "tuned/huf_decoder.c",
        // Behind the function that makes a table of one symbol, before those that call it; and where one stream
        // is decoded.
        edits: &[
            Edit { line: HUF_TABLE, anchor: "FORCE_INLINE_TEMPLATE BYTE\nHUF_decodeSymbolX1(" },
            Edit { line: HUF_ONE_STREAM, anchor: "size_t HUF_decompress1X1_DCtx_wksp(" },
        ],
    },
    Tuned {
        source: "lib/decompress/zstd_decompress_block.c",
        stand_in: "tuned/blocks.c",
        // Where a block's tables are read; and behind the functions that are called for what is rare, before the
        // one for processors with BMI2.
        edits: &[
            Edit {
                line: SEQUENCE_STATES,
                anchor: "static size_t ZSTD_buildSeqTable(ZSTD_seqSymbol* DTableSpace,",
            },
            Edit {
                line: READ_STATES,
                anchor: "size_t const headerSize = FSE_readNCount(norm, &max,",
            },
            Edit {
                line: RUN_SEQUENCES,
                anchor: "static BMI2_TARGET_ATTRIBUTE size_t\nDONT_VECTORIZE\nZSTD_decompressSequences_bmi2(",
            },
        ],
    },
];

/// From here on, there is a function that writes a table's description.
const WRITE_SHARES: &str = "#include \"write_shares.h\"";

/// It is called where it may be, and has the room that it wants.
const SHARES_WRITTEN: &str = "if (maxSymbolValue < ZSTDKIT_MOST_SHARES && bufferSize >= \
     FSE_NCountWriteBound(maxSymbolValue, tableLog) + ZSTDKIT_BEHIND_SHARES) \
     return zstdkit_writeShares(buffer, normalizedCounter, maxSymbolValue, tableLog);";

/// From here on, there is a function that computes shares.
const NORMALIZE: &str = "#include \"normalize.h\"";

/// It is called.
const NORMALIZED: &str = "return zstdkit_normalize(normalizedCounter, tableLog, count, total, \
     maxSymbolValue, useLowProbCount);";

/// Counting where there are few symbols, or few bytes.
const FEW: &str = "#include \"hist_few.h\"";

/// Bytes are counted by a function of ours, where counters are 0 yet.
const COUNT: &str = "{ const BYTE* const bytes = (const BYTE*)src; \
     if (zstdkit_areSome(maxSymbolValue, srcSize)) \
     return zstdkit_countSome(count, maxSymbolValuePtr, bytes, bytes + srcSize); \
     if (srcSize < ZSTDKIT_MOST) \
     return zstdkit_countByFour(count, maxSymbolValuePtr, bytes, bytes + srcSize); }";

/// The last symbol that occurs is looked for many at a time.
const LAST: &str = "maxSymbolValue = zstdkit_last(count, maxSymbolValue);";

/// Likewise, where they may be anything.
const COUNT_MORE: &str = "{ const BYTE* const bytes = (const BYTE*)source; \
     if (!zstdkit_areSome(*maxSymbolValuePtr, sourceSize) && sourceSize < ZSTDKIT_MOST) \
     return zstdkit_countByFour(count, maxSymbolValuePtr, bytes, bytes + sourceSize); }";

/// From here on, symbols are sorted by our function, and there is one that makes a tree of them.
const SORT_AND_TREE: &str = "#include \"huf_sort.h\"\n#include \"huf_tree.h\"";

/// It is called.
const BUILT: &str = "return zstdkit_tree(huffNode, maxSymbolValue);";

/// From here on, codes are made by our function.
const CODES: &str = "#include \"huf_codes.h\"";

/// The depth of a Huffman tree is chosen by our function, and libzstd's has another name.
const DEPTH: &str = "#include \"huf_depth.h\"";

/// From here on, the name stands for our function.
const AS_RELEASED_TO_HERE: &str = "#pragma pop_macro(\"HUF_optimalTableLog\")";

/// From here on, sequences are written by our function.
const ENCODE: &str = "#include \"encode.h\"";

/// From here on, hashing a position fetches the cell of one that comes soon.
const FETCH: &str =
    "#define ZSTD_hashPtr(ip, size, minMatch) zstdkit_hashAndFetch(hashTable, ip, size, minMatch)";

/// From here on, it doesn't.
const NO_FETCH: &str = "#undef ZSTD_hashPtr";

/// From here on, a walk down a binary tree fetches what may come next.
const CHILDREN: &str = "#include \"children.h\"";

/// From here on, it doesn't.
const NO_CHILDREN: &str = "#include \"no_children.h\"";

/// Functions of ours that search rows.
const ROWS: &str = "#include \"rows.h\"";

/// From here on, they are called.
const SEARCH_ROWS: &str = "#include \"search_rows.h\"";

/// From here on, a block is parsed by a function that knows the size of its table.
const FAST_PARSER: &str = "#include \"fast_parser.h\"";

/// From here on, a block is parsed by a function that fetches ahead, if that suits it.
const BY_DENSITY: &str = "#include \"by_density.h\"";

/// From here on, it is about windows in two pieces.
const SPLIT_WINDOW: &str = "#include \"split_window.h\"";

/// From here on, such a block is parsed by a function that fetches ahead, if that suits it.
const SPLIT_BY_DENSITY: &str = "#include \"split_by_density.h\"";

/// From here on, blocks are parsed by our function.
const PARSER: &str = "#include \"opt_parser.h\"";

/// From here on, the tables of literals are read by our functions.
const HUF_TABLE: &str = "#include \"huf_table.h\"";

/// From here on, those of a single stream.
const HUF_ONE_STREAM: &str = "#include \"huf_one_stream.h\"";

/// Functions of ours that read the tables of sequences' symbols.
const SEQUENCE_STATES: &str = "#include \"sequence_states.h\"";

/// A table is read by our function, if it can.
const READ_STATES: &str = "{ size_t const read = zstdkit_readStates(DTableSpace, max, maxLog, src, srcSize, \
     baseValue, nbAdditionalBits, bmi2); if (read) { *DTablePtr = DTableSpace; return read; } }";

/// From here on, a block's sequences are carried out by our function.
const RUN_SEQUENCES: &str = "#include \"run_sequences.h\"";

/// The folder of edited files, in the checksums and among what a build makes.
pub(crate) const EDITED: &str = "tuned";

/// The files that are changed by edits, too.
pub(crate) fn edited() -> impl Iterator<Item = &'static Tuned> {
    TUNED.iter().filter(|tuned| !tuned.edits.is_empty())
}

/// What an edited file starts with.
const MARK: &str = "/* Changed by the build script of zstdkit-sys: build/tune.rs says where. */\n";

impl Tuned {
    /// The file's name, without folders.
    pub(crate) fn name(&self) -> &'static str {
        self.source.rsplit('/').next().unwrap_or(self.source)
    }

    /// The path by which the checksums list the edited file.
    pub(crate) fn listed_as(&self) -> String {
        format!("{EDITED}/{}", self.source)
    }

    /// The edited text; which anchor isn't where it should be, if one isn't.
    pub(crate) fn edit(&self, text: &str) -> Result<String, Failure> {
        let mut edited = format!("{MARK}{text}");
        for Edit { line, anchor } in self.edits {
            let found = text.matches(anchor).count();
            if found != 1 {
                return Err(Failure::new(format!(
                    "{} has {anchor:?} {found} times, and an edit for the feature `tuned` needs it \
                     exactly once: mend the edit in crates/zstdkit-sys/build/tune.rs",
                    self.source
                )));
            }
            // What is before the anchor on its line may be the type that a function returns.
            edited = edited.replacen(anchor, &format!("\n{line}\n{anchor}"), 1);
        }
        Ok(edited)
    }
}

/// What is compiled in place of a source file, if that is one of those that are changed.
pub(crate) fn stand_in(source: &str) -> Option<&'static str> {
    TUNED.iter().find(|tuned| tuned.source == source).map(|tuned| tuned.stand_in)
}

/// Why these sources are compiled as they are, and not changed; `None` if they are those that the edits
/// were made for.
pub(crate) fn strangers(libzstd: &Libzstd) -> Result<Option<String>, Failure> {
    let Some(sums) = libzstd.sums() else {
        return Ok(Some(format!("{OVERRIDE} names a source tree that isn't the pinned one")));
    };
    let recorded = recorded(sums)?;
    let known = |path: &str| {
        let found = fs::read(libzstd.file(path)).map(|bytes| sha256::of(&bytes));
        recorded.get(path).is_some_and(|sum| found.is_ok_and(|found| found == *sum))
    };
    let mut all = sources::CORE.iter().chain(sources::HEADERS);
    let stranger = all.find(|path| !known(path));
    Ok(stranger.map(|path| format!("{path} isn't the file whose checksum {} has", sums.display())))
}

/// Writes the edited files into a folder, and gives the folders to look for libzstd's files in: this one
/// first, then those of the files that are included as they are.
pub(crate) fn edit_into(libzstd: &Libzstd, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let sums = libzstd.sums().map(recorded).transpose()?.unwrap_or_default();
    let cannot =
        |path: &Path, error| Failure::new(format!("cannot write {}: {error}", path.display()));
    // An edited file of an earlier build would be found in place of one that isn't edited any more.
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder).map_err(|error| cannot(folder, error))?;
    let mut folders = vec![folder.to_owned()];
    for tuned in TUNED {
        let source = libzstd.file(tuned.source);
        folders.extend(source.parent().map(Path::to_owned).filter(|path| !folders.contains(path)));
    }
    for tuned in edited() {
        let source = libzstd.file(tuned.source);
        let text = String::from_utf8(read(&source)?)
            .map_err(|_| Failure::new(format!("{} is not UTF-8", source.display())))?;
        let edited = tuned.edit(&text)?;
        let found = sha256::of(edited.as_bytes());
        if sums.get(&tuned.listed_as()) != Some(&found) {
            return Err(Failure::new(format!(
                "{}, edited, has the SHA-256 {found}, and no such is recorded: after a change of the \
                 edits, run `cargo xtask vendor --record`",
                tuned.source
            )));
        }
        let to = folder.join(tuned.name());
        fs::write(&to, edited).map_err(|error| cannot(&to, error))?;
    }
    Ok(folders)
}

/// The checksums, by path.
fn recorded(sums: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let text = String::from_utf8_lossy(&read(sums)?).into_owned();
    let pairs = text.lines().filter_map(|line| line.split_once("  "));
    Ok(pairs.map(|(sum, path)| (path.to_owned(), sum.to_owned())).collect())
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::new(format!("cannot read {}: {error}", path.display())))
}
