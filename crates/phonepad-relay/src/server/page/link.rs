//! Makes one script of the page's modules, without comments: a phone loads the page in three requests and a fifth of the
//! bytes. The sources stay plain modules that any static host can serve as they are.
//!
//! All modules share one scope then, so no two of them may declare the same name, which a test makes sure of; a wrapper
//! around each would cost half a kilobyte. What the linker understands is what the page is written in: imports and exports that
//! begin a line, each on one line; no names changed by an import; no cycles; no text over several lines.

use std::collections::BTreeMap;

/// The text of a module, by its name without `./`.
pub(super) trait Sources {
    fn find(&self, name: &str) -> Option<&str>;
}

/// What keeps modules from being linked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LinkError(String);

/// One script of `entry` and everything it imports.
///
/// # Errors
/// Names the module and the line that is not understood.
pub(super) fn link(sources: &impl Sources, entry: &str) -> Result<String, LinkError> {
    let mut linker =
        Linker { sources, done: Vec::new(), open: Vec::new(), names: BTreeMap::new(), script: String::new() };
    linker.add(entry)?;
    Ok(linker.script)
}

struct Linker<'a, S> {
    sources: &'a S,
    /// Modules in the script so far.
    done: Vec<String>,
    /// Modules being added, each imported by the one before.
    open: Vec<String>,
    /// What is declared outside of everything, with the module that does.
    names: BTreeMap<String, String>,
    script: String,
}

impl<S: Sources> Linker<'_, S> {
    /// Adds a module and first what it imports.
    fn add(&mut self, name: &str) -> Result<(), LinkError> {
        if self.done.iter().any(|done| done == name) {
            return Ok(());
        }
        let error = |what: &str| LinkError(format!("{name}: {what}"));
        if self.open.iter().any(|open| open == name) {
            return Err(error("imports itself in the end"));
        }
        let source = self.sources.find(name).ok_or_else(|| error("there is no such module"))?.to_owned();
        self.open.push(name.to_owned());
        self.note_names(name, &source)?;
        let mut body = String::new();
        for line in strip(&source).lines() {
            if let Some(import) = line.strip_prefix("import {") {
                let (names, from) = import.split_once("} from './").ok_or_else(|| error(line))?;
                let from = from.strip_suffix("';").filter(|_| !names.contains(" as ")).ok_or_else(|| error(line))?;
                self.add(from)?;
                continue;
            }
            if line.starts_with("import ") {
                return Err(error(line));
            }
            let line = match line.strip_prefix("export ") {
                Some(declaration) => declared(declaration).map(|_| declaration).ok_or_else(|| error(line))?,
                None => line,
            };
            body.push_str(line);
            body.push('\n');
        }
        self.open.pop();
        self.done.push(name.to_owned());
        self.script.push_str(&body);
        Ok(())
    }

    fn note_names(&mut self, module: &str, source: &str) -> Result<(), LinkError> {
        for line in source.lines() {
            let Some(name) = declared(line.strip_prefix("export ").unwrap_or(line)) else { continue };
            if let Some(other) = self.names.insert(name.to_owned(), module.to_owned()) {
                return Err(LinkError(format!("{module}: {name} is declared in {other}, too")));
            }
        }
        Ok(())
    }
}

/// The name that a line declares, if it does and is not indented. What is taken apart as it is declared has none here; a
/// browser refuses a script that declares such a name twice.
fn declared(declaration: &str) -> Option<&str> {
    let rest = ["const ", "let ", "class ", "function ", "async function "]
        .into_iter()
        .find_map(|keyword| declaration.strip_prefix(keyword))?;
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '$'))?;
    (end > 0).then(|| &rest[..end])
}

/// The text without comments that begin a line, without indentation and empty lines: for JavaScript and CSS in which no
/// text goes over several lines.
pub(super) fn strip(source: &str) -> String {
    let mut stripped = String::with_capacity(source.len());
    let mut in_comment = false;
    for line in source.lines() {
        let mut rest = line.trim();
        if in_comment {
            let Some((_, after)) = rest.split_once("*/") else { continue };
            (in_comment, rest) = (false, after.trim());
        }
        while let Some(comment) = rest.strip_prefix("/*") {
            let Some((_, after)) = comment.split_once("*/") else {
                (in_comment, rest) = (true, "");
                break;
            };
            rest = after.trim();
        }
        if rest.is_empty() || rest.starts_with("//") {
            continue;
        }
        stripped.push_str(&without_casts(rest));
        stripped.push('\n');
    }
    stripped
}

/// The line without the types that stand between its expressions.
fn without_casts(line: &str) -> String {
    let (mut left, mut rest) = (String::with_capacity(line.len()), line);
    while let Some((before, comment)) = rest.split_once("/** @") {
        let Some((_, after)) = comment.split_once("*/") else { break };
        left.push_str(before);
        rest = after.trim_start();
    }
    left + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_become_one_script() {
        let sources: &[(&str, &str)] = &[
            (
                "main.js",
                "// The start.\nimport { a, b } from './one.js';\n\nimport { d } from './two.js';\ndo(a, b, d);\n",
            ),
            (
                "one.js",
                "import { d } from './two.js';\n/** Types.\n * more */\nexport const a = d;\nexport function b() {\n  return 1; // one\n}\n",
            ),
            ("two.js", "const hidden = /** @type {number} */ (1);\nexport const d = 'http://x' + hidden;\n"),
        ];
        let expected = "const hidden = (1);\nconst d = 'http://x' + hidden;\n\
            const a = d;\nfunction b() {\nreturn 1; // one\n}\ndo(a, b, d);\n";
        assert_eq!(link(&SourceList(sources), "main.js").unwrap(), expected);
    }

    #[test]
    fn a_name_that_two_modules_declare_is_named() {
        for declaration in
            ["const a = 2;", "let a = 2;", "class a {}", "function a() {}", "export async function a() {}"]
        {
            let main = format!("import {{ b }} from './one.js';\n{declaration}\n");
            let sources: &[(&str, &str)] = &[("main.js", &main), ("one.js", "const a = 1;\nexport const b = a;\n")];
            let error = LinkError("one.js: a is declared in main.js, too".to_owned());
            assert_eq!(link(&SourceList(sources), "main.js"), Err(error), "{declaration}");
            // Inside of something it is another one.
            let inside = main.replace(declaration, &format!("if (b) {{\n  {declaration}\n}}"));
            let sources: &[(&str, &str)] = &[("main.js", &inside), ("one.js", "const a = 1;\nexport const b = a;\n")];
            assert!(link(&SourceList(sources), "main.js").is_ok(), "{declaration}");
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (text, what) in [
            ("import x from './one.js';", "main.js: import x from './one.js';"),
            ("import { a as b } from './one.js';", "main.js: import { a as b } from './one.js';"),
            ("export { a };", "main.js: export { a };"),
            ("import { a } from './none.js';", "none.js: there is no such module"),
            ("import { a } from './main.js';", "main.js: imports itself in the end"),
        ] {
            assert_eq!(link(&SourceList(&[("main.js", text)]), "main.js"), Err(LinkError(what.to_owned())));
        }
    }

    struct SourceList<'a>(&'a [(&'a str, &'a str)]);

    impl Sources for SourceList<'_> {
        fn find(&self, name: &str) -> Option<&str> {
            self.0.iter().find(|(known, _)| *known == name).map(|(_, text)| *text)
        }
    }
}
