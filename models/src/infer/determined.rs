//! Parts of an entry that depend on parts of its item alone: digests by their names, and what prose says of equal items.

use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Kind, Member, Model, Operation};
use crate::rule::{Determined, Rule};

use super::items::Items;
use super::prose::{pattern, plain, quote, sentences};
use super::words::parts;

static SAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?i)\bthe same ([a-z ]{3,40}?) (?:maps?|goes?|(?:is|are) (?:always )?(?:mapped|assigned|routed|sent|written)) to the same ([a-z]{3,30})",
    )
});

/// The parts, in the order of the entry's members.
pub(crate) fn parts_of_entries(
    model: &Model,
    operation: &Operation,
    items: &Items<'_>,
    rule: &Rule,
) -> Vec<Determined> {
    let Some(entry) = rule.succeeded.as_ref().and_then(|found| entry(model, operation, &found.place)) else {
        return Vec::new();
    };
    let said = said(operation, model.members(items.item));
    let of_member = |member: &Member| {
        digest(model.members(items.item), member)
            .or_else(|| said.iter().find_map(|sentence| told(model.members(items.item), member, sentence)))
    };
    model.members(&entry).iter().filter_map(of_member).collect()
}

/// What an entry of a list at the top of the answer is.
fn entry(model: &Model, operation: &Operation, place: &str) -> Option<String> {
    let name = place.strip_prefix("output.")?.strip_suffix("[]")?;
    let output = model.members(operation.output.as_deref()?);
    let list = &output.iter().find(|member| member.name == name)?.target;
    match &model.shape(list)?.kind {
        Kind::List(entry) => Some(entry.target.clone()),
        _ => None,
    }
}

/// `MD5OfMessageBody` depends on `MessageBody` alone.
fn digest(members: &[Member], part: &Member) -> Option<Determined> {
    let of = ["MD5Of", "md5Of"].iter().find_map(|start| part.name.strip_prefix(start))?;
    let by = members.iter().find(|member| member.name.eq_ignore_ascii_case(of))?;
    let sentence = format!("the name of {}", part.name);
    Some(Determined { by: vec![by.name.clone()], part: part.name.clone(), sentence })
}

/// The sentences that speak of equal items.
fn said(operation: &Operation, members: &[Member]) -> Vec<String> {
    let Some(same) = SAME.as_ref() else { return Vec::new() };
    let texts = members.iter().map(|member| &member.documentation).chain([&operation.documentation]);
    let texts = texts.filter(|text| text.contains("the same"));
    let mut found = Vec::new();
    for text in texts {
        let text = plain(text);
        found.extend(
            sentences(&text).into_iter().filter(|sentence| same.is_match(sentence)).map(str::to_owned),
        );
    }
    found
}

/// "Records with the same partition key map to the same shard": what else is said to determine that counts as well.
fn told(members: &[Member], part: &Member, sentence: &str) -> Option<Determined> {
    let captures = SAME.as_ref()?.captures(sentence)?;
    let (like, same) = (captures.get(1)?.as_str(), captures.get(2)?.as_str().to_ascii_lowercase());
    let named = parts(&part.name);
    let is_named = match named.as_slice() {
        [noun] => *noun == same,
        [noun, last] => *noun == same && ["id", "name", "arn", "number"].contains(&last.as_str()),
        _ => false,
    };
    let is_like = |member: &&Member| parts(&member.name).join(" ") == like.to_ascii_lowercase();
    let first = members.iter().find(is_like).filter(|_| is_named)?;
    let determines = |member: &&Member| {
        member.name != first.name
            && member.documentation.contains("determine")
            && member.documentation.contains(same.as_str())
    };
    let others = members.iter().filter(determines);
    let by = std::iter::once(first).chain(others).map(|member| member.name.clone()).collect();
    Some(Determined { by, part: part.name.clone(), sentence: quote(sentence) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(name: &str, documentation: &str) -> Member {
        Member { name: name.to_owned(), documentation: documentation.to_owned(), ..Member::default() }
    }

    #[test]
    fn what_equal_items_share_is_read() {
        let sentence =
            "As a result, all records with the same partition key map to the same shard within the stream.";
        let members = [
            member("Data", "The data."),
            member("ExplicitHashKey", "The hash value used to determine explicitly the shard."),
            member("PartitionKey", sentence),
        ];
        let found = told(&members, &member("ShardId", ""), sentence).expect("a part");
        assert_eq!(found.by, ["PartitionKey", "ExplicitHashKey"]);
        assert_eq!(told(&members, &member("SequenceNumber", ""), sentence), None);
        assert_eq!(
            told(&members, &member("ShardId", ""), "The same partition key may go to another shard."),
            None
        );
    }

    #[test]
    fn a_digest_is_one_of_the_member_that_its_name_says() {
        let members = [member("MessageBody", ""), member("Id", "")];
        let found = digest(&members, &member("MD5OfMessageBody", "")).expect("a part");
        assert_eq!((found.by, found.part.as_str()), (vec!["MessageBody".to_owned()], "MD5OfMessageBody"));
        assert_eq!(digest(&members, &member("MD5OfMessageAttributes", "")), None);
        assert_eq!(digest(&members, &member("MessageBody", "")), None);
    }
}
