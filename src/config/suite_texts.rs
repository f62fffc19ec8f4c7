//! The texts of an imported suite, and how they wait for their turn in little room.

use std::io::{Read as _, Write as _};

use anyhow::anyhow;
use batchspec_harness::contract::{Contract, SuiteText};
use batchspec_harness::generate::{Inputs, settled};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// A suite file and its model, as text.
#[derive(Debug)]
pub(super) struct SuiteTexts {
    pub(super) id: String,
    pub(super) suite: String,
    pub(super) model: String,
}

impl SuiteTexts {
    /// What they promise.
    ///
    /// # Errors
    /// What keeps the suite from being one that can be tested.
    pub(super) fn contract(&self) -> anyhow::Result<Contract> {
        let named = |file: &str| format!("{}/{file}", self.id);
        let contract = Contract::load(&SuiteText {
            suite_file: &named("suite.toml"),
            suite: &self.suite,
            model_file: &named("model.json"),
            model: &self.model,
        })
        .map_err(|mistakes| anyhow!("the model gives no suite that can be tested: {mistakes}"))?;
        settled(contract, &Inputs::new()).map_err(|wrong| anyhow!(wrong.join("; ")))
    }

    /// The same texts in a tenth of the room.
    ///
    /// # Errors
    /// None that is known of: it is written into memory.
    pub(super) fn packed(self) -> anyhow::Result<PackedTexts> {
        Ok(PackedTexts { suite: packed(&self.suite)?, model: packed(&self.model)?, id: self.id })
    }
}

/// Texts that wait.
#[derive(Debug)]
pub(super) struct PackedTexts {
    id: String,
    suite: Vec<u8>,
    model: Vec<u8>,
}

impl PackedTexts {
    /// What they promise.
    ///
    /// # Errors
    /// None that was not told when they were packed.
    pub(super) fn contract(&self) -> anyhow::Result<Contract> {
        let (suite, model) = (unpacked(&self.suite)?, unpacked(&self.model)?);
        SuiteTexts { id: self.id.clone(), suite, model }.contract()
    }
}

fn packed(text: &str) -> std::io::Result<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(text.as_bytes())?;
    let mut bytes = encoder.finish()?;
    bytes.shrink_to_fit();
    Ok(bytes)
}

fn unpacked(bytes: &[u8]) -> std::io::Result<String> {
    let mut text = String::new();
    DeflateDecoder::new(bytes).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::SuiteTexts;

    #[test]
    fn packed_texts_make_the_same_contract_in_less_room() {
        let files = batchspec_suites::ALL.first().expect("a suite");
        let texts = || SuiteTexts {
            id: files.id.to_owned(),
            suite: files.suite_toml.to_owned(),
            model: files.model_json.to_owned(),
        };
        let contract = texts().contract().expect("a good suite");
        let packed = texts().packed().expect("it is packed");
        assert!(packed.model.len() * 4 < files.model_json.len());
        let again = packed.contract().expect("the same suite");
        assert_eq!(format!("{again:?}"), format!("{contract:?}"));
    }
}
