#!/bin/bash -eu
# For OSS-Fuzz: builds every target with its seeds and the tokens into $OUT.
cd "$SRC/zstdkit/fuzz"

# The seeds first, by a program that isn't instrumented, with a libzstd that isn't either.
env -u CFLAGS -u CXXFLAGS -u RUSTFLAGS cargo run --package zstdkit-fuzz-seeds \
    --target-dir "$WORK/seeds-build" -- "$WORK/seeds"

# $CFLAGS tells the C compiler what to instrument; libzstd's build script hands it on.
cargo fuzz build -O --target-dir "$WORK/build"

for program in "$WORK"/build/x86_64-unknown-linux-gnu/release/*; do
    target=$(basename "$program")
    [ -f "fuzz_targets/$target.rs" ] || continue
    cp "$program" "$OUT/$target"
    cp dictionary.txt "$OUT/$target.dict"
    folders=()
    [ ! -d "$WORK/seeds/$target" ] || folders+=("$WORK/seeds/$target")
    [ ! -d "regressions/$target" ] || folders+=("regressions/$target")
    [ ${#folders[@]} -eq 0 ] || zip -qj "$OUT/${target}_seed_corpus.zip" $(find "${folders[@]}" -type f)
done
