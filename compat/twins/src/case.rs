//! Cases: what is compressed and how, and how frames are damaged.

/// A generator of numbers, the same in every run.
#[derive(Debug)]
pub struct Draw(u64);

impl Draw {
    /// One that a number stands for.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Any number.
    pub fn any(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11
    }

    /// A number below another.
    pub fn below(&mut self, end: usize) -> usize {
        (self.any() % end.max(1) as u64) as usize
    }

    /// Once in so many times.
    pub fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Content of up to so many bytes: words, numbers, runs, noise.
    pub fn content(&mut self, most: usize) -> Vec<u8> {
        let len = self.below(most + 1);
        let mut content = Vec::with_capacity(len + 64);
        while content.len() < len {
            match self.below(8) {
                0..=4 => content.extend_from_slice(WORDS[self.below(WORDS.len())].as_bytes()),
                5 => content.extend_from_slice(self.any().to_string().as_bytes()),
                6 => content.resize(content.len() + self.below(200), b'='),
                _ => content.extend_from_slice(&self.any().to_le_bytes()),
            }
        }
        content.truncate(len);
        content
    }
}

const WORDS: [&str; 12] = [
    "frame ",
    "block ",
    "window ",
    "dictionary ",
    "level ",
    "checksum\n",
    "{\"id\": ",
    "}, ",
    "the ",
    "of a ",
    "literals and ",
    "sequences ",
];

/// What is compressed, and how.
#[derive(Debug)]
pub struct Case {
    /// What to.
    pub content: Vec<u8>,
    /// At which level; also beyond those there are.
    pub level: i32,
    /// With which dictionary; none if it's empty.
    pub dictionary: Vec<u8>,
    /// Whether the dictionary is digested before.
    pub is_digested: bool,
    /// Whether frames have checksums.
    pub checksum: bool,
    /// Whether frames say the content's size.
    pub says_size: bool,
    /// The window, as a power of two.
    pub window_log: Option<u32>,
    /// Whether matches are looked for far back.
    pub long: bool,
    /// How many workers.
    pub workers: u32,
    /// Whether the size is told beforehand.
    pub is_pledged: bool,
    /// How much goes in or comes out at a time, in bytes.
    pub piece: usize,
    /// After how many pieces each there is a flush.
    pub flushes: usize,
}

impl Case {
    /// The case of a number.
    pub fn new(number: u64) -> Self {
        let mut draw = Draw::new(number + 1);
        let most = [0, 20, 500, 5_000, 60_000, 300_000][draw.below(6)];
        let level = match draw.below(8) {
            0 => -(draw.below(30) as i32),
            1 => [i32::MIN, -200_000, 23, i32::MAX][draw.below(4)],
            _ => draw.below(if most > 60_000 { 10 } else { 20 }) as i32,
        };
        let longest = [5, 300, 20_000][draw.below(3)];
        let dictionary = if draw.once_in(3) { draw.content(longest) } else { Vec::new() };
        Self {
            level,
            dictionary,
            is_digested: draw.once_in(2),
            checksum: draw.once_in(2),
            says_size: !draw.once_in(4),
            // Without, the highest levels take a GB where the size isn't known.
            window_log: (level > 19 || draw.once_in(3)).then(|| 10 + draw.below(12) as u32),
            long: draw.once_in(8),
            workers: if draw.once_in(8) { 1 + draw.below(3) as u32 } else { 0 },
            is_pledged: draw.once_in(3),
            piece: [1, 7, 100, 4_000, 131_072, 200_000][draw.below(6)].max(most / 3_000),
            flushes: [usize::MAX, usize::MAX, 3, 20][draw.below(4)],
            content: draw.content(most),
        }
    }
}

/// What becomes of frames on their way.
pub fn damaged(frames: &[u8], draw: &mut Draw) -> Vec<u8> {
    let mut bytes = frames.to_vec();
    match draw.below(8) {
        0 => bytes.truncate(draw.below(frames.len() + 1)),
        1 => bytes.extend_from_slice(&draw.content(20)),
        2 => bytes.extend_from_slice(frames),
        3 => {
            let (from, to) = (draw.below(bytes.len()), draw.below(bytes.len()));
            bytes.drain(from.min(to)..from.max(to));
        }
        // Headers are where most is decided.
        4 | 5 => flip(&mut bytes, 20, draw),
        _ => {
            let len = frames.len();
            flip(&mut bytes, len, draw);
        }
    }
    bytes
}

fn flip(bytes: &mut [u8], within: usize, draw: &mut Draw) {
    for _ in 0..1 + draw.below(2) {
        let at = draw.below(within.min(bytes.len()));
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1 << draw.below(8);
        }
    }
}
