//! Checks of the messages that the page receives, as data: the name of each member with the name of its check.
//!
//! `web-controller/page/net/protocol.js` interprets them.

use std::fmt::Write as _;

use schemars::SchemaGenerator;
use serde_json::{Map, Value};

use super::typescript::{choices, is_required, without_null};

/// Returns a module that exports the checks of all messages of an enum. The generator knows the type.
pub(crate) fn module(generator: &mut SchemaGenerator, name: &str, export: &str) -> String {
    let types = generator.definitions().clone();
    let variants = types.get(name).and_then(Value::as_object).and_then(choices).cloned().unwrap_or_default();
    let mut text = format!(
        "/** The members of each `{name}`: the name of a check, with `?` if the member may be missing, or the possible words. */\n\
         export const {export} = /** @type {{const}} */ ({{\n"
    );
    for variant in &variants {
        let Some(variant) = variant.as_object() else { continue };
        let empty = Map::new();
        let members = variant.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let tag = members.get("type").and_then(|tag| tag.get("const")).and_then(Value::as_str).unwrap_or_default();
        let checks = members.iter().filter(|(name, _)| *name != "type").map(|(name, member)| {
            let check = check_of(&types, without_null(member).as_ref().unwrap_or(member));
            let end = if is_required(variant, name) { "" } else { "?" };
            match check {
                Check::Named(check) => format!("{name}: '{check}{end}'"),
                Check::Words(words) => format!("{name}: [{words}]"),
            }
        });
        let checks = checks.collect::<Vec<_>>().join(", ");
        let _ = if checks.is_empty() {
            writeln!(text, "  {tag}: {{}},")
        } else {
            writeln!(text, "  {tag}: {{ {checks} }},")
        };
    }
    text + "});\n"
}

enum Check {
    Named(String),
    /// The only words that may occur, as a list in JavaScript.
    Words(String),
}

fn check_of(types: &Map<String, Value>, member: &Value) -> Check {
    let named = |name: &str| Check::Named(name.to_owned());
    if let Some(reference) = member.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return types.get(name).map_or_else(|| named("any"), |found| check_of(types, found));
    }
    let words: Vec<&Value> = match (member.get("enum"), member.as_object().and_then(choices)) {
        (Some(words), _) => words.as_array().into_iter().flatten().collect(),
        (_, Some(choices)) => choices.iter().filter_map(|choice| choice.get("const")).collect(),
        _ => Vec::new(),
    };
    if words.iter().any(|word| *word == "other") {
        // Unknown words are those of later versions.
        return named("string");
    }
    if !words.is_empty() {
        let words = words.iter().filter_map(|word| word.as_str()).map(|word| format!("'{word}'"));
        return Check::Words(words.collect::<Vec<_>>().join(", "));
    }
    match (member.get("type").and_then(Value::as_str), member.get("format").and_then(Value::as_str)) {
        (Some("integer"), Some("uint8")) => named("u8"),
        (Some("integer"), Some("uint16")) => named("u16"),
        (Some("number" | "integer"), _) => named("number"),
        (Some(simple @ ("string" | "boolean")), _) => named(simple),
        (Some("array"), _) => match member.get("items").map(|items| check_of(types, items)) {
            Some(Check::Named(item)) => Check::Named(format!("{item}[]")),
            _ => named("any"),
        },
        _ => named("any"),
    }
}
