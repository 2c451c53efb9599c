//! The workflows that come with the product, as starting points.

/// A ready-made workflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GalleryItem {
    /// Its name in addresses and commands.
    pub slug: &'static str,
    /// The workflow's name.
    pub name: &'static str,
    /// The SOC 2 criteria it serves.
    pub control: &'static str,
    /// The file.
    pub source: &'static str,
}

/// All of them, in the order in which they are offered.
pub const fn gallery() -> &'static [GalleryItem] {
    &[
        GalleryItem {
            slug: "change-management",
            name: "Change management",
            control: "CC8.1",
            source: include_str!("../../../../workflows/change-management.toml"),
        },
        GalleryItem {
            slug: "access-request",
            name: "Access request",
            control: "CC6.2, CC6.3",
            source: include_str!("../../../../workflows/access-request.toml"),
        },
        GalleryItem {
            slug: "incident-response",
            name: "Incident response",
            control: "CC7.3, CC7.4, CC7.5",
            source: include_str!("../../../../workflows/incident-response.toml"),
        },
        GalleryItem {
            slug: "data-export-and-deletion",
            name: "Data export and deletion",
            control: "CC6.5, C1.2",
            source: include_str!("../../../../workflows/data-export-and-deletion.toml"),
        },
        GalleryItem {
            slug: "agent-onboarding",
            name: "Agent onboarding",
            control: "CC3.4, CC5.2, CC5.3",
            source: include_str!("../../../../workflows/agent-onboarding.toml"),
        },
    ]
}
