//! A deed's data as JSON: written apart from its action, and read again strictly and in place.

use serde::{
    Deserialize, Serialize,
    de::{DeserializeSeed, IntoDeserializer, MapAccess, value::MapAccessDeserializer},
};
use serde_json::value::RawValue;

use super::{Action, Deed};

#[derive(Serialize, Deserialize)]
struct Tagged<'a> {
    action: Action,
    #[serde(default, skip_serializing_if = "Option::is_none", borrow)]
    data: Option<&'a RawValue>,
}

impl Deed {
    /// The JSON of its data alone; nothing when it has none.
    pub(crate) fn data(&self) -> Result<Option<Box<RawValue>>, serde_json::Error> {
        let text = serde_json::to_string(self)?;
        let tagged: Tagged<'_> = serde_json::from_str(&text)?;
        Ok(tagged.data.map(RawValue::to_owned))
    }

    /// Reads the data of `action`, strictly.
    pub(crate) fn read(action: Action, data: Option<&RawValue>) -> Result<Self, serde_json::Error> {
        let parts = Parts {
            action: Some(action),
            data,
        };
        let deed = Self::deserialize(MapAccessDeserializer::new(parts))?;
        debug_assert_eq!(deed.action(), action, "both enums have one order");
        Ok(deed)
    }
}

/// An action and its data, as serde finds them in `{"action": …, "data": …}`. The action goes by its number: both enums are of one list.
struct Parts<'a> {
    action: Option<Action>,
    data: Option<&'a RawValue>,
}

impl<'a> MapAccess<'a> for Parts<'a> {
    type Error = serde_json::Error;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Self::Error> {
        let key = match (self.action, self.data) {
            (Some(_), _) => "action",
            (None, Some(_)) => "data",
            (None, None) => return Ok(None),
        };
        seed.deserialize(key.into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, Self::Error> {
        match (self.action.take(), self.data) {
            (Some(action), _) => seed.deserialize((action as u32).into_deserializer()),
            (None, Some(data)) => {
                self.data = None;
                seed.deserialize(data)
            }
            (None, None) => Err(serde::de::Error::custom("a value without its key")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Version;

    #[test]
    fn an_action_goes_by_the_number_of_its_deed() {
        for action in Action::ALL {
            let word = serde_json::to_string(action).unwrap();
            let none = serde_json::from_str::<Deed>(&format!(r#"{{"action":{word}}}"#));
            let numbered = Deed::read(*action, None);
            assert_eq!(
                numbered.as_ref().ok(),
                none.as_ref().ok(),
                "{word}: {numbered:?}"
            );
            assert!(numbered.is_err() || numbered.is_ok_and(|d| d.action() == *action));
        }
        let data = RawValue::from_string(r#"{"version":3,"more":1}"#.to_owned()).unwrap();
        assert!(Deed::read(Action::EditTicket, Some(&data)).is_err());
        let data = RawValue::from_string(r#"{"version":3}"#.to_owned()).unwrap();
        let read = Deed::read(Action::EditTicket, Some(&data)).unwrap();
        assert_eq!(
            read,
            Deed::EditTicket {
                version: Version(3)
            }
        );
        assert!(Deed::read(Action::ConfirmClock, Some(&data)).is_err());
    }
}
