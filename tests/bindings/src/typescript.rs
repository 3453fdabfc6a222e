//! Schemas as TypeScript.

use std::fmt::Write as _;

use schemars::SchemaGenerator;
use serde_json::{Map, Value};

/// The name of a word of a later version, which readers take every unknown word for.
const UNKNOWN_WORD: &str = "other";
const INDENT: &str = "  ";

/// Returns all types of a generator, each with its comments.
pub(crate) fn declarations(generator: &mut SchemaGenerator) -> String {
    let mut text = String::new();
    for (name, schema) in generator.definitions() {
        let of = type_of(schema, "");
        let space = if of.starts_with('\n') { "" } else { " " };
        let _ = write!(text, "\n{}export type {name} ={space}{of};\n", comment(schema, ""));
    }
    let json = "/** Any JSON value. */\nexport type Json = {} | null;\n";
    if text.contains("Json") { json.to_owned() + &text } else { text.trim_start().to_owned() }
}

/// Returns the type that a schema describes.
fn type_of(schema: &Value, indent: &str) -> String {
    let Some(schema) = schema.as_object() else { return "Json".to_owned() };
    let mut parts = Vec::new();
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        parts.push(reference.rsplit('/').next().unwrap_or_default().to_owned());
    }
    if let Some(choices) = choices(schema) {
        parts.push(union(choices, indent, parts.is_empty() && !schema.contains_key("properties")));
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        parts.push(object(properties, schema, indent));
    }
    if !parts.is_empty() {
        return parts.join(" & ");
    }
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return words_of(words.iter());
    }
    match (schema.get("const"), schema.get("type").and_then(Value::as_str)) {
        (Some(word), _) => word.to_string(),
        (_, Some("integer" | "number")) => "number".to_owned(),
        (_, Some("array")) => array(schema, indent),
        (_, Some(simple @ ("string" | "boolean"))) => simple.to_owned(),
        _ => "Json".to_owned(),
    }
}

fn union(choices: &[Value], indent: &str, is_alone: bool) -> String {
    if choices.iter().all(|choice| choice.get("const").is_some()) {
        return words_of(choices.iter().filter_map(|choice| choice.get("const")));
    }
    let inner = format!("{indent}{INDENT}");
    let types = choices.iter().map(|choice| {
        let comment = comment(choice, &inner);
        format!("\n{comment}{inner}| {}", type_of(choice, &inner))
    });
    let types: String = types.collect();
    if is_alone { types } else { format!("({types}\n{indent})") }
}

/// Returns a set of words; with the word for unknown ones, it is open to them.
fn words_of<'a>(words: impl Iterator<Item = &'a Value> + Clone) -> String {
    let known = words.clone().filter(|word| *word != UNKNOWN_WORD).map(Value::to_string);
    let open = words.clone().any(|word| word == UNKNOWN_WORD).then(|| "(string & {})".to_owned());
    known.chain(open).collect::<Vec<_>>().join(" | ")
}

fn object(properties: &Map<String, Value>, schema: &Map<String, Value>, indent: &str) -> String {
    let inner = format!("{indent}{INDENT}");
    let mut text = String::from("{\n");
    for (name, member) in properties {
        let comment = comment(member, &inner);
        let of = type_of(without_null(member).as_ref().unwrap_or(member), &inner);
        let _ = if is_required(schema, name) {
            writeln!(text, "{comment}{inner}{name}: {of};")
        } else {
            writeln!(text, "{comment}{inner}{name}?: {of} | undefined;")
        };
    }
    text + indent + "}"
}

/// Returns a list of any length: TypeScript would not let the length of a fixed one follow from code.
fn array(schema: &Map<String, Value>, indent: &str) -> String {
    let of = schema.get("items").map_or_else(|| "Json".to_owned(), |items| type_of(items, indent));
    if of.contains(['|', '&']) { format!("({of})[]") } else { format!("{of}[]") }
}

/// Returns the alternatives of a schema.
pub(crate) fn choices(schema: &Map<String, Value>) -> Option<&Vec<Value>> {
    schema.get("oneOf").or_else(|| schema.get("anyOf")).and_then(Value::as_array)
}

/// Whether an object always has this member.
pub(crate) fn is_required(schema: &Map<String, Value>, name: &str) -> bool {
    schema.get("required").and_then(Value::as_array).is_some_and(|names| names.iter().any(|known| known == name))
}

/// Returns the schema of an optional member without `null`, which is never written; `None` if it has none.
pub(crate) fn without_null(member: &Value) -> Option<Value> {
    let mut rest = member.as_object()?.clone();
    if let Some(types) = rest.get("type").and_then(Value::as_array) {
        let only = types.iter().find(|name| *name != "null")?.clone();
        rest.insert("type".to_owned(), only);
        return Some(rest.into());
    }
    let found = choices(&rest)?.iter().find(|choice| choice.get("type").is_none_or(|name| name != "null"))?;
    Some(found.clone())
}

/// Returns the Rust comment of a type or member; empty if there is none.
fn comment(schema: &Value, indent: &str) -> String {
    let Some(text) = schema.get("description").and_then(Value::as_str) else { return String::new() };
    // A link to a Rust item leads nowhere here.
    let text = text.replace("[`", "`").replace("`]", "`").replace("super::", "");
    let first = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    format!("{indent}/** {first} */\n")
}
