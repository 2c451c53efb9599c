//! Drawings for the window: small ones with the edge in question lit, and workflows at full size.

use std::sync::LazyLock;

use crate::{Acting, Host, Member, Result};

/// How large a drawing is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// With all labels.
    #[default]
    Full,
    /// For a corner of a page.
    Small,
}

impl Host {
    /// A ready-made workflow as a drawing for a page; nothing for a slug that is not in the gallery.
    pub fn gallery_diagram(&self, slug: &str, size: Size) -> Option<String> {
        let item = formats::gallery().iter().find(|item| item.slug == slug)?;
        let read = formats::read(item.source).ok()?;
        Some(diagram::svg(&read.workflow, &on_page(size, slug)))
    }

    /// The stylesheet of all drawings for pages.
    pub fn diagram_stylesheet(&self) -> &'static str {
        static STYLE: LazyLock<String> = LazyLock::new(|| diagram::stylesheet().to_string());
        &STYLE
    }
}

impl Acting {
    /// A published workflow as a drawing for a page.
    ///
    /// # Errors
    /// 404.
    pub async fn workflow_diagram(
        &self,
        name: &str,
        version: Option<u32>,
        size: Size,
    ) -> Result<String> {
        let published = self.published(name, version).await?;
        Ok(diagram::svg(
            &published.published.workflow,
            &on_page(size, "workflow"),
        ))
    }
}

impl Member {
    /// A request's workflow, with the state the ticket is in filled and the move in question lit.
    ///
    /// # Errors
    /// 404.
    pub async fn request_diagram(&self, id: &str) -> Result<String> {
        let request = self.known_request(id).await?;
        let rules = self
            .place
            .world(|w| w.published(&request.workflow).cloned());
        let rules = self.found(rules, "request", id).await?;
        let options = diagram::Options {
            current: Some(request.from.clone()),
            lit: Some((request.from, request.transition)),
            ..on_page(Size::Small, "request")
        };
        Ok(diagram::svg(&rules.workflow, &options))
    }
}

pub(crate) fn on_page(size: Size, prefix: &str) -> diagram::Options {
    diagram::Options {
        size: match size {
            Size::Full => diagram::Size::Full,
            Size::Small => diagram::Size::Small,
        },
        style: diagram::Style::Page,
        prefix: prefix.to_owned(),
        ..diagram::Options::default()
    }
}
