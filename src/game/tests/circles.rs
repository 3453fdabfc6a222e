//! No file of the game depends on itself by way of others, and no folder has become a heap.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// Most files of a folder.
const MOST_FILES: usize = 20;

/// Every Rust file of the game but its tests, by the path of its module below `crate::game`.
fn modules() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/game");
    let (mut modules, mut folders) = (BTreeMap::new(), vec![root.clone()]);
    while let Some(folder) = folders.pop() {
        let paths: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(paths.len() <= MOST_FILES, "{} has more than {MOST_FILES} files", folder.display());
        for path in paths {
            if path.is_dir() && !path.ends_with("tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(&root).unwrap().with_extension("");
                let parts: Vec<&str> =
                    name.iter().filter_map(|part| part.to_str()).filter(|part| *part != "mod").collect();
                let text = fs::read_to_string(&path).unwrap();
                let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let lines: Vec<&str> = code.lines().map(|line| line.split("//").next().unwrap()).collect();
                modules.insert(parts.join("::"), lines.join(" "));
            }
        }
    }
    modules
}

/// The paths of a tree of imports, with its braces written out.
fn expand(tree: &str, prefix: &str, found: &mut Vec<String>) {
    let Some((head, rest)) = tree.split_once('{') else {
        // A comma may follow the last one.
        return found.extend(Some(tree.trim()).filter(|leaf| !leaf.is_empty()).map(|leaf| format!("{prefix}{leaf}")));
    };
    let prefix = format!("{prefix}{}", head.trim());
    let (mut depth, mut from) = (0, 0);
    for (at, c) in rest.char_indices() {
        match c {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                expand(&rest[from..at], &prefix, found);
                from = at + 1;
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
}

/// The modules that one mentions: by an import, by a whole path, or as its own child.
fn mentioned(name: &str, code: &str, modules: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut paths = Vec::new();
    for (at, _) in code.match_indices("use ") {
        expand(code[at + 4..].split(';').next().unwrap(), "", &mut paths);
    }
    for (at, _) in code.match_indices("crate::game::") {
        let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
        let path: String = code[at..].chars().take_while(|&c| is_path(c)).collect();
        // Where braces follow, this is a tree of imports.
        paths.extend(Some(path).filter(|path| !path.ends_with(':')));
    }
    let children =
        code.match_indices("mod ").filter_map(|(at, _)| code[at + 4..].split_once(';')).map(|(child, _)| child);
    let is_mentioned = |child: &str| [" ", "(", ")"].iter().any(|before| code.contains(&format!("{before}{child}::")));
    for child in children.filter(|child| is_mentioned(child)) {
        paths.push(format!("crate::game::{name}::{child}").replace("::::", "::"));
    }
    let mut found = BTreeSet::new();
    for path in paths {
        assert!(!path.starts_with("super::"), "{name} imports {path}: name the whole path, from `crate` on");
        let Some(mut path) = path.strip_prefix("crate::game::") else { continue };
        while !modules.contains_key(path) {
            let Some((shorter, _)) = path.rsplit_once("::") else { break };
            path = shorter;
        }
        if path != name && modules.contains_key(path) {
            found.insert(path.to_owned());
        }
    }
    found
}

#[test]
fn no_file_depends_on_itself_by_way_of_others() {
    let modules = modules();
    let mut left: BTreeMap<&String, BTreeSet<String>> =
        modules.iter().map(|(name, code)| (name, mentioned(name, code, &modules))).collect();
    assert!(left.values().map(BTreeSet::len).sum::<usize>() > 200, "the imports were found");
    // Whatever depends on nothing that is left is in no circle.
    loop {
        let names: BTreeSet<String> = left.keys().map(|name| (*name).clone()).collect();
        let before = left.len();
        left.retain(|_, mentioned| !mentioned.is_disjoint(&names));
        if left.len() == before {
            break;
        }
    }
    assert!(left.is_empty(), "these are in a circle, or depend on one: {left:#?}");
}
