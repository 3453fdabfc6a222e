//! Makes one script of the page's modules, without comments: a phone loads the page in three requests and a fifth of the
//! bytes. The sources stay plain modules that any static host can serve as they are.
//!
//! What it understands is what the page is written in, and a test makes sure of that: imports and exports that begin a
//! line, each on one line; bindings that are never assigned again; no cycles; no text over several lines.

use std::fmt::Write as _;

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
    let mut linker = Linker { sources, done: Vec::new(), open: Vec::new(), script: String::new() };
    linker.add(entry)?;
    Ok(linker.script)
}

struct Linker<'a, S> {
    sources: &'a S,
    /// Modules in the script so far; each is a constant named by its place here.
    done: Vec<String>,
    /// Modules being added, each imported by the one before.
    open: Vec<String>,
    script: String,
}

impl<S: Sources> Linker<'_, S> {
    /// Adds a module and first what it imports; the number of its constant.
    fn add(&mut self, name: &str) -> Result<usize, LinkError> {
        if let Some(number) = self.done.iter().position(|done| done == name) {
            return Ok(number);
        }
        let error = |what: &str| LinkError(format!("{name}: {what}"));
        if self.open.iter().any(|open| open == name) {
            return Err(error("imports itself in the end"));
        }
        let source = self.sources.find(name).ok_or_else(|| error("there is no such module"))?.to_owned();
        self.open.push(name.to_owned());
        let (mut body, mut exports) = (String::new(), Vec::new());
        for line in strip(&source).lines() {
            if let Some(import) = line.strip_prefix("import {") {
                let (names, from) = import.split_once("} from './").ok_or_else(|| error(line))?;
                let from = from.strip_suffix("';").ok_or_else(|| error(line))?;
                let number = self.add(from)?;
                let _ = writeln!(body, "const{{{}}}=$${number};", names.trim().replace(" as ", ":"));
            } else if let Some(declaration) = line.strip_prefix("export ") {
                exports.push(declared(declaration).ok_or_else(|| error(line))?.to_owned());
                let _ = writeln!(body, "{declaration}");
            } else if line.starts_with("import ") {
                return Err(error(line));
            } else {
                let _ = writeln!(body, "{line}");
            }
        }
        self.open.pop();
        let number = self.done.len();
        self.done.push(name.to_owned());
        let script = &mut self.script;
        // The entry is the only one that nobody imports, and may await.
        let _ = match self.open.is_empty() {
            true => write!(script, "{body}"),
            false => write!(script, "const $${number}=(()=>{{\n{body}return{{{}}}}})();\n", exports.join(",")),
        };
        Ok(number)
    }
}

/// The name that an exported declaration declares.
fn declared(declaration: &str) -> Option<&str> {
    let rest = ["const ", "class ", "function ", "async function "]
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
                "// The start.\nimport { a, b as c } from './one.js';\n\nimport { d } from './two.js';\ndo(a, c, d);\n",
            ),
            (
                "one.js",
                "import { d } from './two.js';\n/** Types.\n * more */\nexport const a = d;\nexport function b() {\n  return 1; // one\n}\n",
            ),
            ("two.js", "const hidden = /** @type {number} */ (1);\nexport const d = 'http://x' + hidden;\n"),
        ];
        let expected = "const $$0=(()=>{\nconst hidden = (1);\nconst d = 'http://x' + hidden;\nreturn{d}})();\n\
            const $$1=(()=>{\nconst{d}=$$0;\nconst a = d;\nfunction b() {\nreturn 1; // one\n}\nreturn{a,b}})();\n\
            const{a, b:c}=$$1;\nconst{d}=$$0;\ndo(a, c, d);\n";
        assert_eq!(link(&SourceList(sources), "main.js").unwrap(), expected);
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (text, what) in [
            ("import x from './one.js';", "main.js: import x from './one.js';"),
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
