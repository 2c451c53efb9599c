//! HTTP doors: bots, people, OpenAPI, problem+json.
