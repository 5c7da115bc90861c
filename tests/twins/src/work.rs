//! One library at work on a case.

use std::ffi::{c_int, c_void};

use crate::Case;
use crate::case::Dictionary;
use crate::library::{Input, Library, Memory, Output};
use zstdkit_tests::Numbers;

const CONTINUE: c_int = 0;
const FLUSH: c_int = 1;
const END: c_int = 2;
const SESSION: c_int = 1;

/// Numbers that functions answered, in the order of the calls.
type Answers = Vec<Result<usize, c_int>>;

/// What compression came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Compressed {
    /// What the functions answered that don't give out bytes; sizes of objects among it.
    pub(crate) answers: Answers,
    /// One frame for each content; empty where there was an error.
    pub(crate) frames: Vec<Vec<u8>>,
}

/// What decompression came to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Decompressed {
    pub(crate) answers: Answers,
    /// The content, if all went well, both in one call and in pieces.
    pub(crate) content: Option<Vec<u8>>,
    /// What came out in pieces before whatever came then.
    pieces: Vec<u8>,
}

/// An object of C's, freed at the end.
struct Object {
    pointer: *mut c_void,
    free: unsafe extern "C" fn(*mut c_void) -> usize,
}

impl Object {
    fn new(pointer: *mut c_void, free: unsafe extern "C" fn(*mut c_void) -> usize) -> Self {
        assert!(!pointer.is_null(), "there is memory for an object");
        Object { pointer, free }
    }
}

impl Drop for Object {
    fn drop(&mut self) {
        // SAFETY: made by the function that goes with this one, and not used any more.
        unsafe { (self.free)(self.pointer) };
    }
}

/// Compresses all contents with one context.
pub(crate) fn compress(library: &Library, case: &Case) -> Compressed {
    let mut answers = Answers::new();
    let mut frames = Vec::new();
    // SAFETY: each function gets an object that its library made, and pointers with lengths of slices
    // that outlive the object's use of them: dictionaries until this function ends.
    unsafe {
        let context = Object::new((library.ZSTD_createCCtx)(), library.ZSTD_freeCCtx);
        let context = context.pointer;
        // The `zstd` crate's objects have a field for tracing, so that only what they grow by compares.
        let bare = (library.ZSTD_sizeof_CCtx)(context);
        for (parameter, value) in &case.parameters {
            let code = (library.ZSTD_CCtx_setParameter)(context, *parameter, *value);
            answers.push(library.answer(code));
        }
        let mut digest = None;
        match &case.dictionary {
            Dictionary::None | Dictionary::Prefix(_) => {}
            Dictionary::Loaded(bytes) => {
                let (start, len) = (bytes.as_ptr().cast(), bytes.len());
                answers
                    .push(library.answer((library.ZSTD_CCtx_loadDictionary)(context, start, len)));
            }
            Dictionary::Digested(bytes, level) => {
                let (start, len) = (bytes.as_ptr().cast(), bytes.len());
                let pointer = (library.ZSTD_createCDict)(start, len, *level);
                let made = Object::new(pointer, library.ZSTD_freeCDict);
                answers.push(Ok((library.ZSTD_sizeof_CDict)(made.pointer)));
                answers.push(library.answer((library.ZSTD_CCtx_refCDict)(context, made.pointer)));
                digest = Some(made);
            }
        }
        for content in case.contents() {
            if let Dictionary::Prefix(bytes) = &case.dictionary {
                let (start, len) = (bytes.as_ptr().cast(), bytes.len());
                answers.push(library.answer((library.ZSTD_CCtx_refPrefix)(context, start, len)));
            }
            let frame = if case.piece == 0 {
                one_call(library, context, content)
            } else {
                in_pieces(library, context, case, content)
            };
            answers.push(frame.as_ref().map(Vec::len).map_err(|code| *code));
            // Workers have contexts too, as many as there was work for at once.
            if !case.has_workers() {
                answers.push(Ok((library.ZSTD_sizeof_CCtx)(context) - bare));
            }
            if frame.is_err() {
                (library.ZSTD_CCtx_reset)(context, SESSION);
            }
            frames.push(frame.unwrap_or_default());
        }
        let level = case.parameters[0].1;
        answers.push(Ok((library.ZSTD_estimateCCtxSize)(level) - bare));
        drop(digest);
    }
    Compressed { answers, frames }
}

unsafe fn one_call(
    library: &Library,
    context: *mut c_void,
    content: &[u8],
) -> Result<Vec<u8>, c_int> {
    // SAFETY: the caller's object, and slices with their lengths.
    unsafe {
        let mut frame = vec![0; (library.ZSTD_compressBound)(content.len())];
        let (to, from) = (frame.as_mut_ptr().cast(), content.as_ptr().cast());
        let code = (library.ZSTD_compress2)(context, to, frame.len(), from, content.len());
        frame.truncate(library.answer(code)?);
        Ok(frame)
    }
}

unsafe fn in_pieces(
    library: &Library,
    context: *mut c_void,
    case: &Case,
    content: &[u8],
) -> Result<Vec<u8>, c_int> {
    let mut numbers = Numbers::new(case.seed);
    let mut frame = Vec::new();
    let mut room = vec![0_u8; 1 + numbers.below(case.piece)];
    if case.pledged {
        // SAFETY: the caller's object.
        let code = unsafe { (library.ZSTD_CCtx_setPledgedSrcSize)(context, content.len() as u64) };
        library.answer(code)?;
    }
    let mut rest = content;
    loop {
        let (piece, after) = rest.split_at((1 + numbers.below(case.piece)).min(rest.len()));
        rest = after;
        let directive = match (rest.is_empty(), numbers.one_in(20)) {
            (true, _) => END,
            (false, true) => FLUSH,
            (false, false) => CONTINUE,
        };
        let mut input = Input { start: piece.as_ptr().cast(), size: piece.len(), position: 0 };
        loop {
            let (start, size) = (room.as_mut_ptr().cast(), room.len());
            let mut output = Output { start, size, position: 0 };
            // SAFETY: the caller's object, and slices with their lengths.
            let code = unsafe {
                (library.ZSTD_compressStream2)(context, &mut output, &mut input, directive)
            };
            frame.extend_from_slice(&room[..output.position]);
            let left = library.answer(code)?;
            let consumed = input.position == input.size;
            if consumed && (directive == CONTINUE || left == 0) {
                break;
            }
        }
        if directive == END {
            return Ok(frame);
        }
    }
}

/// Decompresses a frame in one call, and again in pieces.
pub(crate) fn decompress(library: &Library, case: &Case, frame: &[u8]) -> Decompressed {
    let mut answers = Answers::new();
    // Room for the longest, and little more, so that a damaged frame may run out of it.
    let most = case.contents().iter().map(Vec::len).max().unwrap_or(0) + 64;
    // SAFETY: as above.
    unsafe {
        let context = (library.ZSTD_createDCtx_advanced)(Memory::zeroed());
        let context = Object::new(context, library.ZSTD_freeDCtx);
        let context = context.pointer;
        let bare = (library.ZSTD_sizeof_DCtx)(context);
        let magicless = c_int::from(case.magicless());
        answers.push(library.answer((library.ZSTD_DCtx_setParameter)(context, 1000, magicless)));
        let prepare = |answers: &mut Answers| {
            let (bytes, function) = match &case.dictionary {
                Dictionary::None => return,
                Dictionary::Loaded(bytes) | Dictionary::Digested(bytes, _) => {
                    (bytes, library.ZSTD_DCtx_loadDictionary)
                }
                Dictionary::Prefix(bytes) => (bytes, library.ZSTD_DCtx_refPrefix),
            };
            answers.push(library.answer(function(context, bytes.as_ptr().cast(), bytes.len())));
        };
        prepare(&mut answers);
        let mut content = vec![0_u8; most];
        let (to, from) = (content.as_mut_ptr().cast(), frame.as_ptr().cast());
        let code = (library.ZSTD_decompressDCtx)(context, to, most, from, frame.len());
        let whole = library.answer(code);
        answers.push(whole);
        content.truncate(whole.unwrap_or(0));

        if matches!(case.dictionary, Dictionary::Prefix(_)) {
            prepare(&mut answers);
        }
        let pieces = decompress_in_pieces(library, context, case, frame, most, &mut answers);
        answers.push(Ok((library.ZSTD_sizeof_DCtx)(context) - bare));
        let content = (whole.is_ok() && pieces == content).then_some(content);
        Decompressed { answers, content, pieces }
    }
}

unsafe fn decompress_in_pieces(
    library: &Library,
    context: *mut c_void,
    case: &Case,
    frame: &[u8],
    most: usize,
    answers: &mut Answers,
) -> Vec<u8> {
    let mut numbers = Numbers::new(case.seed);
    let longest = if case.piece == 0 { 1 << 16 } else { case.piece };
    let mut room = vec![0_u8; 1 + numbers.below(longest)];
    let mut content = Vec::new();
    let mut input = Input { start: frame.as_ptr().cast(), size: 0, position: 0 };
    loop {
        let (start, size) = (room.as_mut_ptr().cast(), room.len());
        let mut output = Output { start, size, position: 0 };
        // SAFETY: the caller's object, a part of the frame, and a slice with its length.
        let code = unsafe { (library.ZSTD_decompressStream)(context, &mut output, &mut input) };
        content.extend_from_slice(&room[..output.position]);
        let answer = library.answer(code);
        let full = output.position == output.size;
        if answer.is_err() || answer == Ok(0) || content.len() > most {
            answers.push(answer);
            return content;
        }
        if input.position == input.size && !full {
            if input.size == frame.len() {
                answers.push(answer);
                return content;
            }
            input.size = (input.size + 1 + numbers.below(longest)).min(frame.len());
        }
    }
}
