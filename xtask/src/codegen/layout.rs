//! Size, alignment and offsets of every struct, as assertions that the compiler checks.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::{Expr, Item, Stmt};

use super::headers::MACHINES;

/// A fact of a struct: an expression of Rust, and its value on each of [`MACHINES`].
#[derive(Debug)]
struct Fact {
    expression: TokenStream,
    values: Vec<usize>,
}

/// The facts of every struct, by its name.
#[derive(Debug, Default)]
pub(crate) struct Layouts {
    facts: BTreeMap<String, Vec<Fact>>,
}

impl Layouts {
    /// Takes the facts out of bindgen's answers, one for each of [`MACHINES`].
    pub(crate) fn collect(answers: &[syn::File]) -> Result<Self> {
        ensure!(answers.len() == MACHINES.len(), "an answer of bindgen's is missing");
        let mut layouts = Layouts::default();
        for (machine, answer) in answers.iter().enumerate() {
            for item in &answer.items {
                for (name, index, expression, value) in facts_of(item)? {
                    let facts = layouts.facts.entry(name.clone()).or_default();
                    if machine == 0 {
                        facts.push(Fact { expression, values: vec![value] });
                        continue;
                    }
                    let fact = facts.get_mut(index).with_context(|| {
                        format!("{name} has other fields on {:?}", MACHINES[machine])
                    })?;
                    fact.values.push(value);
                }
            }
        }
        for (name, facts) in &layouts.facts {
            let complete = facts.iter().all(|fact| fact.values.len() == MACHINES.len());
            ensure!(complete, "{name} has more fields on {:?}", MACHINES[0]);
        }
        Ok(layouts)
    }

    /// The assertions of a struct.
    pub(crate) fn assertions(&self, name: &str) -> Option<TokenStream> {
        let facts = self.facts.get(name)?;
        let lines = facts.iter().map(|Fact { expression, values }| {
            let values = values.iter().map(|value| Literal::usize_unsuffixed(*value));
            quote!(crate::layout::agree(#expression, [#(#values),*]);)
        });
        Some(quote!(const _: () = { #(#lines)* };))
    }
}

/// Reads bindgen's `const _: () = { ["Size of X"][size_of::<X>() - 24usize]; .. };`: for each line
/// the struct, the line's number, the expression and its value.
fn facts_of(item: &Item) -> Result<Vec<(String, usize, TokenStream, usize)>> {
    let Item::Const(constant) = item else { return Ok(Vec::new()) };
    let Expr::Block(block) = &*constant.expr else { return Ok(Vec::new()) };
    let mut facts = Vec::new();
    for (index, statement) in block.block.stmts.iter().enumerate() {
        let Stmt::Expr(Expr::Index(line), _) = statement else {
            bail!("bindgen asserts layouts in a way that xtask doesn't know");
        };
        let Expr::Binary(difference) = &*line.index else {
            bail!("bindgen asserts layouts in a way that xtask doesn't know");
        };
        let label = line.expr.to_token_stream().to_string();
        let name = label
            .rsplit(" of ")
            .next()
            .or(Some(label.as_str()))
            .map(|rest| rest.trim_end_matches(&['"', ']', ' '][..]))
            .unwrap_or_default();
        // "Offset of field: X::y" names the field too.
        let name = label
            .split("field: ")
            .nth(1)
            .map_or(name, |rest| rest.split("::").next().unwrap_or(rest));
        let Expr::Lit(syn::ExprLit { lit: syn::Lit::Int(value), .. }) = &*difference.right else {
            bail!("bindgen asserts the layout of {name} in a way that xtask doesn't know");
        };
        facts.push((
            name.to_owned(),
            index,
            difference.left.to_token_stream(),
            value.base10_parse()?,
        ));
    }
    Ok(facts)
}
