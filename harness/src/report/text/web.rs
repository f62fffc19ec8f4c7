//! Addresses that may become links: those of the web, in characters that end no link in any format.

/// `url` if it leads to the web and holds nothing by which a format could take its end for something else.
pub(crate) fn web_address(url: &str) -> Option<&str> {
    let is_plain = |character: char| character.is_ascii_graphic() && !"<>\"'()[]\\`|".contains(character);
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    (is_web && url.chars().all(is_plain)).then_some(url)
}
