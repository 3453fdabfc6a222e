//! For tests that compare messages with the vectors in `tests/protocol`.

use serde_json::{Value, json};

/// `2` and `2.0` are the same number in JSON.
pub(crate) fn numbers_as_floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), numbers_as_floats(value))).collect(),
        Value::Array(items) => items.iter().map(numbers_as_floats).collect(),
        other => other.clone(),
    }
}
