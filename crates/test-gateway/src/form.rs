//! Nested forms: `line_items[0][price_data][currency]=usd` as a tree of parameters.
//!
//! An endpoint takes what it knows out of [`Params`]; [`Params::finish`] refuses
//! whatever is left, so that a parameter can never be ignored in silence.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use crate::errors::ApiError;

/// More than any Stripe request has; a bound on what a stranger can make us build.
const MOST_PAIRS: usize = 2_000;
const DEEPEST: usize = 10;
const MOST_METADATA_KEYS: usize = 50;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    Text(String),
    Hash(BTreeMap<String, Node>),
}

/// The parameters of one request, or of one hash within it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    /// Where this hash is in the request, `line_items[0]`; empty for the request itself.
    path: String,
    entries: BTreeMap<String, Node>,
}

/// The decoded `name=value` pairs of a form or a query string, in their order.
///
/// # Errors
/// Refuses what is not UTF-8 and more than [`MOST_PAIRS`] pairs.
pub(crate) fn pairs(text: &str) -> Result<Vec<(String, String)>, ApiError> {
    let mut pairs = Vec::new();
    for pair in text.split('&').filter(|p| !p.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        pairs.push((decode(name)?, decode(value)?));
        if pairs.len() > MOST_PAIRS {
            return Err(ApiError::invalid("The request has too many parameters."));
        }
    }
    Ok(pairs)
}

fn decode(text: &str) -> Result<String, ApiError> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| ApiError::invalid("Invalid UTF-8 in the request."))
}

/// The segments of a name: `a[b][]` is `a`, `b` and an empty one.
fn segments(name: &str) -> Result<Vec<&str>, ApiError> {
    let invalid = || ApiError::invalid(format!("Invalid parameter name: {name}"));
    let Some((head, rest)) = name.split_once('[') else {
        return Ok(vec![name]);
    };
    let inner = rest.strip_suffix(']').ok_or_else(invalid)?;
    let segments: Vec<&str> = std::iter::once(head).chain(inner.split("][")).collect();
    let well_formed = !head.is_empty() && segments.len() <= DEEPEST;
    if well_formed {
        Ok(segments)
    } else {
        Err(invalid())
    }
}

impl Params {
    /// # Errors
    /// Refuses malformed names and a name that is a text in one place and a hash in another.
    pub(crate) fn parse(text: &str) -> Result<Self, ApiError> {
        let mut params = Self::default();
        params.absorb(text)?;
        Ok(params)
    }

    /// Adds another source of parameters (the query string beside the body).
    pub(crate) fn absorb(&mut self, text: &str) -> Result<(), ApiError> {
        for (name, value) in pairs(text)? {
            insert(&mut self.entries, &segments(&name)?, value, &name)?;
        }
        Ok(())
    }

    /// The same text for the same parameters, whatever order they came in.
    pub(crate) fn canonical(&self) -> String {
        format!("{:?}", self.entries)
    }

    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, ApiError> {
        match self.entries.remove(name) {
            None => Ok(None),
            Some(Node::Text(text)) => Ok(Some(text)),
            Some(Node::Hash(_)) => Err(self.invalid(name, "Invalid string")),
        }
    }

    /// A text that may be left out but not be empty.
    pub(crate) fn filled(&mut self, name: &str) -> Result<Option<String>, ApiError> {
        let text = self.text(name)?;
        match &text {
            Some(t) if t.is_empty() => Err(ApiError::invalid(format!(
                "You passed an empty string for '{0}'. We assume empty values are an attempt to unset a parameter; however '{0}' cannot be unset. You should remove '{0}' from your request or supply a non-empty value.",
                self.full(name)
            ))
            .code("parameter_invalid_empty")
            .param(self.full(name))),
            _ => Ok(text),
        }
    }

    pub(crate) fn required(&mut self, name: &str) -> Result<String, ApiError> {
        self.filled(name)?.ok_or_else(|| self.missing(name))
    }

    pub(crate) fn integer(&mut self, name: &str) -> Result<Option<i64>, ApiError> {
        let Some(text) = self.filled(name)? else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| {
            ApiError::invalid(format!("Invalid integer: {text}"))
                .code("parameter_invalid_integer")
                .param(self.full(name))
        })
    }

    pub(crate) fn boolean(&mut self, name: &str) -> Result<Option<bool>, ApiError> {
        match self.filled(name)?.as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(self.invalid(name, "Invalid boolean")),
        }
    }

    /// One of a closed set of words.
    pub(crate) fn one_of(
        &mut self,
        name: &str,
        words: &[&str],
    ) -> Result<Option<String>, ApiError> {
        let Some(text) = self.filled(name)? else {
            return Ok(None);
        };
        if words.contains(&text.as_str()) {
            return Ok(Some(text));
        }
        Err(self.invalid(
            name,
            &format!("Invalid {name}: must be one of {}", words.join(", ")),
        ))
    }

    pub(crate) fn hash(&mut self, name: &str) -> Result<Option<Self>, ApiError> {
        match self.entries.remove(name) {
            None => Ok(None),
            Some(Node::Hash(entries)) => Ok(Some(Self {
                path: self.full(name),
                entries,
            })),
            Some(Node::Text(text)) if text.is_empty() => Ok(None),
            Some(Node::Text(_)) => Err(self.invalid(name, "Invalid object")),
        }
    }

    /// The hashes of an array, in the order of their indices.
    pub(crate) fn hashes(&mut self, name: &str) -> Result<Vec<Self>, ApiError> {
        let Some(array) = self.hash(name)? else {
            return Ok(Vec::new());
        };
        let path = array.path.clone();
        array
            .in_order()?
            .into_iter()
            .map(|(index, node)| match node {
                Node::Hash(entries) => Ok(Self {
                    path: format!("{path}[{index}]"),
                    entries,
                }),
                Node::Text(_) => Err(self.invalid(name, "Invalid array: it must hold objects")),
            })
            .collect()
    }

    /// The texts of an array, in the order of their indices.
    pub(crate) fn texts(&mut self, name: &str) -> Result<Vec<String>, ApiError> {
        let Some(array) = self.hash(name)? else {
            return Ok(Vec::new());
        };
        array
            .in_order()?
            .into_iter()
            .map(|(_, node)| match node {
                Node::Text(text) => Ok(text),
                Node::Hash(_) => Err(self.invalid(name, "Invalid array: it must hold strings")),
            })
            .collect()
    }

    /// Free key-value pairs, within Stripe's bounds: 50 keys of 40 letters, values of 500.
    pub(crate) fn metadata(&mut self, name: &str) -> Result<BTreeMap<String, String>, ApiError> {
        let Some(hash) = self.hash(name)? else {
            return Ok(BTreeMap::new());
        };
        let path = hash.path;
        let mut metadata = BTreeMap::new();
        for (key, node) in hash.entries {
            let Node::Text(value) = node else {
                return Err(self.invalid(name, "Metadata values must be strings"));
            };
            let fits = key.chars().count() <= 40 && value.chars().count() <= 500;
            if !fits {
                return Err(ApiError::invalid(
                    "Metadata keys can have up to 40 characters, values up to 500.",
                )
                .param(format!("{path}[{key}]")));
            }
            if !value.is_empty() {
                metadata.insert(key, value);
            }
        }
        if metadata.len() > MOST_METADATA_KEYS {
            return Err(ApiError::invalid("Metadata can have up to 50 keys.").param(path));
        }
        Ok(metadata)
    }

    /// Refuses what nobody took.
    ///
    /// # Errors
    /// `parameter_unknown`, naming the first parameter left over.
    pub(crate) fn finish(self) -> Result<(), ApiError> {
        let Some(name) = self.entries.keys().next() else {
            return Ok(());
        };
        let full = self.full(name);
        Err(
            ApiError::invalid(format!("Received unknown parameter: {full}"))
                .code("parameter_unknown")
                .param(full),
        )
    }

    pub(crate) fn missing(&self, name: &str) -> ApiError {
        let full = self.full(name);
        ApiError::invalid(format!("Missing required param: {full}."))
            .code("parameter_missing")
            .param(full)
    }

    pub(crate) fn invalid(&self, name: &str, message: &str) -> ApiError {
        ApiError::invalid(message.to_owned()).param(self.full(name))
    }

    fn full(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}[{name}]", self.path)
        }
    }

    fn in_order(self) -> Result<Vec<(usize, Node)>, ApiError> {
        let mut nodes: Vec<(usize, Node)> = Vec::with_capacity(self.entries.len());
        for (key, node) in self.entries {
            let index = key
                .parse()
                .map_err(|_| ApiError::invalid("Invalid array").param(self.path.clone()))?;
            nodes.push((index, node));
        }
        nodes.sort_by_key(|(index, _)| *index);
        Ok(nodes)
    }
}

/// Puts one value where its name says, making the hashes on the way.
fn insert(
    entries: &mut BTreeMap<String, Node>,
    segments: &[&str],
    value: String,
    name: &str,
) -> Result<(), ApiError> {
    let conflict = || ApiError::invalid(format!("Invalid hash: {name}")).param(name);
    let Some((head, rest)) = segments.split_first() else {
        return Ok(());
    };
    let key = if head.is_empty() {
        next_index(entries, rest)
    } else {
        (*head).to_owned()
    };
    if rest.is_empty() {
        return match entries.insert(key, Node::Text(value)) {
            Some(Node::Hash(_)) => Err(conflict()),
            _ => Ok(()),
        };
    }
    match entries
        .entry(key)
        .or_insert_with(|| Node::Hash(BTreeMap::new()))
    {
        Node::Hash(inner) => insert(inner, rest, value, name),
        Node::Text(_) => Err(conflict()),
    }
}

/// Where `[]` points: the last element while it still lacks what is being set, else a new one.
fn next_index(entries: &BTreeMap<String, Node>, rest: &[&str]) -> String {
    let last = entries.len().saturating_sub(1).to_string();
    let lacks = |node: &Node| match (node, rest.first()) {
        (Node::Hash(inner), Some(segment)) => !inner.contains_key(*segment),
        _ => false,
    };
    match entries.get(&last) {
        Some(node) if lacks(node) => last,
        _ => entries.len().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::Params;

    #[test]
    fn nested_names_become_a_tree() {
        let mut params = Params::parse(
            "line_items[10][price]=b&line_items[2][price]=a&line_items[2][quantity]=3&mode=pay%20it&x[]=1&x[]=2",
        )
        .expect("well formed");
        assert_eq!(
            params.text("mode").expect("text").as_deref(),
            Some("pay it")
        );
        assert_eq!(params.texts("x").expect("texts"), ["1", "2"]);
        let mut items = params.hashes("line_items").expect("hashes");
        assert_eq!(items[0].required("price").expect("price"), "a");
        assert_eq!(items[0].integer("quantity").expect("quantity"), Some(3));
        assert_eq!(items[1].required("price").expect("price"), "b");
        params.finish().expect("nothing left");
    }

    #[test]
    fn empty_indices_start_a_new_element_when_a_name_repeats() {
        let mut params = Params::parse("i[][a]=1&i[][b]=2&i[][a]=3").expect("well formed");
        let items = params.hashes("i").expect("hashes");
        assert_eq!(items.len(), 2);
    }

    #[test]
    fn what_is_left_over_is_refused_by_its_full_name() {
        let mut params = Params::parse("a[b][0][c]=1").expect("well formed");
        let inner = params.hash("a").expect("hash").expect("present");
        let error = inner.finish().expect_err("left over");
        assert_eq!(error.param.as_deref(), Some("a[b]"));
        assert_eq!(error.code, Some("parameter_unknown"));
    }

    #[test]
    fn malformed_names_are_refused() {
        for text in [
            "a[=1",
            "[a]=1",
            "a[b=1",
            "a=1&a[b]=2",
            "a[b]=1&a=2",
            "%ff=1",
            "a[][][][][][][][][][][]=1",
        ] {
            assert!(Params::parse(text).is_err(), "{text}");
        }
    }
}
