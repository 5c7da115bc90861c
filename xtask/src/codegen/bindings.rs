//! The bindings: bindgen's answers, sorted into the files of zstdkit-sys.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Fields, ForeignItem, ImplItem, Item};

use super::constants::{self, Macro, Names, Numbers};
use super::headers::{self, MACHINES};
use super::layout::Layouts;
use super::mark::header;
use crate::artefact::Artefact;
use crate::build_script;
use crate::build_script::locate::Libzstd;
use crate::workspace;

/// A file of bindings, and the piece of libzstd's interface that it declares.
struct Part {
    file: &'static str,
    about: &'static str,
    /// What C includes to get this piece, and others with it.
    includes: &'static str,
    /// The pieces that come with it and stand in files of their own.
    without: &'static [&'static str],
    headers: &'static [&'static str],
    static_only: bool,
}

const PARTS: [Part; 5] = [
    Part {
        file: "stable",
        about: "the stable part of zstd.h, and zstd_errors.h",
        includes: "#include <zstd.h>\n#include <zstd_errors.h>\n",
        without: &[],
        headers: &["lib/zstd.h", "lib/zstd_errors.h"],
        static_only: false,
    },
    Part {
        file: "experimental",
        about: "the part of zstd.h for static linking only",
        includes: "#define ZSTD_STATIC_LINKING_ONLY\n#include <zstd.h>\n",
        without: &["stable"],
        headers: &["lib/zstd.h"],
        static_only: true,
    },
    Part {
        file: "zdict",
        about: "the stable part of zdict.h",
        includes: "#include <zdict.h>\n",
        without: &[],
        headers: &["lib/zdict.h"],
        static_only: false,
    },
    Part {
        file: "zdict_experimental",
        about: "the part of zdict.h for static linking only",
        includes: "#define ZDICT_STATIC_LINKING_ONLY\n#include <zdict.h>\n",
        without: &["zdict"],
        headers: &["lib/zdict.h"],
        static_only: true,
    },
    Part {
        file: "seekable",
        about: "zstd_seekable.h, but for the function that takes a C library's FILE",
        includes: "#define ZSTD_STATIC_LINKING_ONLY\n#include <zstd_seekable.h>\n",
        without: &["stable", "experimental"],
        headers: &["contrib/seekable_format/zstd_seekable.h"],
        static_only: false,
    },
];

/// Everything that all the headers declare.
const EVERYTHING: &str = "#define ZSTD_STATIC_LINKING_ONLY\n#define ZDICT_STATIC_LINKING_ONLY\n\
                          #include <zstd.h>\n#include <zdict.h>\n#include <zstd_seekable.h>\n";

/// libzstd's interface.
pub(crate) struct Api {
    files: Vec<File>,
    layouts: Layouts,
    prefix: String,
    made_from: String,
}

/// The items of a [`Part`].
struct File {
    part: &'static Part,
    constants: Vec<TokenStream>,
    items: Vec<Item>,
    functions: Vec<syn::ForeignItemFn>,
}

impl Api {
    /// Reads the headers.
    pub(crate) fn read(libzstd: &Libzstd, version: &str) -> Result<Self> {
        let answers = MACHINES
            .iter()
            .map(|&machine| headers::parse(libzstd, EVERYTHING, machine))
            .collect::<Result<Vec<_>>>()?;
        same_on_every_machine(&answers)?;
        let names = names(&answers[0]);

        let mut files: Vec<File> = Vec::new();
        let mut all_macros = Vec::new();
        for part in &PARTS {
            let answer = headers::parse(libzstd, part.includes, MACHINES[0])?;
            let known: BTreeSet<String> = files
                .iter()
                .filter(|file| part.without.contains(&file.part.file))
                .flat_map(File::keys)
                .collect();
            let mut file =
                File { part, constants: Vec::new(), items: Vec::new(), functions: Vec::new() };
            let deprecated = part.deprecated(libzstd)?;
            for item in answer.items {
                file.take(item, &known, &deprecated);
            }
            all_macros.push(part.macros(libzstd)?);
            files.push(file);
        }

        let numbers = Numbers::evaluate(libzstd, EVERYTHING, &all_macros.concat(), &names)?;
        for (file, macros) in files.iter_mut().zip(&all_macros) {
            for defined in macros {
                file.constants.push(numbers.item(defined, &names)?);
            }
            if file.part.file == "stable" {
                let text = std::ffi::CString::new(version)?;
                let text = proc_macro2::Literal::c_string(&text);
                file.constants.push(quote! {
                    pub const ZSTD_VERSION_STRING: &::core::ffi::CStr = #text;
                });
            }
        }
        Ok(Api {
            files,
            layouts: Layouts::collect(&answers)?,
            prefix: build_script::prefix::for_version(&workspace::version()?),
            made_from: format!(
                "libzstd {version} with bindgen {}",
                workspace::locked_version("bindgen")?
            ),
        })
    }

    /// The enumerators of an enum: name and value, in the header's order.
    pub(crate) fn enumerators(&self, name: &str) -> Vec<(String, u32)> {
        let items = self.files.iter().flat_map(|file| &file.items);
        let of_this_enum = items.filter_map(enumerators).filter(|(owner, _)| owner == name);
        of_this_enum.flat_map(|(_, enumerators)| enumerators).collect()
    }

    /// Where all of this comes from.
    pub(crate) fn made_from(&self) -> &str {
        &self.made_from
    }

    /// The files of bindings.
    pub(crate) fn into_artefacts(self) -> Result<Vec<Artefact>> {
        self.files.iter().map(|file| self.artefact(file)).collect()
    }

    fn artefact(&self, file: &File) -> Result<Artefact> {
        let functions = file.functions.iter().map(|function| {
            let link_name = format!("{}{}", self.prefix, function.sig.ident);
            quote! {
                #[cfg_attr(not(feature = "system"), link_name = #link_name)]
                #function
            }
        });
        let assertions = file.items.iter().filter_map(|item| match item {
            Item::Struct(item) => self.layouts.assertions(&item.ident.to_string()),
            _ => None,
        });
        let import = (!file.part.without.is_empty()).then(|| {
            quote!(
                use super::*;
            )
        });
        let (constants, items) = (&file.constants, &file.items);
        let tokens = quote! {
            #import
            #(#constants)*
            #(#items)*
            unsafe extern "C" { #(#functions)* }
            #(#assertions)*
        };
        let parsed = syn::parse2(tokens).context("the bindings are no Rust")?;
        let mut text = header("//", &format!("{},\n// of {}", file.part.about, self.made_from));
        text.push('\n');
        text.push_str(&prettyplease::unparse(&parsed));
        Ok(Artefact::new(format!("crates/zstdkit-sys/src/bindings/{}.rs", file.part.file), text))
    }
}

impl Part {
    fn macros(&self, libzstd: &Libzstd) -> Result<Vec<Macro>> {
        let mut macros = Vec::new();
        for path in self.headers {
            let text = constants::header_text(libzstd, path)?;
            let found = constants::in_header(&text);
            macros.extend(found.into_iter().filter(|m| m.static_only == self.static_only));
        }
        Ok(macros)
    }

    fn deprecated(&self, libzstd: &Libzstd) -> Result<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        for path in self.headers {
            let text = constants::header_text(libzstd, path)?;
            names.extend(constants::deprecated_functions(&text));
        }
        Ok(names)
    }
}

impl File {
    /// Takes one of bindgen's items, unless another file has it or xtask makes it otherwise.
    fn take(&mut self, item: Item, known: &BTreeSet<String>, deprecated: &BTreeSet<String>) {
        match item {
            // Macros and layouts have modules of their own.
            Item::Const(_) => {}
            Item::ForeignMod(block) => {
                for function in block.items {
                    if let ForeignItem::Fn(mut function) = function {
                        let name = function.sig.ident.to_string();
                        if known.contains(&name) {
                            continue;
                        }
                        if deprecated.contains(&name) {
                            function.attrs.push(
                                syn::parse_quote!(#[deprecated = "libzstd's header deprecates it"]),
                            );
                        }
                        self.functions.push(function);
                    }
                }
            }
            item if key(&item).is_some_and(|key| known.contains(&key)) => {}
            item => self.items.push(opaque(item)),
        }
    }

    fn keys(&self) -> Vec<String> {
        let functions = self.functions.iter().map(|function| function.sig.ident.to_string());
        functions.chain(self.items.iter().filter_map(key)).collect()
    }
}

/// What tells an item from the others.
fn key(item: &Item) -> Option<String> {
    match item {
        Item::Struct(item) => Some(item.ident.to_string()),
        Item::Union(item) => Some(item.ident.to_string()),
        Item::Type(item) => Some(item.ident.to_string()),
        Item::Impl(item) => Some(item.to_token_stream().to_string()),
        _ => None,
    }
}

/// Gives a struct that C keeps to itself a shape that can neither be made, nor copied, nor moved
/// between threads by accident.
fn opaque(item: Item) -> Item {
    let Item::Struct(found) = &item else { return item };
    let Fields::Named(fields) = &found.fields else { return item };
    let secret =
        fields.named.iter().any(|f| f.ident.as_ref().is_some_and(|name| name == "_unused"));
    if !secret {
        return item;
    }
    let name = &found.ident;
    syn::parse_quote! {
        #[repr(C)]
        #[derive(Debug)]
        pub struct #name {
            _opaque: [u8; 0],
            _marker: ::core::marker::PhantomData<(*mut u8, ::core::marker::PhantomPinned)>,
        }
    }
}

/// An enum, and its enumerators with their values.
fn enumerators(item: &Item) -> Option<(String, Vec<(String, u32)>)> {
    let Item::Impl(block) = item else { return None };
    let constants = block.items.iter().filter_map(|item| {
        let ImplItem::Const(constant) = item else { return None };
        let syn::Expr::Call(call) = &constant.expr else { return None };
        let Some(syn::Expr::Lit(literal)) = call.args.first() else { return None };
        let syn::Lit::Int(value) = &literal.lit else { return None };
        Some((constant.ident.to_string(), value.base10_parse().ok()?))
    });
    Some((block.self_ty.to_token_stream().to_string(), constants.collect()))
}

fn names(answer: &syn::File) -> Names {
    let mut names = Names::default();
    for item in &answer.items {
        if let Some((owner, enumerators)) = enumerators(item) {
            names.enumerators.extend(enumerators.into_iter().map(|(n, _)| (n, owner.clone())));
        }
        if let Item::Struct(_) | Item::Type(_) = item {
            names.types.extend(key(item));
        }
    }
    names
}

/// One file of bindings serves every machine only while the machines agree on all but layouts.
fn same_on_every_machine(answers: &[syn::File]) -> Result<()> {
    let declarations = |answer: &syn::File| {
        let items = answer.items.iter().filter(|item| !matches!(item, Item::Const(_)));
        items.map(|item| item.to_token_stream().to_string()).collect::<Vec<_>>()
    };
    let first = declarations(&answers[0]);
    for (machine, answer) in MACHINES.iter().zip(answers).skip(1) {
        let differs = declarations(answer).into_iter().zip(&first).find(|(a, b)| a != *b);
        if let Some((here, there)) = differs {
            anyhow::bail!("{machine:?} declares\n  {here}\nand {:?}\n  {there}", MACHINES[0]);
        }
    }
    Ok(())
}
