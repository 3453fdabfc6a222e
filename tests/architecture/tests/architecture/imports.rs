//! The imports between the files of a crate, and the cycles among them.
//!
//! Parsed as text: `use` statements, and paths that start with `crate` or `super`. A module may import from the modules
//! that contain it (shared items of siblings are kept there), so arrows to those do not count.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use crate::{code, rust_files};

/// A module's path from the crate's root.
type Module = Vec<String>;

/// Returns every cycle among the files of a crate, as a line of text.
pub(crate) fn circles(source: &Path) -> Vec<String> {
    let modules: BTreeMap<Module, String> =
        rust_files(source).iter().map(|file| (module_of(source, file), code(file))).collect();
    let reexports: BTreeMap<&Module, Vec<Module>> =
        modules.iter().map(|(module, code)| (module, imported(module, &without_tests(code)))).collect();
    let arrows: BTreeMap<&Module, BTreeSet<&Module>> = modules
        .iter()
        .map(|(module, code)| {
            let paths = imported(module, &without_tests(code));
            (module, paths.iter().filter_map(|path| target(path, &modules, &reexports, 4)).collect())
        })
        .collect();
    groups(&arrows).into_iter().map(|circle| format!("{}: {}", source.display(), circle.join(", "))).collect()
}

/// `src/a/mod.rs` and `src/a.rs` are `a`; the root is empty.
fn module_of(source: &Path, file: &Path) -> Module {
    let path = file.strip_prefix(source).unwrap().with_extension("");
    let mut parts: Module = path.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if matches!(parts.last().map(String::as_str), Some("mod" | "lib" | "main")) {
        parts.pop();
    }
    parts
}

/// Unit tests at the end of a file may import anything.
fn without_tests(code: &str) -> String {
    code.split("#[cfg(test)]\nmod ").next().unwrap().to_owned()
}

/// Returns every path that the code of a module imports from its own crate.
fn imported(module: &Module, code: &str) -> Vec<Module> {
    let mut paths = Vec::new();
    let bytes = code.as_bytes();
    for root in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(root) {
            let before = at.checked_sub(1).map_or(b' ', |before| bytes[before]);
            if before.is_ascii_alphanumeric() || before == b'_' || before == b':' {
                continue;
            }
            let mut base = if root == "crate::" { Vec::new() } else { module.clone() };
            let mut rest = &code[at + root.len()..];
            if root == "super::" {
                base.pop();
                while let Some(further) = rest.strip_prefix("super::") {
                    base.pop();
                    rest = further;
                }
            }
            expand(&base, rest, &mut paths);
        }
    }
    // Imports from the modules that a module declares itself.
    for statement in code.split("use ").skip(1) {
        let first: String = statement.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if code.contains(&format!("mod {first};")) {
            expand(module, statement, &mut paths);
        }
    }
    paths
}

/// Adds all paths of a `use` tree, which ends where the text no longer fits.
fn expand<'a>(base: &Module, tree: &'a str, paths: &mut Vec<Module>) -> &'a str {
    let tree = tree.trim_start();
    if let Some(mut rest) = tree.strip_prefix('{') {
        loop {
            rest = expand(base, rest, paths).trim_start();
            match rest.strip_prefix(',') {
                Some(next) if !next.trim_start().starts_with('}') => rest = next,
                Some(next) => return next.trim_start().strip_prefix('}').unwrap_or(""),
                None => return rest.strip_prefix('}').unwrap_or(""),
            }
        }
    }
    let end = tree.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(tree.len());
    let (name, rest) = tree.split_at(end);
    let mut path = base.clone();
    if name != "self" && !name.is_empty() {
        path.push(name.to_owned());
    }
    if let Some(deeper) = rest.strip_prefix("::") {
        return expand(&path, deeper, paths);
    }
    paths.push(path);
    // A new name does not matter here.
    rest.trim_start().strip_prefix("as ").map_or(rest, |rest| {
        let rest = rest.trim_start();
        &rest[rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())..]
    })
}

/// Returns the module that a path leads to; a re-exported name leads to its origin.
fn target<'a>(
    path: &Module,
    modules: &'a BTreeMap<Module, String>,
    reexports: &BTreeMap<&Module, Vec<Module>>,
    depth: usize,
) -> Option<&'a Module> {
    let length = (0..=path.len()).rev().find(|length| modules.contains_key(&path[..*length]))?;
    let (module, _) = modules.get_key_value(&path[..length])?;
    let name = path.get(length);
    let elsewhere = reexports[module].iter().find(|other| name.is_some() && other.last() == name && *other != path);
    match elsewhere {
        Some(other) if depth > 0 => target(other, modules, reexports, depth - 1),
        _ => Some(module),
    }
}

/// Returns groups of modules that all reach each other.
fn groups(arrows: &BTreeMap<&Module, BTreeSet<&Module>>) -> Vec<Vec<String>> {
    let reach = |from: &Module| {
        let mut reached = BTreeSet::new();
        let mut open = vec![from.clone()];
        while let Some(at) = open.pop() {
            let next = arrows.get(&at).into_iter().flatten().filter(|to| **to != &at && !at.starts_with(to));
            for to in next {
                if reached.insert((*to).clone()) {
                    open.push((*to).clone());
                }
            }
        }
        reached
    };
    let reached: BTreeMap<&Module, BTreeSet<Module>> = arrows.keys().map(|module| (*module, reach(module))).collect();
    let mut groups: Vec<Vec<String>> = Vec::new();
    for (module, all) in &reached {
        let circle: Vec<String> =
            all.iter().filter(|other| reached[other].contains(*module)).map(|other| other.join("::")).collect();
        if circle.len() > 1 && !groups.contains(&circle) {
            groups.push(circle);
        }
    }
    groups
}
