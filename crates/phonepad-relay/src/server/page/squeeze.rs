//! Takes out of a script what only people need: comments that end a line, and spaces beside punctuation.
//!
//! What it understands is what the page is written in, and a test makes sure of that: no template within a template.

/// Words after which a slash does not divide.
const WORDS_BEFORE_VALUES: [&str; 9] = ["return", "typeof", "case", "of", "in", "else", "await", "void", "delete"];

/// The script without what means nothing to a browser. Its line breaks stay, for they may end a statement.
pub(super) fn squeeze(script: &str) -> String {
    let mut squeezed = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(first) = rest.chars().next() {
        let (token, after) = rest.split_at(match first {
            ' ' => rest.len() - rest.trim_start_matches(' ').len(),
            _ if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            _ => literal_length(rest, &squeezed).unwrap_or(first.len_utf8()),
        });
        rest = after;
        if token.starts_with("//") {
            squeezed.truncate(squeezed.trim_end_matches(' ').len());
        } else if first != ' ' {
            squeezed.push_str(token);
        } else if is_needed(squeezed.chars().next_back(), rest.chars().next()) {
            squeezed.push(' ');
        }
    }
    squeezed
}

/// Statements without the line breaks that cannot mean anything.
pub(super) fn join_statements(script: &str) -> String {
    script.replace("{\n", "{").replace(";\n", ";").replace(",\n", ",")
}

/// The length of the text, template or regular expression that `rest` begins with, if it does.
fn literal_length(rest: &str, before: &str) -> Option<usize> {
    let end = match rest.chars().next()? {
        quote @ ('\'' | '"' | '`') => quote,
        '/' if !is_value(before.trim_end()) => '/',
        _ => return None,
    };
    let (mut is_escaped, mut in_class) = (false, false);
    let length = rest[1..].char_indices().find_map(|(at, c)| {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '[' if end == '/' => in_class = true,
            ']' if end == '/' => in_class = false,
            _ if c == end && !in_class => return Some(at + 2),
            _ => {}
        }
        None
    });
    Some(length.unwrap_or(rest.len()))
}

/// Whether a slash after this divides.
fn is_value(before: &str) -> bool {
    let word = &before[before.trim_end_matches(is_word).len()..];
    let ends_value = |c: char| is_word(c) || matches!(c, ')' | ']' | '\'' | '"' | '`');
    !WORDS_BEFORE_VALUES.contains(&word) && before.ends_with(ends_value)
}

/// Whether the space between these means something.
fn is_needed(before: Option<char>, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    match (before, after) {
        ('+', '+') | ('-', '-') | ('/', _) | (_, '/') => true,
        (digit, '.') if digit.is_ascii_digit() => true,
        _ => is_word(before) && is_word(after),
    }
}

/// Part of a name or number; private names begin with `#`.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '\\') || !c.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_go_where_they_mean_nothing() {
        for (script, squeezed) in [
            ("const { a, b } = c;", "const{a,b}=c;"),
            ("if (a) return 'x y';", "if(a)return'x y';"),
            ("for (const a of [1, 2]) f(a);", "for(const a of[1,2])f(a);"),
            ("a + +b - -c + -d", "a+ +b- -c+-d"),
            ("get #x() { return #x in y; }", "get #x(){return #x in y;}"),
            ("a / b / c", "a / b / c"),
            ("1 .toFixed()", "1 .toFixed()"),
            ("f(`a ${b + c} d`) ? 1 : 2", "f(`a ${b + c} d`)?1:2"),
            (r"s.replace(/[' /] x\/y/g, ' ') / 2", r"s.replace(/[' /] x\/y/g,' ') / 2"),
            ("return /a b/.test(c) || d", "return /a b/.test(c)||d"),
            (r"'it\'s // a  text' + 1", r"'it\'s // a  text'+1"),
            ("a = 1; // it's\nb = 2", "a=1;\nb=2"),
            ("ä = é", "ä=é"),
            ("'open", "'open"),
            ("", ""),
        ] {
            assert_eq!(squeeze(script), squeezed);
        }
    }

    #[test]
    fn squeezing_twice_changes_nothing() {
        let once = squeeze("const f = (a) => { return { 'b c': `d ${ a }` }; }; // e");
        assert_eq!(squeeze(&once), once);
    }
}
